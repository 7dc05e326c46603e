"""What can be chosen on the toy convolution page. Every choice stands in the page's address."""

from typing import Literal

import streamlit as st

from cnn_core.text import t
from ui.grid_editor import choose_grids, set_grids
from ui.grids import GridLimits, Grids, grid_size
from ui.live_slider import live_slider
from ui.presets import ImagePresets, KernelPresets

# Not translated, because an address holds them as they are shown.
PADDINGS = ("VALID", "SAME", "Explicit")
MOST_STRIDE = 4
MOST_PADDING = 4
MOST_DILATION = 3

IMAGE_LIMITS = GridLimits(noun="image", most_size=12)
KERNEL_LIMITS = GridLimits(noun="kernel", most_size=5, most_grids=3)
DEFAULT_IMAGE = ImagePresets().sized("counting", 3, 3)
DEFAULT_KERNELS = KernelPresets().sized("ones", 2, 2)

_SLIDER = 130  # pixels


def choose_image() -> Grids:
    """Shows the choice of the image, one grid."""
    return choose_grids(
        "toy_image", default=DEFAULT_IMAGE, limits=IMAGE_LIMITS, presets=ImagePresets(), is_labelled=True
    )


def choose_kernels() -> Grids:
    """Shows the choice of the kernel, a grid for each filter."""
    return choose_grids(
        "toy_kernels", default=DEFAULT_KERNELS, limits=KERNEL_LIMITS, presets=KernelPresets(), is_labelled=True
    )


def choose_stride() -> int:
    """Shows the stride."""
    return live_slider(t("toy.stride"), 1, MOST_STRIDE, key="toy_stride", width=_SLIDER)


def choose_padding() -> Literal["valid", "same"] | int:
    """Shows the choice of the padding and, where it is explicit, of its width."""
    padding = st.segmented_control(
        t("toy.padding"),
        PADDINGS,
        default=PADDINGS[0],
        required=True,
        key="toy_padding",
        bind="query-params",
        help=t("toy.padding_help"),
    )
    padding = padding or PADDINGS[0]  # an address that says nothing leaves nothing chosen
    if padding == "SAME":
        return "same"
    if padding == "VALID":
        return "valid"
    return live_slider(t("toy.width"), 0, MOST_PADDING, 1, key="toy_width", width=_SLIDER)


def choose_dilation(image: Grids, kernels: Grids, padding: Literal["valid", "same"] | int) -> int:
    """Shows the dilation rate, up to the largest with which the kernel fits into the padded image."""
    state = st.session_state
    most = _most_dilation(image, kernels, padding)
    if state.get("toy_dilation", 1) > most:
        state.toy_dilation = float(most)
    # Of floats, since Streamlit's widget for whole numbers fails on an infinity in the address.
    rate = st.number_input(
        t("toy.dilation"),
        1.0,
        float(most),
        step=1.0,
        format="%.0f",
        key="toy_dilation",
        bind="query-params",
        disabled=most == 1,
        help=t("toy.no_dilation" if most == 1 else "toy.dilation_help"),
        width=_SLIDER,
    )
    return round(rate)


def start_again_button() -> None:
    """Shows the button that brings the course's example back."""
    st.button(t("toy.start_again"), icon=":material/restart_alt:", type="tertiary", on_click=_start_again)


def _most_dilation(image: Grids, kernels: Grids, padding: Literal["valid", "same"] | int) -> int:
    around = 2 * padding if isinstance(padding, int) else 0
    fitting = [
        MOST_DILATION if padding == "same" else (size + around - 1) // (kernel_size - 1)
        for size, kernel_size in zip(grid_size(image[0]), grid_size(kernels[0]), strict=True)
        if kernel_size > 1
    ]
    return max(1, min(MOST_DILATION, *fitting)) if fitting else 1


def _start_again() -> None:
    set_grids("toy_image", DEFAULT_IMAGE)
    set_grids("toy_kernels", DEFAULT_KERNELS)
    st.session_state.update(
        toy_stride=1, toy_padding="VALID", toy_width=1, toy_dilation=1.0, toy_pin=None, toy_filter=0, toy_channel=0
    )
    st.query_params.pop("toy_width", None)  # a slider that comes back into view reads the address
