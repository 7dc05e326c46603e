"""Convolution in NumPy, with every number of it at hand.

The operation is the one that deep learning calls convolution: the kernel is laid on the image as it is,
without the flip of the mathematician's (Goodfellow, Bengio and Courville, "Deep Learning", section 9.1).
Sums are formed in float64 and rounded once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import SpecError
from cnn_core.geometry import (
    OutputGeometry,
    Padding,
    PaddingLike,
    Pair,
    output_geometry,
    standardize_index,
    standardize_padding,
    standardize_pair,
)
from cnn_core.text import t


@dataclass(frozen=True, init=False)
class ConvSpec:
    """The choices of a convolution, apart from its numbers.

    Every argument may be one number for both axes; see `standardize_padding` for what `padding` may be.

    Attributes:
        kernel_size: `(kh, kw)`.
        strides: From one window to the next.
        padding: `"valid"`, `"same"` or `((top, bottom), (left, right))`.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: A value is not allowed.
    """

    kernel_size: Pair
    strides: Pair
    padding: Padding
    dilation_rate: Pair

    # Written out, and not left to `__post_init__`, because what may come is wider than what is kept.
    def __init__(
        self,
        *,
        kernel_size: int | Pair,
        strides: int | Pair = 1,
        padding: PaddingLike = "valid",
        dilation_rate: int | Pair = 1,
    ) -> None:
        object.__setattr__(self, "kernel_size", standardize_pair(kernel_size, "kernel_size"))
        object.__setattr__(self, "strides", standardize_pair(strides, "strides"))
        object.__setattr__(self, "padding", standardize_padding(padding))
        object.__setattr__(self, "dilation_rate", standardize_pair(dilation_rate, "dilation_rate"))

    def geometry(self, image_shape: tuple[int, ...]) -> OutputGeometry:
        """Returns how the windows lie over an image of shape `(H, W)` or `(H, W, C)`.

        Raises:
            SpecError: The kernel does not fit the padded image.
        """
        return output_geometry(
            image_shape,
            self.kernel_size,
            strides=self.strides,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class CellTrace:
    """The arithmetic of one output cell.

    Attributes:
        rows: The image rows that the window reads, `(kh,)`; those outside the image are padding.
        columns: The image columns that it reads, `(kw,)`.
        is_padding: Where it reads the padding, `(kh, kw)`.
        patch: What it reads, `(kh, kw, C)`, float32.
        weights: The filter laid on it, `(kh, kw, C)`, float32.
        products: `patch` times `weights`, `(kh, kw, C)`, float64, which holds them without rounding.
        sum: The output cell, which is the sum of `products` rounded to float32.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    is_padding: NDArray[np.bool_]
    patch: NDArray[np.float32]
    weights: NDArray[np.float32]
    products: NDArray[np.float64]
    sum: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Convolution:
    """A convolution carried out. Made by `convolve`; the arrays are float32.

    Attributes:
        spec: The choices.
        geometry: Where the windows lie.
        image: `(H, W, C)`.
        kernel: `(kh, kw, C, F)`.
        padded: The image between its zeros, `(top + H + bottom, left + W + right, C)`.
        output: `(H', W', F)`.
    """

    spec: ConvSpec
    geometry: OutputGeometry
    image: NDArray[np.float32]
    kernel: NDArray[np.float32]
    padded: NDArray[np.float32]
    output: NDArray[np.float32]

    def trace(self, row: int, column: int, filter: int = 0) -> CellTrace:  # noqa: A002 (the course's word)
        """Returns the arithmetic behind `output[row, column, filter]`.

        Raises:
            SpecError: There is no such cell.
        """
        cell = {"row": row, "column": column, "filter": filter}
        for (name, index), size in zip(cell.items(), self.output.shape, strict=True):
            standardize_index(index, size, name)
        along_rows, along_columns = self.geometry.rows, self.geometry.columns
        rows, columns = along_rows.positions(row), along_columns.positions(column)
        row_is_inside = (rows >= 0) & (rows < along_rows.size)
        column_is_inside = (columns >= 0) & (columns < along_columns.size)
        patch = self.padded[np.ix_(rows + along_rows.before, columns + along_columns.before)]  # (kh, kw, C)
        weights = self.kernel[..., filter]  # (kh, kw, C)
        return CellTrace(
            rows=rows,
            columns=columns,
            is_padding=~np.outer(row_is_inside, column_is_inside),
            patch=patch,
            weights=weights,
            products=np.multiply(patch, weights, dtype=np.float64),
            sum=float(self.output[row, column, filter]),
        )


def convolve(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    strides: int | Pair = 1,
    padding: PaddingLike = "valid",
    dilation_rate: int | Pair = 1,
) -> Convolution:
    """Convolves an image with a kernel, as `tf.nn.conv2d` does.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        kernel: `(kh, kw, C, F)`, or `(kh, kw)` for one channel and one filter; finite numbers.
        strides: From one window to the next.
        padding: See `standardize_padding`.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: An array or a choice is not allowed, the two do not fit each other, or a sum is larger than
            a float32 can be.
    """
    image = _float32(image, "image")
    kernel = _float32(kernel, "kernel")
    if image.ndim == 2:
        image = image[:, :, None]
    if kernel.ndim == 2:
        kernel = kernel[:, :, None, None]
    if image.ndim != 3 or image.size == 0:
        raise SpecError(t("convolution.image_shape", came=image.shape))
    if kernel.ndim != 4 or kernel.size == 0:
        raise SpecError(t("convolution.kernel_shape", came=kernel.shape))
    if image.shape[2] != kernel.shape[2]:
        raise SpecError(t("convolution.channels", image=image.shape[2], kernel=kernel.shape[2]))

    spec = ConvSpec(kernel_size=kernel.shape[:2], strides=strides, padding=padding, dilation_rate=dilation_rate)
    geometry = spec.geometry(image.shape)
    padded = np.pad(image, (*geometry.padding, (0, 0)))
    return Convolution(
        spec=spec,
        geometry=geometry,
        image=image,
        kernel=kernel,
        padded=padded,
        output=_sums(padded, kernel, geometry),
    )


def _sums(
    padded: NDArray[np.float32], kernel: NDArray[np.float32], geometry: OutputGeometry
) -> NDArray[np.float32]:
    rows, columns = geometry.rows, geometry.columns
    spans = rows.effective_kernel_size, columns.effective_kernel_size
    windows = np.lib.stride_tricks.sliding_window_view(padded.astype(np.float64), spans, axis=(0, 1))
    windows = windows[
        :: rows.stride, :: columns.stride, :, :: rows.dilation_rate, :: columns.dilation_rate
    ]  # (H', W', C, kh, kw)
    sums = np.tensordot(windows, kernel.astype(np.float64), axes=((3, 4, 2), (0, 1, 2)))  # (H', W', F)
    with np.errstate(over="ignore"):
        output = sums.astype(np.float32)
    if not np.isfinite(output).all():
        raise SpecError(t("convolution.overflow", most=f"{np.finfo(np.float32).max:.2g}"))
    return output


def _float32(values: ArrayLike, name: str) -> NDArray[np.float32]:
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise SpecError(t("convolution.ragged", name=name)) from error
    if array.dtype.kind not in "buif":
        raise SpecError(t("convolution.not_numbers", name=name, came=array.dtype))
    with np.errstate(over="ignore"):
        array = array.astype(np.float32)  # a copy: what is done to the caller's array later changes no trace
    if not np.isfinite(array).all():
        raise SpecError(t("convolution.not_finite", name=name, came=int((~np.isfinite(array)).sum())))
    return array
