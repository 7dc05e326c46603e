"""Arrays at the edge of an operation: what comes in is checked once, and sums are rounded once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import SpecError
from cnn_core.text import t


def standardize_array(values: ArrayLike, name: str) -> NDArray[np.float32]:
    """Returns numbers as a new float32 array: what is done to the caller's later changes no trace.

    Args:
        values: What came.
        name: What it is, for the error.

    Raises:
        SpecError: The rows differ in length, or what came are no finite numbers.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:  # rows of different lengths
        raise SpecError(t("arrays.ragged", name=name)) from error
    if array.dtype.kind not in "buif":
        raise SpecError(t("arrays.not_numbers", name=name, came=array.dtype))
    with np.errstate(over="ignore"):
        array = array.astype(np.float32)
    if not np.isfinite(array).all():
        raise SpecError(t("arrays.not_finite", name=name, came=int((~np.isfinite(array)).sum())))
    return array


def standardize_image(values: ArrayLike) -> NDArray[np.float32]:
    """Returns an image as a new array, `(H, W, C)` float32.

    Args:
        values: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.

    Raises:
        SpecError: It has another shape, or holds what is no finite number.
    """
    image = standardize_array(values, "image")
    if image.ndim == 2:
        image = image[:, :, None]
    if image.ndim != 3 or image.size == 0:
        raise SpecError(t("arrays.image_shape", came=image.shape))
    return image


def standardize_kernel(values: ArrayLike, axes: str) -> NDArray[np.float32]:
    """Returns a kernel as a new array of four axes, float32.

    Args:
        values: Of four axes, or `(kh, kw)` for one channel and one filter; finite numbers.
        axes: The names of the four, for the error.

    Raises:
        SpecError: It has another shape, or holds what is no finite number.
    """
    kernel = standardize_array(values, "kernel")
    if kernel.ndim == 2:
        kernel = kernel[:, :, None, None]
    if kernel.ndim != 4 or kernel.size == 0:
        raise SpecError(t("arrays.kernel_shape", came=kernel.shape, axes=axes))
    return kernel


def standardize_bias(values: ArrayLike | None, filters: int) -> NDArray[np.float32]:
    """Returns a bias as a new array, `(F,)` float32.

    Args:
        values: `(F,)`, one number for all filters, or None for zeros.
        filters: F.

    Raises:
        SpecError: It has another shape, or holds what is no finite number.
    """
    if values is None:
        return np.zeros(filters, np.float32)
    bias = standardize_array(values, "bias")
    if bias.shape not in ((), (filters,)):
        raise SpecError(t("arrays.bias_shape", came=bias.shape, filters=filters))
    return np.broadcast_to(bias, (filters,)).copy()


def rounded(sums: NDArray[np.float64]) -> NDArray[np.float32]:
    """Returns sums in float32.

    Raises:
        SpecError: One is larger than a float32 can be.
    """
    with np.errstate(over="ignore"):
        output = sums.astype(np.float32)
    if not np.isfinite(output).all():
        raise SpecError(t("arrays.overflow", most=f"{np.finfo(np.float32).max:.2g}"))
    return output
