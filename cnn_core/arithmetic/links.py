"""Which input meets which weight on the way to which output: one table an axis, for every operation.

Each question about an operation is one selection from it: by the output, what a cell is made of; by the input,
where a pixel goes; by the kernel's index, what a weight touches.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.geometry import AxisGeometry, OutputGeometry

Party: TypeAlias = Literal["inputs", "taps", "outputs"]
"""Who takes part in a meeting, as the fields of `AxisLinks` are called."""


@dataclass(frozen=True, eq=False, kw_only=True)
class AxisLinks:
    """The meetings along one axis, N of them, in the order of the outputs.

    Attributes:
        inputs: Input indices, `(N,)`; one below 0 or from `size` on lies in the padding.
        taps: Indices into the kernel, `(N,)`.
        outputs: Output indices, `(N,)`.
        size: Input positions, without padding.
    """

    inputs: NDArray[np.intp]
    taps: NDArray[np.intp]
    outputs: NDArray[np.intp]
    size: int

    @property
    def is_inside(self) -> NDArray[np.bool_]:
        """Which meetings take place inside the input, `(N,)`; the others are with padding."""
        return (self.inputs >= 0) & (self.inputs < self.size)

    def where(self, is_chosen: NDArray[np.bool_]) -> "AxisLinks":
        """Returns the meetings that a mask `(N,)` chooses."""
        return AxisLinks(
            inputs=self.inputs[is_chosen],
            taps=self.taps[is_chosen],
            outputs=self.outputs[is_chosen],
            size=self.size,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Links:
    """The meetings along both axes: R along the rows times S along the columns.

    Attributes:
        rows: From top to bottom.
        columns: From left to right.
    """

    rows: AxisLinks
    columns: AxisLinks

    def by(self, party: Party, row: int, column: int) -> "Links":
        """Returns the meetings in which one input, one weight or one output takes part."""
        return Links(
            rows=self.rows.where(getattr(self.rows, party) == row),
            columns=self.columns.where(getattr(self.columns, party) == column),
        )

    @property
    def is_padding(self) -> NDArray[np.bool_]:
        """Which meetings are with padding, `(R, S)`."""
        return ~np.outer(self.rows.is_inside, self.columns.is_inside)

    def patch(self, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns what is met of an image `(H, W, C)`, `(R, S, C)`, and 0 in the padding."""
        rows, columns = (np.clip(axis.inputs, 0, axis.size - 1) for axis in (self.rows, self.columns))
        return np.where(self.is_padding[..., None], np.float32(0), image[np.ix_(rows, columns)])

    def weights(self, kernel: NDArray[np.float32]) -> NDArray[np.float32]:
        """Returns what is met of a kernel `(kh, kw, K)`, `(R, S, K)`."""
        return kernel[np.ix_(self.rows.taps, self.columns.taps)]


def gathering_links(geometry: OutputGeometry, *, flip: bool = False) -> Links:
    """Returns the meetings of an operation whose windows read the input.

    Args:
        geometry: How the windows lie.
        flip: Whether the kernel is turned round before it is laid on the window.
    """
    return Links(rows=_gathering(geometry.rows, flip), columns=_gathering(geometry.columns, flip))


def scattering_links(geometry: OutputGeometry) -> Links:
    """Returns the meetings of a transposed operation, whose windows are written to.

    Args:
        geometry: How the windows lie over what is written; there is one for each input.
    """
    return Links(rows=_scattering(geometry.rows), columns=_scattering(geometry.columns))


def _gathering(axis: AxisGeometry, flip: bool) -> AxisLinks:
    taps = np.tile(np.arange(axis.kernel_size), axis.output_size)
    return AxisLinks(
        inputs=axis.windows.ravel(),
        taps=axis.kernel_size - 1 - taps if flip else taps,
        outputs=np.repeat(np.arange(axis.output_size), axis.kernel_size),
        size=axis.size,
    )


def _scattering(axis: AxisGeometry) -> AxisLinks:
    links = _gathering(axis, flip=False)
    kept = links.where(links.is_inside)  # the rest falls on the padding, which is cut off
    order = np.lexsort((kept.outputs, kept.inputs))
    return AxisLinks(
        inputs=kept.outputs[order], taps=kept.taps[order], outputs=kept.inputs[order], size=axis.output_size
    )
