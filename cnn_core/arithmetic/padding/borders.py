"""What stands around a picture: zeros, its mirror image, its last pixel again, or its other side.

NumPy has every mode, TensorFlow's `tf.pad` and PyTorch's `padding_mode` have some, by names of their own. A mirror
image has no pixel twice, so that it is at most one pixel narrower than the picture, and a picture does not go round
more than once: NumPy would go on, the other two refuse, and so does this.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.arrays import standardize_image, standardize_kernel
from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.geometry import (
    OutputGeometry,
    PaddingLike,
    Pair,
    output_geometry,
    standardize_padding,
)
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, kw_only=True)
class Border:
    """A way to continue a picture beyond its edge.

    Attributes:
        name: Here.
        numpy: `mode` of `np.pad`.
        tensorflow: `mode` of `tf.pad`, if it has one.
        pytorch: `padding_mode` of `torch.nn.Conv2d`, if it has one.
    """

    name: str
    numpy: str
    tensorflow: str | None
    pytorch: str | None


BORDERS = {
    border.name: border
    for border in (
        Border(name="zero", numpy="constant", tensorflow="CONSTANT", pytorch="zeros"),
        Border(name="reflect", numpy="reflect", tensorflow="REFLECT", pytorch="reflect"),
        Border(name="edge", numpy="edge", tensorflow=None, pytorch="replicate"),
        Border(name="wrap", numpy="wrap", tensorflow=None, pytorch="circular"),
        Border(name="symmetric", numpy="symmetric", tensorflow="SYMMETRIC", pytorch=None),
    )
}
"""By name: in `"reflect"` the mirror image leaves out the pixel at the edge, in `"symmetric"` it has it again."""

# How many pixels fewer than the picture its continuation has at most; the others may be of any width.
_BEYOND = {"reflect": 1, "symmetric": 0, "wrap": 0}


@dataclass(frozen=True, eq=False, kw_only=True)
class BorderedConvolution:
    """A convolution of a picture that goes on beyond its edge. Made by `convolve_with_border`.

    Attributes:
        border: How it goes on.
        geometry: Where the windows lie.
        padded: The picture with what stands around it, `(top + H + bottom, left + W + right, C)` float32.
        output: `(H', W', F)` float32.
    """

    border: Border
    geometry: OutputGeometry
    padded: NDArray[np.float32]
    output: NDArray[np.float32]


def pad_border(image: ArrayLike, widths: int | Pair | tuple[Pair, Pair], border: str) -> NDArray[np.float32]:
    """Returns a picture with its continuation on all sides, as `np.pad` makes it.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        widths: For all four sides, `(rows, columns)`, or `((top, bottom), (left, right))`.
        border: A name in `BORDERS`.

    Returns:
        `(top + H + bottom, left + W + right, C)`.

    Raises:
        SpecError: A value is not allowed, or the picture is too small for the continuation.

    Example:
        >>> cnn_core.pad_border([[1, 2, 3]], ((0, 0), (2, 2)), "reflect")[..., 0].tolist()
        [[3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]]
    """
    image = standardize_image(image)
    padding = standardize_padding(widths)
    if isinstance(padding, str):
        raise SpecError(t("borders.widths", came=widths))
    return _padded(image, padding, _border(border))


def convolve_with_border(
    image: ArrayLike,
    kernel: ArrayLike,
    border: str,
    *,
    strides: int | Pair = 1,
    padding: PaddingLike = "same",
    dilation_rate: int | Pair = 1,
) -> BorderedConvolution:
    """Convolves a picture that goes on beyond its edge.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        kernel: `(kh, kw, C, F)`, or `(kh, kw)` for one channel and one filter; finite numbers.
        border: A name in `BORDERS`; `"zero"` gives what `convolve` does.
        strides: From one window to the next.
        padding: How far the picture goes on; see `standardize_padding`.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: As `convolve` and `pad_border` do.

    Example:
        >>> cnn_core.convolve_with_border([[1, 2, 3]], [[1, 1, 1]], "edge").output[..., 0].tolist()
        [[4.0, 6.0, 8.0]]
    """
    image = standardize_image(image)
    kernel = standardize_kernel(kernel, t("convolution.axes"))
    geometry = output_geometry(
        image.shape, kernel.shape[:2], strides=strides, padding=padding, dilation_rate=dilation_rate
    )
    found = _border(border)
    padded = _padded(image, geometry.padding, found)
    output = convolve(padded, kernel, strides=strides, dilation_rate=dilation_rate).output
    return BorderedConvolution(border=found, geometry=geometry, padded=padded, output=output)


def _border(name: str) -> Border:
    if name not in BORDERS:
        raise SpecError(t("borders.name", came=name, allowed=", ".join(BORDERS)))
    return BORDERS[name]


def _padded(image: NDArray[np.float32], padding: tuple[Pair, Pair], border: Border) -> NDArray[np.float32]:
    if border.name in _BEYOND:
        for size, widths, axis in zip(image.shape, padding, ("rows", "columns"), strict=False):
            most = size - _BEYOND[border.name]
            if max(widths) > most:
                raise SpecError(
                    t(
                        "borders.too_wide",
                        border=border.name,
                        width=max(widths),
                        axis=t(f"geometry.{axis}"),
                        size=size,
                        most=most,
                    )
                )
    return np.pad(image, (*padding, (0, 0)), mode=border.numpy)  # type: ignore[call-overload,no-any-return]
