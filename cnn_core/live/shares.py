"""Maps as bytes: each value a share of its scale, for a page that paints them while the digit moves."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SIGNED_ZERO = 128
"""The byte that stands for zero in a layer that goes below it; the scale's end is 255 there, its negative 1."""


def shares(maps: NDArray[np.float32], most: ArrayLike, *, is_signed: bool) -> NDArray[np.uint8]:
    """Returns maps as shares of their scales.

    Args:
        maps: (C, H, W), finite.
        most: What 255 stands for: (C,), one for each map, or one number for all. Where it is zero, so is its map.
        is_signed: Whether the scale goes as far below zero as above it; if not, it begins at zero.

    Returns:
        (C, H, W): zero is the byte 0, or `SIGNED_ZERO` on a signed scale.
    """
    ends = np.asarray(most, np.float32)
    reach = np.where(ends > 0, ends, np.float32(1))[..., np.newaxis, np.newaxis]
    zero = SIGNED_ZERO if is_signed else 0
    return np.rint(zero + maps * ((255 - zero) / reach)).astype(np.uint8)
