"""What can be chosen on the toy convolution page. Every choice stands in the page's address."""

from dataclasses import dataclass, replace

import streamlit as st

from cnn_core.text import t
from ui.address import leave_address
from ui.image_sources import IMAGE_LIMITS, GridImage, ImageChoice, choose_image_source, image_of
from ui.kernel_sources import KERNEL_LIMITS, GridKernel, KernelChoice, choose_kernel_source, kernel_parameters
from ui.operation_choices import Frame, choose_spec, read_frame, show_frame
from ui.operations import ChosenOperation
from ui.presets import ImagePresets, KernelPresets
from ui.stepper import Editable

DEFAULT_IMAGE = ImagePresets().sized("counting", 3, 3)
DEFAULT_KERNELS = KernelPresets().sized("ones", 2, 2)

_IMAGE, _KERNELS = "toy_image", "toy_kernels"
# What a button opened stays open, a table of cells that nobody sees any more keeps its number, and so do the
# stepper's messages.
_STAYING = ("_editor", "_more", "_place", "_table", "_stepper", "_told")


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What the operation works on, and which it is.

    Attributes:
        image: What it reads.
        frame: The operation, as far as it decides which kernels there are.
        kernel: What it lays on the image; None for a pooling.
    """

    image: ImageChoice
    frame: Frame
    kernel: KernelChoice | None

    @property
    def is_stale(self) -> bool:
        """Whether another operation has been chosen since, so that the kernel has to be chosen anew."""
        return self.frame != _frame(self.image)

    @property
    def now(self) -> "Sources":
        """The same with the cells that have been edited since."""
        image, kernel, state = self.image, self.kernel, st.session_state
        if isinstance(image, GridImage):
            image = GridImage(grid=state[_IMAGE][0])
        if isinstance(kernel, GridKernel):
            kernel = GridKernel(grids=state[_KERNELS])
        return replace(self, image=image, kernel=kernel)

    @property
    def editable(self) -> dict[str, Editable | None]:
        """The grids that can be edited in the picture, as `ui.stepper` takes them."""
        has_cells = isinstance(self.image, GridImage), isinstance(self.kernel, GridKernel)
        return {
            "image": Editable(key=_IMAGE, limits=IMAGE_LIMITS) if has_cells[0] else None,
            "kernel": Editable(key=_KERNELS, limits=KERNEL_LIMITS) if has_cells[1] else None,
        }


def choose_sources() -> Sources:
    """Shows the choice of the image and of the kernel; there is none for a pooling."""
    image = choose_image_source(_IMAGE, default=DEFAULT_IMAGE)
    frame = _frame(image)
    kernel = None
    if frame.is_pooling:
        leave_address(*kernel_parameters(_KERNELS))
    else:
        kernel = choose_kernel_source(
            _KERNELS,
            default=DEFAULT_KERNELS,
            channels=image_of(image).shape[2],
            most_side=min(frame.most_window),
        )
    return Sources(image=image, frame=frame, kernel=kernel)


def choose_operation(sources: Sources) -> ChosenOperation:
    """Shows the choice of the operation and of how its window moves, and returns all that is chosen."""
    show_frame()
    spec = choose_spec(sources.frame, sources.kernel.size if sources.kernel else None)
    return ChosenOperation(spec=spec, image=sources.image, kernel=sources.kernel, bias=sources.frame.bias)


def start_again_button() -> None:
    """Shows the button that brings the course's example back."""
    st.button(t("toy.start_again"), icon=":material/restart_alt:", type="tertiary", on_click=_start_again)


def _frame(image: ImageChoice) -> Frame:
    rows, columns, _ = image_of(image).shape
    return read_frame((rows, columns))


def _start_again() -> None:
    """Forgets every choice of the page; what is shown afterwards is the example."""
    state = st.session_state
    for key in [str(key) for key in state]:
        if key.startswith("toy_") and not key.endswith(_STAYING):
            del state[key]
    leave_address(*[key for key in st.query_params if key.startswith("toy_")])
