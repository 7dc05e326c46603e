"""Convolution in NumPy, with every number of it at hand.

The operation is the one that deep learning calls convolution: the kernel is laid on the image as it is,
without the flip of the mathematician's (Goodfellow, Bengio and Courville, "Deep Learning", section 9.1), which
`flip` brings back. Sums are formed in float64 and rounded once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.activation import Activation, activate, standardize_activation
from cnn_core.arithmetic.arrays import rounded, standardize_bias, standardize_image, standardize_kernel
from cnn_core.arithmetic.geometry import PaddingLike, Pair
from cnn_core.arithmetic.links import Links, gathering_links
from cnn_core.arithmetic.tracing import WeightedSums
from cnn_core.arithmetic.windows import WindowSpec, pad_image, windows_of
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, init=False)
class ConvSpec(WindowSpec):
    """The choices of a convolution, apart from its numbers: those of a `WindowSpec`, and its own.

    Attributes:
        flip: Whether the kernel is turned round by half a turn, which makes it the mathematician's convolution.
        activation: `"linear"` or `"relu"`; None is `"linear"`.

    Raises:
        SpecError: A value is not allowed.
    """

    flip: bool
    activation: Activation

    def __init__(
        self,
        *,
        kernel_size: int | Pair,
        strides: int | Pair = 1,
        padding: PaddingLike = "valid",
        dilation_rate: int | Pair = 1,
        flip: bool = False,
        activation: Activation | None = "linear",
    ) -> None:
        super().__init__(kernel_size=kernel_size, strides=strides, padding=padding, dilation_rate=dilation_rate)
        if not isinstance(flip, bool):
            raise SpecError(t("convolution.flip", came=flip))
        object.__setattr__(self, "flip", flip)
        object.__setattr__(self, "activation", standardize_activation(activation))


@dataclass(frozen=True, eq=False, kw_only=True)
class Convolution(WeightedSums):
    """A convolution carried out. Made by `convolve`; see `WeightedSums` for the arrays.

    Attributes:
        spec: The choices.
        kernel: `(kh, kw, C, F)`, not flipped.
    """

    spec: ConvSpec

    @property
    def padded(self) -> NDArray[np.float32]:
        """The image between its zeros, `(top + H + bottom, left + W + right, C)`."""
        return pad_image(self.image, self.geometry)

    def links(self) -> Links:
        """See `WeightedSums`."""
        return gathering_links(self.geometry, flip=self.spec.flip)

    def read_by(self, filter: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # noqa: A002
        """See `WeightedSums`."""
        return np.arange(self.image.shape[2]), self.kernel[..., filter]

    def _reached_from(self, channel: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        return np.arange(self.output.shape[2]), self.kernel[:, :, channel]


def convolve(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    bias: ArrayLike | None = None,
    strides: int | Pair = 1,
    padding: PaddingLike = "valid",
    dilation_rate: int | Pair = 1,
    flip: bool = False,
    activation: Activation | None = "linear",
) -> Convolution:
    """Convolves an image with a kernel, as `tf.nn.conv2d` does.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        kernel: `(kh, kw, C, F)`, or `(kh, kw)` for one channel and one filter; finite numbers.
        bias: `(F,)`, or one number for all filters.
        strides: From one window to the next.
        padding: See `standardize_padding`.
        dilation_rate: From one reading of a window to its next.
        flip: See `ConvSpec`.
        activation: See `ConvSpec`.

    Raises:
        SpecError: An array or a choice is not allowed, the two do not fit each other, or a sum is larger than
            a float32 can be.

    Example:
        >>> cnn_core.convolve([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 1], [1, 1]]).output[..., 0].tolist()
        [[12.0, 16.0], [24.0, 28.0]]
    """
    image = standardize_image(image)
    kernel = standardize_kernel(kernel, t("convolution.axes"))
    if image.shape[2] != kernel.shape[2]:
        raise SpecError(t("convolution.channels", image=image.shape[2], kernel=kernel.shape[2]))
    bias = standardize_bias(bias, kernel.shape[3])
    spec = ConvSpec(
        kernel_size=kernel.shape[:2],
        strides=strides,
        padding=padding,
        dilation_rate=dilation_rate,
        flip=flip,
        activation=activation,
    )
    geometry = spec.geometry(image.shape)
    windows = windows_of(pad_image(image, geometry), geometry)  # (H', W', C, kh, kw)
    laid = kernel[::-1, ::-1] if flip else kernel
    sums = np.tensordot(windows, laid.astype(np.float64), axes=((3, 4, 2), (0, 1, 2)))  # (H', W', F)
    return Convolution(
        spec=spec,
        geometry=geometry,
        image=image,
        kernel=kernel,
        bias=bias,
        output=activate(rounded(sums + bias), spec.activation),
    )
