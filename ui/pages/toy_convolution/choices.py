"""What can be chosen on the toy convolution page. Every choice stands in the page's address."""

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.text import t
from ui.choosing.address import leave_address
from ui.choosing.handles import Handles
from ui.choosing.kept import is_picture
from ui.operations.carried_out import ChosenOperation
from ui.operations.choices import Frame, Rarer, choose_frame, choose_rarer, choose_spec
from ui.operations.grid_editor import follow_edits
from ui.operations.image_sources import GridImage, ImageChoice, choose_image_source, image_of
from ui.operations.kernel_sources import GridKernel, KernelChoice, choose_kernel_source, kernel_parameters
from ui.operations.presets import ImagePresets, KernelPresets

DEFAULT_IMAGE = ImagePresets().sized("counting", 3, 3)

DEFAULT_KERNELS = KernelPresets().sized("ones", 2, 2)

# What a button opened stays open, and a table of cells that nobody sees any more keeps its number.
_STAYING = ("_editor", "_more", "_place", "_table", "_preset")


@dataclass(frozen=True, kw_only=True)
class Materials:
    """What an operation is made of, before it is said how its window moves.

    Attributes:
        frame: Which operation, and what its kernel has to fit.
        rarer: What is chosen of it behind a button.
        image: What it reads.
        kernel: What it lays on the image; None for a pooling.
    """

    frame: Frame
    rarer: Rarer
    image: ImageChoice
    kernel: KernelChoice | None

    @property
    def has_own_image(self) -> bool:
        """Whether the image's cells may be changed one by one."""
        return bool(st.session_state.get("toy_image_source") == "grid")

    @property
    def has_own_kernel(self) -> bool:
        """Whether the kernel's cells may be changed one by one."""
        return self.kernel is not None and st.session_state.get("toy_kernels_source") == "grid"


def choose_materials() -> tuple[Materials, DeltaGenerator]:
    """Shows all choices but the handles, in two rows, and returns them and the handles' place in the first."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="toy_choices"):
        frame_place = st.container(width="content")
        handles = st.container(width="content", key="toy_moving")
        rarer_place = st.container(width="content")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        image_place, kernel_place = (st.container(width="content") for _ in range(2))
    with image_place:
        image = choose_image_source("toy_image", default=DEFAULT_IMAGE)
    rows, columns, channels = image_of(image).shape
    with frame_place, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        frame = choose_frame((rows, columns))
    kernel = None
    if frame.is_pooling:
        leave_address(*kernel_parameters("toy_kernels"))
    else:
        with kernel_place:
            most = min(frame.most_window)
            kernel = choose_kernel_source("toy_kernels", default=DEFAULT_KERNELS, channels=channels, most_side=most)
    with rarer_place, st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        rarer = choose_rarer(frame)
        start_again_button()
    return Materials(frame=frame, rarer=rarer, image=image, kernel=kernel), handles


def as_edited(materials: Materials) -> Materials:
    """Returns the materials with what has been changed in the picture since they were chosen."""
    state, image, kernel = st.session_state, materials.image, materials.kernel
    if materials.has_own_image:
        image = GridImage(grid=state.toy_image[0])
    if materials.has_own_kernel:
        kernel = GridKernel(grids=state.toy_kernels)
    rows, columns, _ = image_of(image).shape
    frame = replace(materials.frame, image_size=(rows, columns))
    return replace(materials, frame=frame, image=image, kernel=kernel)


def is_to_be_chosen_anew(materials: Materials) -> bool:
    """Puts what has been changed in the picture into the address, and tells whether the choices show it wrongly."""
    own = {"toy_image": materials.has_own_image, "toy_kernels": materials.has_own_kernel}
    outdated = [follow_edits(key) for key, is_own in own.items() if is_own]
    return any(outdated)


def choose_operation(materials: Materials, handles: Handles) -> ChosenOperation:
    """Returns all that is chosen.

    Args:
        materials: What was chosen before the handles.
        handles: On the page, or ahead of it.
    """
    kernel, rarer = materials.kernel, materials.rarer
    spec = choose_spec(handles, materials.frame, rarer, kernel.size if kernel else None)
    return ChosenOperation(spec=spec, image=materials.image, kernel=kernel, bias=rarer.bias)


def start_again_button() -> None:
    """Shows the button that brings the course's example back."""
    if st.button(t("toy.start_again"), icon=":material/restart_alt:", type="tertiary", on_click=_start_again):
        st.rerun()  # all of the page, and not only the part that the button stands in


def _start_again() -> None:
    """Forgets every choice of the page; what is shown afterwards is the example."""
    state = st.session_state
    for key in [str(key) for key in state]:
        is_staying = key.endswith(_STAYING) or is_picture(key)
        if key.startswith("toy_") and not is_staying:
            del state[key]
    state.update(toy_pin=None, toy_filter=0, toy_channel=0)
    leave_address(*[key for key in st.query_params if key.startswith("toy_")])
