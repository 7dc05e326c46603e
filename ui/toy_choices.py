"""What can be chosen on the toy convolution page. Every choice stands in the page's address."""

from dataclasses import dataclass

import streamlit as st

from cnn_core.comparison import Operation
from cnn_core.text import t
from ui.address import leave_address
from ui.image_sources import ImageChoice, choose_image_source, image_of
from ui.kernel_sources import KernelChoice, choose_kernel_source, kernel_parameters
from ui.live_slider import live_slider
from ui.maps import Cell
from ui.operation_choices import Frame, choose_frame, choose_spec
from ui.operations import ChosenOperation
from ui.presets import ImagePresets, KernelPresets

DEFAULT_IMAGE = ImagePresets().sized("counting", 3, 3)
DEFAULT_KERNELS = KernelPresets().sized("ones", 2, 2)

# What a button opened stays open, and a table of cells that nobody sees any more keeps its number.
_BOUND = ("toy_padding", "toy_channel")  # to a widget, which takes them out of the address itself
_STAYING = ("_editor", "_more", "_place", "_table")


@dataclass(frozen=True, kw_only=True)
class Materials:
    """What an operation is made of, before it is said how its window moves.

    Attributes:
        frame: Which operation, and what its kernel has to fit.
        image: What it reads.
        kernel: What it lays on the image; None for a pooling.
    """

    frame: Frame
    image: ImageChoice
    kernel: KernelChoice | None


def choose_materials() -> Materials:
    """Shows the choice of the operation, the image and the kernel, in one row where there is room."""
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        frame_place, image_place, kernel_place = (st.container(width="content") for _ in range(3))
    with image_place:
        image = choose_image_source("toy_image", default=DEFAULT_IMAGE)
    rows, columns, channels = image_of(image).shape
    with frame_place, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        frame = choose_frame((rows, columns))
    if frame.is_pooling:
        leave_address(*kernel_parameters("toy_kernels"))
        return Materials(frame=frame, image=image, kernel=None)
    with kernel_place:
        most = min(frame.most_window)
        kernel = choose_kernel_source("toy_kernels", default=DEFAULT_KERNELS, channels=channels, most_side=most)
    return Materials(frame=frame, image=image, kernel=kernel)


def choose_operation(materials: Materials) -> ChosenOperation:
    """Shows, in a row, how the window moves and what is rarer, and returns all that is chosen."""
    kernel = materials.kernel
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        spec, bias = choose_spec(materials.frame, kernel.size if kernel else None)
        start_again_button()
    return ChosenOperation(spec=spec, image=materials.image, kernel=kernel, bias=bias)


def start_again_button() -> None:
    """Shows the button that brings the course's example back."""
    if st.button(t("toy.start_again"), icon=":material/restart_alt:", type="tertiary", on_click=_start_again):
        st.rerun()  # all of the page, and not only the part that the button stands in


def choose_step(operation: Operation) -> tuple[Cell, int]:
    """Shows the steps through the output and returns the cell, and the channel, that is looked at."""
    rows, columns, filters = operation.output.shape
    most, state = rows * columns, st.session_state
    step, channel = 1, 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if most > 1:
            step = live_slider(t("toy.step", most=most), 1, most, key="toy_step", width=260)
            st.button(t("toy.previous"), on_click=_move, args=(-1,), disabled=step == 1, shortcut="P")
            st.button(t("toy.next"), on_click=_move, args=(1,), disabled=step == most, shortcut="N")
        if filters > 1:
            if (state.get("toy_channel") or 0) >= filters:
                state.toy_channel = 0
            channel = (
                st.segmented_control(
                    t("toy.channel"),
                    range(filters),
                    default=0,
                    required=True,
                    key="toy_channel",
                    bind="query-params",
                )
                or 0
            )
    return Cell((step - 1) // columns, (step - 1) % columns), channel


def _start_again() -> None:
    """Forgets every choice of the page; what is shown afterwards is the example."""
    state = st.session_state
    for key in [str(key) for key in state]:
        if key.startswith("toy_") and key not in _BOUND and not key.endswith(_STAYING):
            del state[key]
    state.update(toy_padding="VALID", toy_step=1, toy_channel=0)
    leave_address(*[key for key in st.query_params if key.startswith("toy_") and key not in _BOUND])


def _move(by: int) -> None:
    st.session_state.toy_step += by
