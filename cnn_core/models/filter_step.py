"""One step of gradient descent for one filter of a trained net's first layer, on one digit.

TensorFlow's tape gives the gradient at the layer's output. From there the gradient of each weight is this project's
own arithmetic (`cnn_core/arithmetic/backward.py`), which is held against the tape's own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.backward import Backward, backward
from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.losses import cross_entropy
from cnn_core.backend import load_tensorflow
from cnn_core.errors import SpecError
from cnn_core.models.inspection import as_pixels
from cnn_core.models.opened import open_net
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import IMAGE_SHAPE
from cnn_core.text import t

LAYER = "conv1"


@dataclass(frozen=True, eq=False, kw_only=True)
class FilterStep:
    """A step for one filter. Made by `filter_step`.

    Attributes:
        logits: Of the digit, `(10,)`, float32.
        loss: The cross-entropy of the logits.
        backward: From the layer's map of the filter back to its kernel `(kh, kw, 1, 1)`.
        kernel_after: The kernel after the step, in the same shape.
        loss_after: With it, all other weights being what they were.
        largest_difference: Between the kernel's gradient here and that of TensorFlow's tape.
        version: TensorFlow's.
    """

    logits: NDArray[np.float32]
    loss: float
    backward: Backward
    kernel_after: NDArray[np.float32]
    loss_after: float
    largest_difference: float
    version: str


def filter_step(image: ArrayLike, net: TrainingSpec, *, filter: int, label: int, rate: float) -> FilterStep:  # noqa: A002
    """Makes a step of gradient descent for one filter of a net's first convolution, on one digit.

    Args:
        image: `(28, 28)`: uint8 0..255, or floats 0..1.
        net: Trained; its first layer is a convolution with its activation, as in the course's nets.
        filter: Which filter.
        label: The true class.
        rate: The learning rate, 0 or above.

    Raises:
        ImageError: The image is no digit.
        SpecError: There is no such filter or class, or the rate is none.
        StoreError: The net is not trained yet.
    """
    tf = load_tensorflow()
    opened = open_net(net)
    layer = opened.model.get_layer(LAYER)
    filters = layer.kernel.shape[-1]
    if not 0 <= filter < filters:
        raise SpecError(t("filter_step.filter", came=filter, most=filters - 1))
    if not (np.isfinite(rate) and rate >= 0):
        raise SpecError(t("backward.rate", came=rate))
    pixels = as_pixels(image).reshape(1, *IMAGE_SHAPE)
    weights = layer.kernel.value
    with tf.GradientTape() as tape:
        maps = layer(tf.constant(pixels))
        tape.watch(maps)
        logits = opened.outputs(maps, above=LAYER)["logits"]
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits([label], logits)[0]
    at_maps, of_kernel = tape.gradient(loss, [maps, weights])
    own = cross_entropy(logits.numpy()[0], label)
    convolution = convolve(
        pixels[0],
        weights.numpy()[..., filter : filter + 1],
        bias=layer.bias.numpy()[filter : filter + 1] if layer.use_bias else None,
        strides=layer.strides,
        padding=layer.padding,
        activation=layer.activation.__name__,
    )
    gone_back = backward(convolution, at_maps.numpy()[0, ..., filter : filter + 1])
    kernel_after = (convolution.kernel - rate * gone_back.kernel.astype(np.float64)).astype(np.float32)
    after = maps.numpy()
    after[0, ..., filter] = convolve(
        pixels[0],
        kernel_after,
        bias=convolution.bias,
        strides=layer.strides,
        padding=layer.padding,
        activation=convolution.spec.activation,
    ).output[..., 0]
    logits_after = opened.outputs(tf.constant(after), above=LAYER)["logits"].numpy()[0]
    theirs = of_kernel.numpy()[..., filter : filter + 1]
    return FilterStep(
        logits=logits.numpy()[0],
        loss=own.value,
        backward=gone_back,
        kernel_after=kernel_after,
        loss_after=cross_entropy(logits_after, label).value,
        largest_difference=float(np.abs(theirs - gone_back.kernel).max()),
        version=tf.__version__,
    )
