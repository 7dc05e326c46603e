"""Which input meets which weight on the way to which output: one table an axis, for every operation.

Each question about an operation is one selection from it: by the output, what a cell is made of; by the input,
where a pixel goes; by the kernel's index, what a weight touches.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.geometry import AxisGeometry, OutputGeometry


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


def gathering_links(geometry: OutputGeometry, *, flip: bool = False) -> tuple[AxisLinks, AxisLinks]:
    """Returns the meetings of an operation whose windows read the input, along the rows and the columns.

    Args:
        geometry: How the windows lie.
        flip: Whether the kernel is turned round before it is laid on the window.
    """
    return _gathering(geometry.rows, flip), _gathering(geometry.columns, flip)


def scattering_links(geometry: OutputGeometry) -> tuple[AxisLinks, AxisLinks]:
    """Returns the meetings of a transposed operation, whose windows are written to, along the rows and the columns.

    Args:
        geometry: How the windows lie over what is written; there is one for each input.
    """
    return _scattering(geometry.rows), _scattering(geometry.columns)


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
