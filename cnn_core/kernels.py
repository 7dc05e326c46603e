"""Kernels that have a name: the course's own, and the classics of image processing."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    """
    if name not in _FILTERS:
        raise SpecError(t("convolution.kernel_name", came=name, allowed=", ".join(KERNEL_NAMES)))
    return np.stack(_FILTERS[name], axis=-1)[:, :, None, :].astype(np.float32)
