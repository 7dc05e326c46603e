"""Kernels that have a name, the course's own and the classics of image processing, and kernels by their numbers."""

import math
from numbers import Integral, Real
from typing import TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.geometry import Pair, standardize_pair
from cnn_core.errors import SpecError
from cnn_core.text import t

_ONES = np.ones((2, 2))
# A name, and a matrix for each filter. `convolve` lays them on the image as they stand, without a flip.
_FILTERS: dict[str, list[ArrayLike]] = {
    "ones": [_ONES],
    "three_filters": [_ONES, 10 * _ONES, -_ONES],
    "identity": [[[0, 0, 0], [0, 1, 0], [0, 0, 0]]],
    "box_blur": [np.full((3, 3), 1 / 9)],
    "gaussian_blur": [np.outer([1, 2, 1], [1, 2, 1]) / 16],
    "sharpen": [[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]],
    "horizontal_edges": [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]],
    "vertical_edges": [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]],
    "laplacian": [[[0, 1, 0], [1, -4, 1], [0, 1, 0]]],
}

KERNEL_NAMES = tuple(_FILTERS)
"""The names, in the order in which they are offered; the interface translates them."""


def named_kernel(name: str) -> NDArray[np.float32]:
    """Returns a kernel by its name.

    Args:
        name: One of `KERNEL_NAMES`. `"ones"` and `"three_filters"` (filled with 1, 10 and −1) are the
            course's. The edges are Sobel's: positive where the image brightens downwards
            (`"horizontal_edges"`) or to the right (`"vertical_edges"`).

    Returns:
        `(kh, kw, 1, F)`, a new array at each call.

    Raises:
        SpecError: No kernel has that name.

    Example:
        >>> cnn_core.named_kernel("sharpen")[..., 0, 0].tolist()
        [[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]]
    """
    if name not in _FILTERS:
        raise SpecError(t("kernels.name", came=name, allowed=", ".join(KERNEL_NAMES)))
    return np.stack(_FILTERS[name], axis=-1)[:, :, None, :].astype(np.float32)


def gaussian_kernel(sigma: float, size: int | Pair) -> NDArray[np.float32]:
    """Returns a blur whose weights follow a Gaussian and add up to 1.

    Args:
        sigma: The standard deviation in pixels, above 0.
        size: Of the kernel; in one of an even size the peak lies between pixels.

    Returns:
        `(kh, kw, 1, 1)`.

    Raises:
        SpecError: A value is not allowed.

    Example:
        >>> round(float(cnn_core.gaussian_kernel(1.0, 3).sum()), 5)
        1.0
    """
    sigma = _positive(sigma, "sigma")
    down, right = _offsets(standardize_pair(size, "size"))
    # relative to the weight nearest to the peak, so that the narrowest Gaussian does not vanish altogether
    squares = down**2 + right**2
    with np.errstate(over="ignore"):
        weights = np.exp(-(squares - squares.min()) / 2 / sigma / sigma)
    return _one_filter(weights / weights.sum())


def oriented_edge_kernel(angle: float, size: int | Pair = 3) -> NDArray[np.float32]:
    """Returns an edge detector of any direction, the slope of a Gaussian.

    As in Freeman and Adelson, "The Design and Use of Steerable Filters" (1991). The Gaussian has fallen to a half
    in the middle of the longer side; so a kernel of 3 × 3 at an angle of 0 is Sobel's, over 4. An edge through its
    middle, in its direction and from 0 to 1, is answered with 1.

    Args:
        angle: Degrees, counter-clockwise: where the image brightens. 0 is to the right, 90 upwards.
        size: Of the kernel, at least 2 each.

    Returns:
        `(kh, kw, 1, 1)`.

    Raises:
        SpecError: A value is not allowed.

    Example:
        >>> cnn_core.oriented_edge_kernel(0)[..., 0, 0].tolist()
        [[-0.25, 0.0, 0.25], [-0.5, 0.0, 0.5], [-0.25, 0.0, 0.25]]
    """
    if not _is_finite(angle):
        raise SpecError(t("kernels.angle", came=angle))
    sides = standardize_pair(size, "size")
    if min(sides) < 2:
        raise SpecError(t("kernels.edge_size", came=size))
    down, right = _offsets(sides)
    radians = math.radians(math.fmod(angle, 360))
    along = math.cos(radians) * right - math.sin(radians) * down
    variance = ((max(sides) - 1) / 2) ** 2 / (2 * math.log(2))
    weights = along * np.exp(-(down**2 + right**2) / (2 * variance))
    weights[np.abs(weights) < 1e-9 * np.abs(weights).max()] = 0  # what is left of cos 90°
    return _one_filter(weights / weights[weights > 0].sum())


def random_kernel(
    seed: int, size: int | Pair = 3, *, channels: int = 1, filters: int = 1, stddev: float = 1.0
) -> NDArray[np.float32]:
    """Returns weights drawn from a normal distribution about 0; the same seed gives the same.

    Args:
        seed: A whole number from 0 up.
        size: Of the kernel.
        channels: That it reads.
        filters: How many.
        stddev: The standard deviation, above 0; the course takes 0.01.

    Returns:
        `(kh, kw, channels, filters)`.

    Raises:
        SpecError: A value is not allowed.

    Example:
        >>> cnn_core.random_kernel(1, 3, filters=5, stddev=0.01).shape
        (3, 3, 1, 5)
    """
    if not isinstance(seed, Integral) or isinstance(seed, bool) or seed < 0:
        raise SpecError(t("kernels.seed", came=seed))
    channels, filters = standardize_pair((channels, filters), "(channels, filters)")
    shape = (*standardize_pair(size, "size"), channels, filters)
    weights = np.random.default_rng(int(seed)).normal(scale=_positive(stddev, "stddev"), size=shape)
    return weights.astype(np.float32)


def _offsets(size: Pair) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns how far each weight lies below and to the right of the kernel's middle, `(kh, 1)` and `(1, kw)`."""
    down, right = (np.arange(side, dtype=np.float64) - (side - 1) / 2 for side in size)
    return down[:, None], right[None, :]


def _one_filter(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    return weights[:, :, None, None].astype(np.float32)


def _positive(value: object, name: str) -> float:
    if not _is_finite(value) or float(value) <= 0:
        raise SpecError(t(f"kernels.{name}", came=value))
    return float(value)


def _is_finite(value: object) -> TypeGuard[float]:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
