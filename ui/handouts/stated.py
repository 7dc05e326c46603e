"""What a page's address says of an operation, read without the page that shows it.

What an address does not say is the page's own default, and no handle goes further than on the page: both are said
by the page's functions, which get these handles in place of sliders.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

from cnn_core.arithmetic.operations import Operation
from cnn_core.lessons.lesson import State
from ui.choosing.handles import Handles
from ui.operations.carried_out import ChosenOperation, carry_out
from ui.operations.choices import BIAS_LIMITS, KINDS, NO_BIAS, PADDINGS, Frame, Rarer, choose_spec
from ui.operations.grids import Grid, GridLimits, read_grids
from ui.operations.image_sources import IMAGE_LIMITS, DigitImage, GridImage, ImageChoice, image_of
from ui.operations.kernel_sources import KERNEL_LIMITS, GridKernel
from ui.pages.padding_comparison import choices as padding
from ui.pages.padding_comparison.cases import Cases, padding_cases
from ui.pages.toy_convolution.choices import DEFAULT_IMAGE, DEFAULT_KERNELS


class StatedHandles(Handles):
    """The handles of an operation, each where an address has it.

    Args:
        state: What the address says.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def _stand(
        self, label: str, ends: tuple[int, int], default: int, key: str, width: int | None, hint: str
    ) -> int:
        return min(max(whole(self._state, key, default), ends[0]), ends[1])

    def leave(self, *keys: str) -> None:
        """See `Handles`."""

    def group(self, kind: Literal["row", "place"]) -> AbstractContextManager[Any]:
        """See `Handles`."""
        return nullcontext()


def toy_operation(state: State) -> Operation | None:
    """Returns the operation that the toy page shows; None where it is made of what an address does not hold.

    Args:
        state: What the page's address says.

    Raises:
        SpecError: The address says something that is none, or nothing can be computed.
    """
    image = _image(state)
    if image is None or state.get("toy_kernels_source", "grid") != "grid":
        return None
    rows, columns, _ = image_of(image).shape
    kind = _option(state, "toy_operation", KINDS)
    frame = Frame(kind=kind, padding=_option(state, "toy_padding", PADDINGS), image_size=(rows, columns))
    kernel = None
    if not frame.is_pooling:
        given = state.get("toy_kernels")
        kernel = GridKernel(grids=read_grids(given, KERNEL_LIMITS) if given else DEFAULT_KERNELS)
    bias = state.get("toy_bias")
    rarer = Rarer(
        is_apart=_is(state, "toy_apart"),
        has_sides=_is(state, "toy_sides"),
        flip=_is(state, "toy_flip") and frame.can_flip,
        has_relu=_is(state, "toy_relu"),
        bias=read_grids(bias, BIAS_LIMITS)[0][0] if bias else NO_BIAS,
    )
    spec = choose_spec(StatedHandles(state), frame, rarer, kernel.size if kernel else None)
    return carry_out(ChosenOperation(spec=spec, image=image, kernel=kernel, bias=rarer.bias))


def compared_paddings(state: State) -> Cases:
    """Returns the paddings that the page of their comparison shows.

    Args:
        state: What the page's address says.

    Raises:
        SpecError: The address says something that is none, or nothing can be computed.
    """

    def grid(key: str, limits: GridLimits, default: Grid) -> Grid:
        return read_grids(state[key], limits)[0] if state.get(key) else default

    materials = padding.Materials(
        image=grid("padding_image", padding.IMAGE_LIMITS, padding.DEFAULT_IMAGE[0]),
        kernel=grid("padding_kernel", padding.KERNEL_LIMITS, padding.DEFAULT_KERNEL[0]),
    )
    return padding_cases(padding.choose_movement(materials, StatedHandles(state)))


def whole(state: Mapping[str, str], key: str, default: int) -> int:
    """Returns the whole number that an address has under a name, or the default."""
    text = state.get(key, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default


def _image(state: State) -> ImageChoice | None:
    match state.get("toy_image_source", "grid"):
        case "grid" | "":
            given = state.get("toy_image")
            return GridImage(grid=(read_grids(given, IMAGE_LIMITS) if given else DEFAULT_IMAGE)[0])
        case "digit":
            return DigitImage(index=min(whole(state, "toy_image_digit", 0), 999))
    return None


def _option(state: State, key: str, options: tuple[str, ...]) -> str:
    return state[key] if state.get(key) in options else options[0]


def _is(state: State, key: str) -> bool:
    return state.get(key) == "yes"
