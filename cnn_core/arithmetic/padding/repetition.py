"""The same convolution again and again, as in a deep net: what padding leaves of a picture, and what it touches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.arrays import standardize_image
from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.geometry import PaddingLike
from cnn_core.arithmetic.windows import pad_image, windows_of


@dataclass(frozen=True, eq=False, kw_only=True)
class RepeatedLayer:
    """What comes out of one of the layers. Made by `convolve_repeatedly`.

    Attributes:
        output: `(H', W')` float32.
        touched: Where padding took part, in this layer or in one before, `(H', W')` bool.
    """

    output: NDArray[np.float32]
    touched: NDArray[np.bool_]

    @property
    def touched_share(self) -> float:
        """The share of the cells where padding took part, from 0 to 1."""
        return float(self.touched.mean())


def convolve_repeatedly(
    image: ArrayLike, kernel: ArrayLike, layers: int, *, padding: PaddingLike
) -> tuple[RepeatedLayer, ...]:
    """Convolves an image, then what comes out, and so on, with one kernel.

    Args:
        image: `(H, W)`, finite numbers.
        kernel: `(kh, kw)`, finite numbers.
        layers: How often.
        padding: Of every layer; see `standardize_padding`.

    Returns:
        The layers, from the first on.

    Raises:
        SpecError: An array or a choice is not allowed, or the kernel does not fit what is left of the image.

    Example:
        >>> layers = cnn_core.convolve_repeatedly([[0, 0, 1, 0, 0]], [[1, 1, 1]], 2, padding="same")
        >>> [layer.output[0].tolist() for layer in layers]
        [[0.0, 1.0, 1.0, 1.0, 0.0], [1.0, 2.0, 3.0, 2.0, 1.0]]
    """
    output = standardize_image(image)
    touched = np.zeros(output.shape[:2], bool)
    found = []
    for _ in range(layers):
        layer = convolve(output, kernel, padding=padding)
        below = pad_image(touched[:, :, None].astype(np.float32), layer.geometry, value=1)
        touched = windows_of(below, layer.geometry).max(axis=(2, 3, 4)) > 0
        output = layer.output
        found.append(RepeatedLayer(output=output[:, :, 0], touched=touched))
    return tuple(found)
