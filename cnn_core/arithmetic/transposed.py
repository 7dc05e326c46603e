"""Transposed convolution in NumPy: every pixel scatters the kernel, scaled by itself, and what overlaps adds up.

It goes the way of a convolution backwards: its output is what that convolution would read, and its input what it
would give. With input size n, stride s and effective kernel size k′, the output size along an axis is

    valid      n·s + max(k′ − s, 0)
    same       n·s
    explicit   (n − 1)·s + k′ − before − after

"valid" and "same" are Keras' (`keras.layers.Conv2DTranspose`), explicit padding, which is cut off, is PyTorch's
(`torch.nn.ConvTranspose2d`). Sums are formed in float64 and rounded once.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.activation import Activation, activate, standardize_activation
from cnn_core.arithmetic.arrays import rounded, standardize_bias, standardize_image, standardize_kernel
from cnn_core.arithmetic.geometry import (
    AxisGeometry,
    OutputGeometry,
    PaddingLike,
    Pair,
    axis_geometry,
    standardize_pair,
)
from cnn_core.arithmetic.links import Links, scattering_links
from cnn_core.arithmetic.tracing import WeightedSums
from cnn_core.arithmetic.windows import WindowSpec
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, init=False)
class TransposedSpec(WindowSpec):
    """The choices of a transposed convolution: those of a `WindowSpec`, and its own.

    Attributes:
        activation: `"linear"` or `"relu"`; None is `"linear"`.

    Raises:
        SpecError: A value is not allowed.
    """

    activation: Activation

    def __init__(
        self,
        *,
        kernel_size: int | Pair,
        strides: int | Pair = 1,
        padding: PaddingLike = "valid",
        dilation_rate: int | Pair = 1,
        activation: Activation | None = "linear",
    ) -> None:
        super().__init__(kernel_size=kernel_size, strides=strides, padding=padding, dilation_rate=dilation_rate)
        object.__setattr__(self, "activation", standardize_activation(activation))

    def geometry(self, image_shape: tuple[int, ...]) -> OutputGeometry:
        """Returns how the scattered kernels lie over the output, for an image of shape `(H, W)` or `(H, W, C)`.

        It is the geometry of the convolution that is gone backwards: `rows.size` is the height of the output of
        this operation, `rows.output_size` that of its image, and `usage()` counts the kernels that land on each
        output cell.

        Raises:
            SpecError: The padding leaves nothing of the output.
        """
        height, width = standardize_pair(tuple(image_shape[:2]), "image_shape")
        return OutputGeometry(rows=self._axis(0, height, "rows"), columns=self._axis(1, width, "columns"))

    def _axis(self, axis: int, count: int, axis_name: Literal["rows", "columns"]) -> AxisGeometry:
        stride, dilation_rate = self.strides[axis], self.dilation_rate[axis]
        span = (self.kernel_size[axis] - 1) * dilation_rate + 1
        padding = self.padding if isinstance(self.padding, str) else self.padding[axis]
        if padding == "same":
            size = count * stride
        elif padding == "valid":
            size = count * stride + max(span - stride, 0)
        else:
            full = (count - 1) * stride + span
            size = full - sum(padding)
            if size < 1:
                name = t(f"geometry.{axis_name}")
                raise SpecError(t("transposed.nothing_left", padding=sum(padding), full=full, axis=name))
        return axis_geometry(
            size,
            self.kernel_size[axis],
            stride=stride,
            padding=padding,
            dilation_rate=dilation_rate,
            axis_name=axis_name,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class TransposedConvolution(WeightedSums):
    """A transposed convolution carried out. Made by `convolve_transposed`; see `WeightedSums` for the arrays.

    Attributes:
        spec: The choices.
        geometry: Where the scattered kernels land; see `TransposedSpec.geometry`.
        kernel: `(kh, kw, F, C)`: as in TensorFlow the filters come before the channels.
    """

    spec: TransposedSpec

    @property
    def overlaps(self) -> NDArray[np.intp]:
        """How many scattered kernels add up in each output cell, `(H', W')`."""
        return self.geometry.usage()

    def formulas(self) -> tuple[str, str]:
        """Returns the formulas of the output's height and width with their numbers, such as `"3·2 = 6"`."""
        return _formula(self.geometry.rows), _formula(self.geometry.columns)

    def links(self) -> Links:
        """See `WeightedSums`."""
        return scattering_links(self.geometry)

    def read_by(self, filter: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # noqa: A002
        """See `WeightedSums`."""
        return np.arange(self.image.shape[2]), self.kernel[:, :, filter]

    def _reached_from(self, channel: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        return np.arange(self.output.shape[2]), self.kernel[..., channel]


def convolve_transposed(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    bias: ArrayLike | None = None,
    strides: int | Pair = 1,
    padding: PaddingLike = "valid",
    dilation_rate: int | Pair = 1,
    activation: Activation | None = "linear",
) -> TransposedConvolution:
    """Scatters a kernel from every pixel of an image, as `tf.nn.conv2d_transpose` does.

    Args:
        image: `(H, W, C)`, or `(H, W)` for one channel; finite numbers.
        kernel: `(kh, kw, F, C)`, or `(kh, kw)` for one filter and one channel; finite numbers.
        bias: `(F,)`, or one number for all filters.
        strides: From where one pixel's kernel lands to where the next one's does.
        padding: See `standardize_padding`; it is cut off the output.
        dilation_rate: From one weight of a scattered kernel to its next.
        activation: See `TransposedSpec`.

    Raises:
        SpecError: An array or a choice is not allowed, the two do not fit each other, or a sum is larger than
            a float32 can be.

    Example:
        >>> cnn_core.convolve_transposed([[1, 2]], [[1, 1]], strides=2).output[..., 0].tolist()
        [[1.0, 1.0, 2.0, 2.0], [0.0, 0.0, 0.0, 0.0]]
    """
    image = standardize_image(image)
    kernel = standardize_kernel(kernel, t("transposed.axes"))
    if image.shape[2] != kernel.shape[3]:
        raise SpecError(t("transposed.channels", image=image.shape[2], kernel=kernel.shape[3]))
    bias = standardize_bias(bias, kernel.shape[2])
    spec = TransposedSpec(
        kernel_size=kernel.shape[:2],
        strides=strides,
        padding=padding,
        dilation_rate=dilation_rate,
        activation=activation,
    )
    geometry = spec.geometry(image.shape)
    return TransposedConvolution(
        spec=spec,
        geometry=geometry,
        image=image,
        kernel=kernel,
        bias=bias,
        output=activate(rounded(_scattered(image, kernel, geometry) + bias), spec.activation),
    )


def _formula(axis: AxisGeometry) -> str:
    n, s, k, out = axis.output_size, axis.stride, axis.effective_kernel_size, axis.size
    span = f"k′ = ({axis.kernel_size} − 1)·{axis.dilation_rate} + 1 = {k}; " if k > axis.kernel_size else ""
    if axis.padding == "same":
        return f"{n}·{s} = {out}"
    if axis.padding == "valid":
        return f"{span}{n}·{s} + max({k} − {s}, 0) = {out}"
    return f"{span}({n} − 1)·{s} + {k} − {axis.before + axis.after} = {out}"


def _scattered(
    image: NDArray[np.float32], kernel: NDArray[np.float32], geometry: OutputGeometry
) -> NDArray[np.float64]:
    rows, columns = geometry.rows, geometry.columns
    full = np.zeros((rows.padded_size, columns.padded_size, kernel.shape[2]))
    for row, column in np.ndindex(kernel.shape[:2]):
        down, right = row * rows.dilation_rate, column * columns.dilation_rate
        landed = full[down :: rows.stride, right :: columns.stride][: image.shape[0], : image.shape[1]]
        landed += image.astype(np.float64) @ kernel[row, column].T.astype(np.float64)  # (H, W, F)
    return full[rows.before : rows.before + rows.size, columns.before : columns.before + columns.size]
