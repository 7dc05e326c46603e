"""What the stepper is given to show."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.geometry import Pair
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.transposed import TransposedConvolution
from ui.operations.grids import GridLimits


@dataclass(frozen=True, kw_only=True, eq=False)
class Misfit:
    """An image and a kernel that give no output.

    Attributes:
        image: `(H, W, C)`, float32.
        kernel: `(kh, kw, C, F)`, float32; None where there is none to show.
        reason: Why, a sentence.
    """

    image: NDArray[np.float32]
    kernel: NDArray[np.float32] | None = None
    reason: str


Shown: TypeAlias = Operation | Misfit
"""An operation carried out, or why it cannot be."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """One operation that is shown.

    Attributes:
        operation: What was carried out, or why nothing was.
        name: Stands above it; empty for the only one of a page.
        caption: Lines about its input, such as where the padding lies; those that are empty are left out.
        is_rgb: Whether the image's three channels are red, green and blue from 0 to 1, and are shown in colour too.
    """

    operation: Shown
    name: str = ""
    caption: tuple[str, ...] = ()
    is_rgb: bool = False


@dataclass(frozen=True, kw_only=True)
class Editable:
    """Grids whose cells may be changed in the picture.

    Attributes:
        key: Of the grids in the session, as `ui.operations.grid_editor` keeps them. Of several, the one that is
            edited is that of the image's channel, or of the kernel's filter.
        limits: What they may be.
    """

    key: str
    limits: GridLimits


def ring_of(operation: Operation) -> tuple[Pair, Pair]:
    """Returns how wide the padding around the input is, `((top, bottom), (left, right))`.

    A transposed convolution has none there: its padding is cut off the output.
    """
    return ((0, 0), (0, 0)) if isinstance(operation, TransposedConvolution) else operation.geometry.padding
