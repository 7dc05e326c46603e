"""What can be chosen on the padding comparison page. Every choice stands in the page's address."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from cnn_core.text import t
from ui.choosing.handles import Handles
from ui.operations.grid_editor import choose_grids, follow_edits
from ui.operations.grids import Grid, GridLimits, grid_size
from ui.operations.presets import ImagePresets, KernelPresets

MOST_STRIDE = 4
MOST_DILATION = 3
MOST_PADDING = 6
DEFAULT_STRIDE = 2
DEFAULT_PADDING = 2

IMAGE_LIMITS = GridLimits(noun="image", most_size=12)
KERNEL_LIMITS = GridLimits(noun="kernel", most_size=5)
# At stride 2 these show it all: a row dropped, an odd zero, a refusal, and one size with other values in it.
DEFAULT_IMAGE = ImagePresets().sized("counting", 6, 6)
DEFAULT_KERNEL = KernelPresets().sized("ones", 3, 3)

# Pixels.
_SLIDER = 110
_WIDE_SLIDER = 150


@dataclass(frozen=True, eq=False, kw_only=True)
class PaddingChoices:
    """What is compared.

    Attributes:
        image: (H, W) float32.
        kernel: (kh, kw) float32.
        stride: Along both axes.
        dilation: Along both axes.
        width: Of the explicit padding, on all four sides.
    """

    image: NDArray[np.float32]
    kernel: NDArray[np.float32]
    stride: int
    dilation: int
    width: int


@dataclass(frozen=True, kw_only=True)
class Materials:
    """What is convolved, before it is said how.

    Attributes:
        image: The image's numbers.
        kernel: The kernel's.
    """

    image: Grid
    kernel: Grid


def choose_materials() -> tuple[Materials, DeltaGenerator]:
    """Shows the choice of image and kernel, and returns both and a place in the same row."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="padding_choices"):
        materials = Materials(image=_choose_image(), kernel=_choose_kernel())
        return materials, st.container(width="content", key="padding_moving")


def as_edited(materials: Materials) -> Materials:
    """Returns the materials with what has been changed in the picture since they were chosen."""
    state = st.session_state
    return Materials(image=state.padding_image[0], kernel=state.padding_kernel[0])


def is_to_be_chosen_anew() -> bool:
    """Puts what has been changed in the picture into the address, and tells whether the choices show it wrongly."""
    outdated = [follow_edits(key) for key in ("padding_image", "padding_kernel")]
    return any(outdated)


def choose_movement(materials: Materials, handles: Handles) -> PaddingChoices:
    """Chooses stride, dilation and the explicit width, and returns all that is chosen.

    Args:
        materials: Image and kernel.
        handles: On the page, or ahead of it.
    """
    kernel = materials.kernel
    stride = handles.slide(t("padding.stride"), 1, MOST_STRIDE, DEFAULT_STRIDE, key="padding_stride", width=_SLIDER)
    dilation, width = 1, 0
    if grid_size(kernel) != (1, 1):
        dilation = handles.slide(t("padding.dilation"), 1, MOST_DILATION, key="padding_dilation", width=_SLIDER)
        most = most_width(kernel, dilation)
        default = min(DEFAULT_PADDING, most)
        width = handles.slide(t("padding.width"), 0, most, default, key="padding_width", width=_WIDE_SLIDER)
    return PaddingChoices(
        image=np.array(materials.image, np.float32),
        kernel=np.array(kernel, np.float32),
        stride=stride,
        dilation=dilation,
        width=width,
    )


def say_what_is_left_out(materials: Materials) -> None:
    """Says why a kernel of one cell has neither dilation nor padding."""
    if grid_size(materials.kernel) == (1, 1):
        st.caption(t("padding.single_cell"), width=_SLIDER + _WIDE_SLIDER)


def most_width(kernel: Grid, dilation: int) -> int:
    """Returns the largest explicit padding; with one more, a window at the edge would read nothing but zeros."""
    return min((max(grid_size(kernel)) - 1) * dilation, MOST_PADDING)


def _choose_image() -> Grid:
    with st.container(width="content"):
        return choose_grids(
            "padding_image", default=DEFAULT_IMAGE, limits=IMAGE_LIMITS, presets=ImagePresets(), is_labelled=True
        )[0]


def _choose_kernel() -> Grid:
    one_filter = tuple(name for name in KernelPresets().names if name != "three_filters")
    with st.container(width="content"):
        return choose_grids(
            "padding_kernel",
            default=DEFAULT_KERNEL,
            limits=KERNEL_LIMITS,
            presets=KernelPresets(one_filter),
            is_labelled=True,
        )[0]
