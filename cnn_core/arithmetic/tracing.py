"""The questions that can be put to any sum of weighted inputs: what made this cell, where does this pixel go."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.geometry import OutputGeometry, standardize_indices
from cnn_core.arithmetic.links import Links


@dataclass(frozen=True, eq=False, kw_only=True)
class CellTrace:
    """The arithmetic of one output cell, which reads R rows, S columns and K channels.

    In a convolution R, S are the kernel's size and K is C; a depthwise one reads K = 1 channel. In a transposed
    convolution they are the pixels whose kernels land on the cell.

    Attributes:
        rows: The image rows that are read, `(R,)`; those outside the image are padding.
        columns: The image columns, `(S,)`.
        channels: The image channels, `(K,)`.
        kernel_rows: The kernel's row that each image row meets, `(R,)`.
        kernel_columns: The kernel's column that each image column meets, `(S,)`.
        is_padding: Where the padding is read, `(R, S)`.
        patch: What is read, `(R, S, K)`, float32.
        weights: What it is multiplied by, `(R, S, K)`, float32.
        products: `patch` times `weights`, `(R, S, K)`, float64, which holds them without rounding.
        channel_sums: The sum of the products of each channel, `(K,)`, float64.
        sum: The sum of all products, rounded to float32.
        bias: What is added to it.
        total: The sum of all products and the bias, rounded to float32 once.
        value: The output cell: `total` after the activation.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    channels: NDArray[np.intp]
    kernel_rows: NDArray[np.intp]
    kernel_columns: NDArray[np.intp]
    is_padding: NDArray[np.bool_]
    patch: NDArray[np.float32]
    weights: NDArray[np.float32]
    products: NDArray[np.float64]
    channel_sums: NDArray[np.float64]
    sum: float
    bias: float
    total: float
    value: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Reach:
    """Every output cell that one input pixel reaches: R rows by S columns, in K output channels.

    Attributes:
        rows: The output rows, `(R,)`; empty where no window reads the pixel.
        columns: The output columns, `(S,)`.
        filters: The output channels, `(K,)`.
        kernel_rows: The kernel's row, or the window's, that the pixel meets on the way to each output row, `(R,)`.
        kernel_columns: The same for the columns, `(S,)`.
        weights: The weight with which it reaches each cell, `(R, S, K)`, float32. In a pooling it is 1 over the
            count, or 1 where the pixel is the maximum and 0 elsewhere.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    filters: NDArray[np.intp]
    kernel_rows: NDArray[np.intp]
    kernel_columns: NDArray[np.intp]
    weights: NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class WeightUse:
    """Every input that one weight ever touches: R rows by S columns, the same in each channel and filter.

    Attributes:
        rows: The image rows, `(R,)`, in the order of `output_rows`; those outside the image are padding.
        columns: The image columns, `(S,)`.
        output_rows: The output row to which each image row goes on that weight, `(R,)`.
        output_columns: The output column to which each image column goes, `(S,)`.
        is_padding: Where the padding is touched, `(R, S)`.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    output_rows: NDArray[np.intp]
    output_columns: NDArray[np.intp]
    is_padding: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class WeightedSums(ABC):
    """An operation carried out whose outputs are sums of inputs times weights; the arrays are float32.

    Attributes:
        geometry: Where the windows lie.
        image: `(H, W, C)`.
        kernel: Four axes, of which the first two are `(kh, kw)`.
        bias: `(F,)`; zeros where there is none.
        output: `(H', W', F)`, after the activation.
    """

    geometry: OutputGeometry
    image: NDArray[np.float32]
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]
    output: NDArray[np.float32]

    def trace(self, row: int, column: int, filter: int = 0) -> CellTrace:  # noqa: A002 (the course's word)
        """Returns the arithmetic behind `output[row, column, filter]`.

        Raises:
            SpecError: There is no such cell.
        """
        standardize_indices({"row": row, "column": column, "filter": filter}, self.output.shape)
        met = self.links().by("outputs", row, column)
        channels, kernel = self.read_by(filter)
        weights = met.weights(kernel)  # (R, S, K)
        patch = met.patch(self.image[..., channels])  # (R, S, K)
        products = np.multiply(patch, weights, dtype=np.float64)
        total = products.sum()
        return CellTrace(
            rows=met.rows.inputs,
            columns=met.columns.inputs,
            channels=channels,
            kernel_rows=met.rows.taps,
            kernel_columns=met.columns.taps,
            is_padding=met.is_padding,
            patch=patch,
            weights=weights,
            products=products,
            channel_sums=products.sum(axis=(0, 1)),
            sum=float(np.float32(total)),
            bias=float(self.bias[filter]),
            total=float(np.float32(total + self.bias[filter])),
            value=float(self.output[row, column, filter]),
        )

    def reach(self, row: int, column: int, channel: int = 0) -> Reach:
        """Returns every output cell that `image[row, column, channel]` reaches, and with which weight.

        Raises:
            SpecError: There is no such pixel.
        """
        standardize_indices({"row": row, "column": column, "channel": channel}, self.image.shape)
        met = self.links().by("inputs", row, column)
        filters, kernel = self._reached_from(channel)
        return Reach(
            rows=met.rows.outputs,
            columns=met.columns.outputs,
            filters=filters,
            kernel_rows=met.rows.taps,
            kernel_columns=met.columns.taps,
            weights=met.weights(kernel),
        )

    def use(self, row: int, column: int) -> WeightUse:
        """Returns every input that `kernel[row, column]` ever touches.

        Raises:
            SpecError: There is no such weight.
        """
        standardize_indices({"row": row, "column": column}, self.kernel.shape[:2])
        met = self.links().by("taps", row, column)
        return WeightUse(
            rows=met.rows.inputs,
            columns=met.columns.inputs,
            output_rows=met.rows.outputs,
            output_columns=met.columns.outputs,
            is_padding=met.is_padding,
        )

    @abstractmethod
    def links(self) -> Links:
        """Returns which inputs, weights and outputs meet."""

    @abstractmethod
    def read_by(self, filter: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # noqa: A002
        """Returns the channels `(K,)` that a filter reads, and its weights for them, `(kh, kw, K)`."""

    @abstractmethod
    def _reached_from(self, channel: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Returns the filters `(K,)` that read a channel, and their weights for it, `(kh, kw, K)`."""
