"""What can be chosen on the padding comparison page. Every choice stands in the page's address."""

from cnn_core.text import t
from ui.grid_editor import choose_grids
from ui.grids import Grid, GridLimits
from ui.live_slider import live_slider
from ui.presets import ImagePresets, KernelPresets

MOST_STRIDE = 4
MOST_PADDING = 4
DEFAULT_STRIDE = 2
DEFAULT_PADDING = 1

IMAGE_LIMITS = GridLimits(noun="image", most_size=12)
KERNEL_LIMITS = GridLimits(noun="kernel", most_size=5)
# At stride 2 these show it all: a row dropped, an odd zero, and the same size with other values under explicit.
DEFAULT_IMAGE = ImagePresets().sized("counting", 6, 6)
DEFAULT_KERNEL = KernelPresets().sized("ones", 3, 3)


def choose_image() -> Grid:
    """Shows the choice of the image."""
    return choose_grids(
        "padding_image", default=DEFAULT_IMAGE, limits=IMAGE_LIMITS, presets=ImagePresets(), is_labelled=True
    )[0]


def choose_kernel() -> Grid:
    """Shows the choice of the kernel."""
    one_filter = tuple(name for name in KernelPresets().names if name != "three_filters")
    return choose_grids(
        "padding_kernel",
        default=DEFAULT_KERNEL,
        limits=KERNEL_LIMITS,
        presets=KernelPresets(one_filter),
        is_labelled=True,
    )[0]


def choose_stride() -> int:
    """Shows the stride."""
    return live_slider(t("padding.stride"), 1, MOST_STRIDE, DEFAULT_STRIDE, key="padding_stride", width=120)


def choose_width() -> int:
    """Shows the width of the explicit padding."""
    return live_slider(t("padding.width"), 0, MOST_PADDING, DEFAULT_PADDING, key="padding_width", width=200)
