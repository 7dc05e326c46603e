"""How wrong an output is, and which way each of its numbers would have to go: a loss and its gradient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.arrays import rounded, standardize_array
from cnn_core.arithmetic.softmax import softmax
from cnn_core.errors import SpecError
from cnn_core.text import t


@dataclass(frozen=True, eq=False, kw_only=True)
class Loss:
    """A loss of an output, and its gradient.

    Attributes:
        value: The loss, 0 or above.
        gradient: What the loss changes by if one number of the output grows by a little, over that little: in the
            output's shape, float32.
    """

    value: float
    gradient: NDArray[np.float32]


def squared_error(output: ArrayLike, target: ArrayLike) -> Loss:
    """Returns the sum of the squared differences between an output and its target; twice each is its gradient.

    Keras' mean squared error divides both by how many numbers there are.

    Args:
        output: Of any shape; finite numbers.
        target: What it should be, in the same shape.

    Raises:
        SpecError: An array holds what is no finite number, the shapes differ, or the loss is larger than a float32
            can be.

    Example:
        >>> loss = cnn_core.squared_error([12, 16], [9, 18])
        >>> loss.value, loss.gradient.tolist()
        (13.0, [6.0, -4.0])
    """
    output, target = standardize_array(output, "output"), standardize_array(target, "target")
    if output.shape != target.shape:
        raise SpecError(t("losses.target_shape", came=target.shape, output=output.shape))
    differences = output.astype(np.float64) - target
    return Loss(value=float(rounded((differences**2).sum(keepdims=True)).item()), gradient=rounded(2 * differences))


def cross_entropy(logits: ArrayLike, label: int) -> Loss:
    """Returns −ln of the probability that a softmax gives to the true class, computed from the logits.

    Its gradient is the probability of each class, less 1 for the true one (Goodfellow, Bengio and Courville, "Deep
    Learning", section 6.2.2.3).

    Args:
        logits: `(K,)`; finite numbers.
        label: The true class, from 0.

    Raises:
        SpecError: The logits are no finite numbers, have another shape, or there is no such class.

    Example:
        >>> round(cnn_core.cross_entropy([3, 1, 0], 1).value, 2)
        2.17
    """
    logits = standardize_array(logits, "logits").astype(np.float64)
    if logits.ndim != 1 or logits.size == 0:
        raise SpecError(t("losses.logits_shape", came=logits.shape))
    if isinstance(label, bool) or not isinstance(label, (int, np.integer)) or not 0 <= label < logits.size:
        raise SpecError(t("losses.label", came=label, most=logits.size - 1))
    largest = logits.max()
    value = largest + np.log(np.exp(logits - largest).sum()) - logits[label]
    gradient = softmax(logits[np.newaxis])[0]
    gradient[label] -= 1
    return Loss(value=float(value), gradient=rounded(gradient))
