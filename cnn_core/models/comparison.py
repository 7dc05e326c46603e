"""The same operation in TensorFlow: whether it can be computed there, and how far apart the two results are.

What TensorFlow cannot do was found by asking it on a CPU, with 7,500 random specs, with oneDNN and without it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.backward import TrainingStep
from cnn_core.arithmetic.convolution import Convolution, ConvSpec
from cnn_core.arithmetic.depthwise import DepthwiseConvolution, DepthwiseSpec
from cnn_core.arithmetic.operations import Operation, OperationSpec
from cnn_core.arithmetic.pooling import Pooling, PoolSpec
from cnn_core.arithmetic.transposed import TransposedConvolution, TransposedSpec
from cnn_core.arithmetic.windows import WindowSpec
from cnn_core.backend import load_tensorflow
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """An operation carried out once more by TensorFlow.

    Attributes:
        output: What TensorFlow computed, `(H', W', F)` float32.
        largest_difference: The largest absolute difference between a cell of it and the same cell in NumPy.
        version: TensorFlow's.
    """

    output: NDArray[np.float32]
    largest_difference: float
    version: str


def why_tensorflow_cannot(spec: OperationSpec) -> str | None:
    """Returns why TensorFlow does not compute this on a CPU, or computes something else; None where it does.

    A dilated transposed convolution has no answer here: TensorFlow computes it where oneDNN is on, which depends on
    the machine, and `compare_with_tensorflow` refuses it where it is off.

    Args:
        spec: Of the operation.

    Example:
        >>> cnn_core.why_tensorflow_cannot(cnn_core.ConvSpec(kernel_size=3)) is None
        True
    """
    is_dilated = max(spec.dilation_rate) > 1
    match spec:
        case DepthwiseSpec():
            if spec.strides[0] != spec.strides[1]:
                return t("comparison.depthwise_strides", strides=spec.strides)
            if is_dilated and max(spec.strides) > 1:
                return t("comparison.depthwise_dilation", strides=spec.strides, dilation_rate=spec.dilation_rate)
        case TransposedSpec() if is_dilated and _has_widths(spec):
            return t("comparison.transposed_dilation", dilation_rate=spec.dilation_rate)
        case PoolSpec() if is_dilated:
            if max(spec.strides) > 1:
                return t("comparison.pool_strides", strides=spec.strides, dilation_rate=spec.dilation_rate)
            if spec.padding == "same":
                return t("comparison.pool_same", dilation_rate=spec.dilation_rate)
            if _has_widths(spec):
                return t("comparison.pool_dilated_padding")
        case PoolSpec(mode="average") if _has_widths(spec):
            return t("comparison.average_padding")
        case PoolSpec() if not isinstance(spec.padding, str):
            for widths, size in zip(spec.padding, spec.kernel_size, strict=True):
                if max(widths) >= size:
                    return t("comparison.max_padding", width=max(widths), kernel_size=size)
    return None


def compare_with_tensorflow(operation: Operation) -> Comparison:
    """Computes an operation once more, in TensorFlow and in this process, from the same input.

    Args:
        operation: What `convolve`, `convolve_depthwise`, `convolve_transposed` or `pool` returned.

    Raises:
        SpecError: TensorFlow does not compute it; see `why_tensorflow_cannot`.
    """
    if reason := why_tensorflow_cannot(operation.spec):
        raise SpecError(reason)
    tf = load_tensorflow()
    try:
        output: NDArray[np.float32] = _computed(tf, operation).numpy()[0]
    except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError) as error:
        raise SpecError(t("comparison.refused", reason=error.message)) from error
    difference = np.abs(output.astype(np.float64) - operation.output)
    return Comparison(output=output, largest_difference=float(difference.max()), version=tf.__version__)


def compare_step_with_tensorflow(step: TrainingStep) -> Comparison:
    """Makes a training step once more: by TensorFlow's gradient tape and Keras' plain gradient descent.

    Args:
        step: What `training_step` returned.

    Returns:
        The new kernel, `(kh, kw, C, F)`. The largest difference is of the losses, the gradient and the new kernel.
    """
    tf = load_tensorflow()
    convolution, spec = step.backward.convolution, step.backward.convolution.spec
    # Twice the differences at the output are the gradient there, which says what the target is.
    target = convolution.output - step.loss.gradient / 2
    kernel = tf.Variable(convolution.kernel)

    def loss() -> Any:
        laid = kernel[::-1, ::-1] if spec.flip else kernel
        sums = tf.nn.bias_add(
            tf.nn.conv2d(convolution.image[None], laid, spec.strides, _padding(spec), dilations=spec.dilation_rate),
            convolution.bias,
        )
        output = tf.nn.relu(sums) if spec.activation == "relu" else sums
        return tf.reduce_sum((output - target) ** 2)

    with tf.GradientTape() as tape:
        before = loss()
    gradient = tape.gradient(before, kernel)
    tf.keras.optimizers.SGD(step.rate).apply_gradients([(gradient, kernel)])
    after = loss()
    pairs = (
        (before, step.loss.value),
        (gradient, step.backward.kernel),
        (kernel, step.after.kernel),
        (after, step.loss_after.value),
    )
    differences = (np.abs(np.asarray(theirs, np.float64) - ours).max() for theirs, ours in pairs)
    return Comparison(output=kernel.numpy(), largest_difference=float(max(differences)), version=tf.__version__)


def _computed(tf: Any, operation: Operation) -> Any:
    """Returns the operation's output as a tensor, `(1, H', W', F)`."""
    spec, image = operation.spec, operation.image[None]
    padding = _padding(spec)
    if isinstance(operation, Pooling):
        mode = {"max": "MAX", "average": "AVG"}[operation.spec.mode]
        if max(spec.dilation_rate) > 1:
            return tf.nn.pool(image, spec.kernel_size, mode, padding=padding, dilations=spec.dilation_rate)
        pool = tf.nn.max_pool2d if mode == "MAX" else tf.nn.avg_pool2d
        return pool(image, spec.kernel_size, spec.strides, padding)
    kernel = operation.kernel
    if isinstance(spec, ConvSpec) and spec.flip:
        kernel = kernel[::-1, ::-1]
    match operation:
        case Convolution():
            sums = tf.nn.conv2d(image, kernel, spec.strides, padding, dilations=spec.dilation_rate)
        case DepthwiseConvolution():
            strides = (1, *spec.strides, 1)
            sums = tf.nn.depthwise_conv2d(image, kernel, strides, padding, dilations=spec.dilation_rate)
        case TransposedConvolution():
            shape = (1, *operation.output.shape)
            sums = tf.nn.conv2d_transpose(image, kernel, shape, spec.strides, padding, dilations=spec.dilation_rate)
    sums = tf.nn.bias_add(sums, operation.bias)
    return tf.nn.relu(sums) if operation.spec.activation == "relu" else sums


def _padding(spec: WindowSpec) -> str | list[tuple[int, int]]:
    if isinstance(spec.padding, str):
        return spec.padding.upper()
    return [(0, 0), *spec.padding, (0, 0)] if _has_widths(spec) else "VALID"


def _has_widths(spec: WindowSpec) -> bool:
    """Whether the padding is explicit, and not all zero, which is "valid"."""
    return not isinstance(spec.padding, str) and any(map(any, spec.padding))
