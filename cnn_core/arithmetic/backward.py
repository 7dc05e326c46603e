"""A convolution gone through backwards: what a loss changes by if a weight, the bias or a pixel grows by a little.

Each weight meets one pixel on its way to each output cell. So its gradient is a sum of products, of those pixels
with the gradients of the cells (Goodfellow, Bengio and Courville, "Deep Learning", section 9.5). Sums are formed in
float64 and rounded once.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.arrays import rounded, standardize_array
from cnn_core.arithmetic.convolution import Convolution, convolve
from cnn_core.arithmetic.geometry import standardize_indices
from cnn_core.arithmetic.losses import Loss, squared_error
from cnn_core.arithmetic.windows import windows_of
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, eq=False, kw_only=True)
class WeightTrace:
    """The products that add up to the gradient of one weight: R output rows by S output columns.

    Attributes:
        rows: The image rows that the weight meets on the way to each output row, `(R,)`; those outside the image
            are padding.
        columns: The image columns, `(S,)`.
        output_rows: The output rows, `(R,)`.
        output_columns: The output columns, `(S,)`.
        is_padding: Where the padding is met, `(R, S)`.
        pixels: What is met, `(R, S)`, float32; 0 in the padding.
        gradients: The gradient of each output cell's sum, `(R, S)`, float32.
        products: `pixels` times `gradients`, `(R, S)`, float64.
        sum: The gradient of the weight: the sum of all products, rounded to float32.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    output_rows: NDArray[np.intp]
    output_columns: NDArray[np.intp]
    is_padding: NDArray[np.bool_]
    pixels: NDArray[np.float32]
    gradients: NDArray[np.float32]
    products: NDArray[np.float64]
    sum: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Backward:
    """The gradients of a loss with respect to all that a convolution was made of. Made by `backward`.

    Attributes:
        convolution: The convolution.
        at_output: Of its output, `(H', W', F)`, float32.
        at_sums: Of the sums before the activation, `(H', W', F)`, float32. A ReLU lets nothing back where it
            gave 0.
        kernel: Of the kernel, `(kh, kw, C, F)`, float32.
        bias: Of the bias, `(F,)`, float32.
        image: Of the image, `(H, W, C)`, float32.
    """

    convolution: Convolution
    at_output: NDArray[np.float32]
    at_sums: NDArray[np.float32]
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]
    image: NDArray[np.float32]

    def trace_weight(self, row: int, column: int, channel: int = 0, filter: int = 0) -> WeightTrace:  # noqa: A002
        """Returns the arithmetic behind the gradient of `kernel[row, column, channel, filter]`.

        Raises:
            SpecError: There is no such weight.
        """
        place = {"row": row, "column": column, "channel": channel, "filter": filter}
        standardize_indices(place, self.kernel.shape)
        met = self.convolution.links().by("taps", row, column)
        pixels = met.patch(self.convolution.image[..., channel : channel + 1])[..., 0]
        gradients = self.at_sums[..., filter][np.ix_(met.rows.outputs, met.columns.outputs)]
        products = np.multiply(pixels, gradients, dtype=np.float64)
        return WeightTrace(
            rows=met.rows.inputs,
            columns=met.columns.inputs,
            output_rows=met.rows.outputs,
            output_columns=met.columns.outputs,
            is_padding=met.is_padding,
            pixels=pixels,
            gradients=gradients,
            products=products,
            sum=float(np.float32(products.sum())),
        )


def backward(convolution: Convolution, gradient: ArrayLike) -> Backward:
    """Goes back through a convolution, from the gradient of its output to those of its kernel, bias and image.

    Args:
        convolution: What `convolve` returned.
        gradient: Of a loss with respect to its output, `(H', W', F)`, or `(H', W')` for one filter; finite numbers.

    Raises:
        SpecError: The gradient has another shape, holds what is no finite number, or a sum is larger than a float32
            can be.

    Example:
        >>> ones = cnn_core.convolve([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 1], [1, 1]])
        >>> cnn_core.backward(ones, [[6, 8], [12, 14]]).kernel[..., 0, 0].tolist()
        [[140.0, 180.0], [260.0, 300.0]]
    """
    at_output = standardize_array(gradient, "gradient")
    if at_output.ndim == 2:
        at_output = at_output[:, :, None]
    if at_output.shape != convolution.output.shape:
        raise SpecError(t("backward.shape", came=at_output.shape, output=convolution.output.shape))
    spec, geometry, kernel = convolution.spec, convolution.geometry, convolution.kernel
    is_let_back = convolution.output > 0 if spec.activation == "relu" else np.ones(at_output.shape, np.bool_)
    at_sums = np.where(is_let_back, at_output, np.float32(0))
    exact = at_sums.astype(np.float64)
    windows = windows_of(convolution.padded, geometry)  # (H', W', C, kh, kw)
    laid = np.tensordot(windows, exact, axes=((0, 1), (0, 1)))  # (C, kh, kw, F)
    of_kernel = np.moveaxis(laid, 0, 2)  # (kh, kw, C, F)
    return Backward(
        convolution=convolution,
        at_output=at_output,
        at_sums=at_sums,
        kernel=rounded(of_kernel[::-1, ::-1] if spec.flip else of_kernel),
        bias=rounded(exact.sum(axis=(0, 1))),
        image=rounded(_of_image(convolution, exact, kernel[::-1, ::-1] if spec.flip else kernel)),
    )


def _of_image(
    convolution: Convolution, at_sums: NDArray[np.float64], laid: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Returns the gradient of the image, `(H, W, C)`: each window hands its cell's back to what it has read."""
    rows, columns = convolution.geometry.rows, convolution.geometry.columns
    padded = np.zeros(convolution.padded.shape)
    for row, column in np.ndindex(*laid.shape[:2]):
        handed = at_sums @ laid[row, column].astype(np.float64).T  # (H', W', C)
        top, left = row * rows.dilation_rate, column * columns.dilation_rate
        padded[
            top : top + rows.stride * rows.output_size : rows.stride,
            left : left + columns.stride * columns.output_size : columns.stride,
        ] += handed
    H, W, _ = convolution.image.shape
    return padded[rows.before : rows.before + H, columns.before : columns.before + W]


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainingStep:
    """One step of gradient descent on the kernel of one convolution. Made by `training_step`.

    Attributes:
        loss: Of the output before the step.
        backward: The gradients.
        rate: The learning rate.
        after: The convolution with the new kernel.
        loss_after: Of its output.
    """

    loss: Loss
    backward: Backward
    rate: float
    after: Convolution
    loss_after: Loss


def training_step(convolution: Convolution, target: ArrayLike, rate: float) -> TrainingStep:
    """Makes one step of gradient descent: each weight less the learning rate times its gradient.

    Args:
        convolution: What `convolve` returned; its bias stays.
        target: What its output should be, `(H', W', F)`, or `(H', W')` for one filter; finite numbers. The loss is
            the `squared_error`.
        rate: The learning rate, 0 or above.

    Raises:
        SpecError: Target or rate are not allowed, or a number is larger than a float32 can be.

    Example:
        >>> ones = cnn_core.convolve([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 1], [1, 1]])
        >>> step = cnn_core.training_step(ones, [[9, 12], [18, 21]], 0.001)
        >>> step.loss.value, round(step.loss_after.value, 3)
        (110.0, 0.304)
    """
    if not isinstance(rate, (int, float)) or not math.isfinite(rate) or rate < 0:
        raise SpecError(t("backward.rate", came=rate))
    wanted = standardize_array(target, "target")
    if wanted.ndim == 2:
        wanted = wanted[:, :, None]
    loss = squared_error(convolution.output, wanted)
    gradients = backward(convolution, loss.gradient)
    spec = convolution.spec
    after = convolve(
        convolution.image,
        rounded(convolution.kernel - rate * gradients.kernel.astype(np.float64)),
        bias=convolution.bias,
        strides=spec.strides,
        padding=spec.padding,
        dilation_rate=spec.dilation_rate,
        flip=spec.flip,
        activation=spec.activation,
    )
    return TrainingStep(
        loss=loss,
        backward=gradients,
        rate=float(rate),
        after=after,
        loss_after=squared_error(after.output, wanted),
    )
