"""A net's pass in NumPy, for a page that cannot wait for TensorFlow: the toy page's arithmetic, layer by layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.activation import standardize_activation
from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.pooling import pool
from cnn_core.arithmetic.softmax import softmax
from cnn_core.nets.spec import ModelSpec
from cnn_core.store.store import Weights


@dataclass(frozen=True, eq=False)
class Glimpse:
    """What a net makes of one digit.

    Attributes:
        maps: (H, W, C) by layer name: of each convolution, after its activation, and of each pooling.
        logits: (10,).
        probabilities: (10,).
    """

    maps: dict[str, NDArray[np.float32]]
    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]


def glimpse_of(pixels: NDArray[np.uint8], model: ModelSpec, weights: Weights) -> Glimpse:
    """Passes a digit through a net in NumPy.

    Args:
        pixels: (28, 28) uint8.
        model: A net of convolutions, with ReLU or no activation, of poolings and of logits right after them.
        weights: Of the net.

    Raises:
        SpecError: A convolution has another activation.
    """
    x: NDArray[np.float32] = (pixels[:, :, np.newaxis] / 255).astype(np.float32)  # (28, 28, 1)
    maps = {}
    for number, block in enumerate(model.blocks, start=1):
        kernel = weights[f"conv{number}/kernel"]  # (kh, kw, C, F)
        carried_out = convolve(
            x,
            kernel,
            strides=block.strides,
            padding=block.padding,
            activation=standardize_activation(block.activation),
        )
        maps[f"conv{number}"] = x = carried_out.output  # (H', W', F)
        if block.pool_size:
            maps[f"pool{number}"] = x = pool(x, block.pool_size, mode=block.pool, padding="same").output
    logits = x.ravel() @ weights["logits/kernel"] + weights["logits/bias"]  # (10,)
    return Glimpse(maps, logits, softmax(logits[np.newaxis])[0])
