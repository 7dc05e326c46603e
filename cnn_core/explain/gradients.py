"""The gradient of a class's logit with respect to the pixels, of many variants of a digit in one compiled pass."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.backend import load_tensorflow
from cnn_core.models.inspection import PIXELS
from cnn_core.models.opened import OpenedNet
from cnn_core.nets.spec import CLASSES


def pixel_gradients(
    opened: OpenedNet, pixels: NDArray[np.float32], target: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Returns a class's logit and its gradient, by TensorFlow's automatic differentiation.

    Args:
        opened: The net.
        pixels: (N, 784) in 0..1.
        target: The class.

    Returns:
        The logits (N,) and the gradients (N, 784), each digit's for itself.
    """
    tf = load_tensorflow()

    def trace(batch: Any, chosen: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(batch)
            scores = tf.reduce_sum(opened.outputs(batch)["logits"] * chosen, axis=1)  # (N,)
        return scores, tape.gradient(scores, batch)

    run = opened.compiled("pixel_gradients", trace, PIXELS, (1, CLASSES))
    chosen = one_hot(target)
    parts = [run(pixels[part], chosen) for part in opened.batches(len(pixels))]
    return np.concatenate([scores for scores, _ in parts]), np.concatenate([slopes for _, slopes in parts])


def one_hot(target: int) -> NDArray[np.float32]:
    """Returns 1 for a class and 0 for the others, (1, 10)."""
    return np.eye(CLASSES, dtype=np.float32)[[target]]
