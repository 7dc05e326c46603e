"""Pooling in NumPy: the largest value of each window, or its average.

Padding is no pixel: the maximum ignores it and the average leaves it out of the count, as in TensorFlow. Sums are
formed in float64 and rounded once.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.arrays import rounded, standardize_image
from cnn_core.arithmetic.geometry import (
    AxisGeometry,
    OutputGeometry,
    PaddingLike,
    Pair,
    standardize_indices,
    standardize_pair,
)
from cnn_core.arithmetic.links import Links, gathering_links
from cnn_core.arithmetic.tracing import Reach
from cnn_core.arithmetic.windows import WindowSpec, pad_image, windows_of
from cnn_core.errors import SpecError
from cnn_core.text import t

PoolMode: TypeAlias = Literal["max", "average"]

POOL_MODES: tuple[PoolMode, ...] = ("max", "average")


@dataclass(frozen=True, init=False)
class PoolSpec(WindowSpec):
    """The choices of a pooling: those of a `WindowSpec`, whose `kernel_size` is Keras' `pool_size`, and its own.

    Attributes:
        mode: `"max"` or `"average"`.

    Raises:
        SpecError: A value is not allowed.
    """

    mode: PoolMode

    def __init__(
        self,
        *,
        kernel_size: int | Pair,
        mode: PoolMode = "max",
        strides: int | Pair | None = None,
        padding: PaddingLike = "valid",
        dilation_rate: int | Pair = 1,
    ) -> None:
        super().__init__(
            kernel_size=kernel_size,
            strides=kernel_size if strides is None else strides,
            padding=padding,
            dilation_rate=dilation_rate,
        )
        if mode not in POOL_MODES:
            raise SpecError(t("pooling.mode", came=mode, allowed=", ".join(POOL_MODES)))
        object.__setattr__(self, "mode", mode)

    def geometry(self, image_shape: tuple[int, ...]) -> OutputGeometry:
        """Returns how the windows lie over an image of shape `(H, W)` or `(H, W, C)`.

        Raises:
            SpecError: The window does not fit the padded image, or one lies in the padding alone.
        """
        geometry = super().geometry(image_shape)
        if not _counts(geometry).all():
            raise SpecError(t("pooling.only_padding", kernel_size=self.kernel_size))
        return geometry


@dataclass(frozen=True, eq=False, kw_only=True)
class PoolTrace:
    """How one output cell of a pooling comes about.

    Attributes:
        rows: The image rows that the window reads, `(kh,)`; those outside the image are padding.
        columns: The image columns, `(kw,)`.
        is_padding: Where it reads the padding, `(kh, kw)`.
        patch: What it reads, `(kh, kw)`, float32; 0 in the padding, which counts for nothing.
        is_winner: Which pixels are the maximum, `(kh, kw)`: several, where they are equal. None of an average.
        count: How many pixels the window reads, padding left out.
        sum: Their sum, rounded to float32.
        value: The output cell: the maximum, or the sum over the count.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    is_padding: NDArray[np.bool_]
    patch: NDArray[np.float32]
    is_winner: NDArray[np.bool_]
    count: int
    sum: float
    value: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Pooling:
    """A pooling carried out. Made by `pool`; the arrays are float32.

    Attributes:
        spec: The choices.
        geometry: Where the windows lie.
        image: `(H, W, C)`.
        output: `(H', W', C)`.
    """

    spec: PoolSpec
    geometry: OutputGeometry
    image: NDArray[np.float32]
    output: NDArray[np.float32]

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many pixels each window reads, padding left out, `(H', W')`."""
        return _counts(self.geometry)

    def links(self) -> Links:
        """Returns which inputs, places of the window and outputs meet."""
        return gathering_links(self.geometry)

    def trace(self, row: int, column: int, channel: int = 0) -> PoolTrace:
        """Returns what is behind `output[row, column, channel]`.

        Raises:
            SpecError: There is no such cell.
        """
        standardize_indices({"row": row, "column": column, "channel": channel}, self.output.shape)
        met = self.links().by("outputs", row, column)
        is_padding = met.is_padding
        patch = met.patch(self.image[..., channel, None])[..., 0]  # (kh, kw)
        value = self.output[row, column, channel]
        return PoolTrace(
            rows=met.rows.inputs,
            columns=met.columns.inputs,
            is_padding=is_padding,
            patch=patch,
            is_winner=(patch == value) & ~is_padding & (self.spec.mode == "max"),
            count=int((~is_padding).sum()),
            sum=float(np.float32(patch.sum(dtype=np.float64))),
            value=float(value),
        )

    def reach(self, row: int, column: int, channel: int = 0) -> Reach:
        """Returns every output cell whose window reads `image[row, column, channel]`, and its weight there.

        Raises:
            SpecError: There is no such pixel.
        """
        standardize_indices({"row": row, "column": column, "channel": channel}, self.image.shape)
        met = self.links().by("inputs", row, column)
        cells = np.ix_(met.rows.outputs, met.columns.outputs)
        if self.spec.mode == "max":
            weights = self.output[..., channel][cells] == self.image[row, column, channel]
        else:
            weights = 1 / self.counts[cells]
        return Reach(
            rows=met.rows.outputs,
            columns=met.columns.outputs,
            filters=np.array([channel]),
            kernel_rows=met.rows.taps,
            kernel_columns=met.columns.taps,
            weights=weights[..., None].astype(np.float32),
        )


def pool(
    image: ArrayLike,
    pool_size: int | Pair,
    *,
    mode: PoolMode = "max",
    strides: int | Pair | None = None,
    padding: PaddingLike = "valid",
    dilation_rate: int | Pair = 1,
) -> Pooling:
    """Pools an image, each channel for itself, as `tf.nn.max_pool2d` and `tf.nn.avg_pool2d` do.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        pool_size: Of the window.
        mode: `"max"` or `"average"`.
        strides: From one window to the next; by default `pool_size`, as in Keras.
        padding: See `standardize_padding`.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: An array or a choice is not allowed, the window does not fit the padded image, one lies in the
            padding alone, or a sum is larger than a float32 can be.

    Example:
        >>> cnn_core.pool([[1, 2], [3, 4]], 2).output.item()
        4.0
        >>> cnn_core.pool([[1, 2], [3, 4]], 2, mode="average").output.item()
        2.5
    """
    image = standardize_image(image)
    spec = PoolSpec(
        kernel_size=standardize_pair(pool_size, "pool_size"),
        mode=mode,
        strides=strides,
        padding=padding,
        dilation_rate=dilation_rate,
    )
    geometry = spec.geometry(image.shape)
    padding_value = -np.inf if spec.mode == "max" else 0
    windows = windows_of(pad_image(image, geometry, padding_value), geometry)  # (H', W', C, kh, kw)
    if spec.mode == "max":
        output = windows.max(axis=(3, 4)).astype(np.float32)
    else:
        output = rounded(windows.sum(axis=(3, 4)) / _counts(geometry)[..., None])
    return Pooling(spec=spec, geometry=geometry, image=image, output=output)


def _counts(geometry: OutputGeometry) -> NDArray[np.intp]:
    return np.outer(_pixels(geometry.rows), _pixels(geometry.columns))


def _pixels(axis: AxisGeometry) -> NDArray[np.intp]:
    """Returns how many input positions each window reads, `(output_size,)`."""
    is_inside = (axis.windows >= 0) & (axis.windows < axis.size)
    pixels: NDArray[np.intp] = is_inside.sum(axis=1)
    return pixels
