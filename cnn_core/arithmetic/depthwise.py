"""Depthwise convolution in NumPy: each channel has filters of its own, and no sum goes across channels.

As in TensorFlow, output channel c·M + m is filter m of image channel c, where M is the multiplier. Sums are formed
in float64 and rounded once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.activation import Activation, activate
from cnn_core.arithmetic.arrays import rounded, standardize_bias, standardize_image, standardize_kernel
from cnn_core.arithmetic.convolution import ConvSpec
from cnn_core.arithmetic.geometry import PaddingLike, Pair
from cnn_core.arithmetic.links import Links, gathering_links
from cnn_core.arithmetic.tracing import WeightedSums
from cnn_core.arithmetic.windows import pad_image, windows_of
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, init=False)
class DepthwiseSpec(ConvSpec):
    """The choices of a depthwise convolution: the same as a convolution's."""


@dataclass(frozen=True, eq=False, kw_only=True)
class DepthwiseConvolution(WeightedSums):
    """A depthwise convolution carried out. Made by `convolve_depthwise`; see `WeightedSums` for the arrays.

    Attributes:
        spec: The choices.
        kernel: `(kh, kw, C, M)`, not flipped; the output has F = C·M channels.
    """

    spec: DepthwiseSpec

    def links(self) -> Links:
        """See `WeightedSums`."""
        return gathering_links(self.geometry, flip=self.spec.flip)

    def read_by(self, filter: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # noqa: A002
        """See `WeightedSums`."""
        channel, index = divmod(filter, self.kernel.shape[3])
        return np.array([channel]), self.kernel[:, :, channel, index, None]

    def _reached_from(self, channel: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        multiplier = self.kernel.shape[3]
        return channel * multiplier + np.arange(multiplier), self.kernel[:, :, channel]


def convolve_depthwise(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    bias: ArrayLike | None = None,
    strides: int | Pair = 1,
    padding: PaddingLike = "valid",
    dilation_rate: int | Pair = 1,
    flip: bool = False,
    activation: Activation | None = "linear",
) -> DepthwiseConvolution:
    """Convolves each channel of an image with filters of its own, as `tf.nn.depthwise_conv2d` does.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        kernel: `(kh, kw, C, M)`, or `(kh, kw)` for one channel and one filter; finite numbers.
        bias: `(C·M,)`, or one number for all output channels.
        strides: From one window to the next.
        padding: See `standardize_padding`.
        dilation_rate: From one reading of a window to its next.
        flip: See `ConvSpec`.
        activation: See `ConvSpec`.

    Raises:
        SpecError: An array or a choice is not allowed, the two do not fit each other, or a sum is larger than
            a float32 can be.

    Example:
        >>> cnn_core.convolve_depthwise([[[1, 10], [2, 20]]], [[[[1], [2]], [[1], [2]]]]).output.tolist()
        [[[3.0, 60.0]]]
    """
    image = standardize_image(image)
    kernel = standardize_kernel(kernel, t("depthwise.axes"))
    if image.shape[2] != kernel.shape[2]:
        raise SpecError(t("depthwise.channels", image=image.shape[2], kernel=kernel.shape[2]))
    bias = standardize_bias(bias, kernel.shape[2] * kernel.shape[3])
    spec = DepthwiseSpec(
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
    sums = np.einsum("rsckl,klcm->rscm", windows, laid, dtype=np.float64)  # (H', W', C, M)
    return DepthwiseConvolution(
        spec=spec,
        geometry=geometry,
        image=image,
        kernel=kernel,
        bias=bias,
        output=activate(rounded(sums.reshape(*geometry.shape, -1) + bias), spec.activation),
    )
