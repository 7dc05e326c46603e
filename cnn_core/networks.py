"""From a spec to a Keras model: functional, with an explicit input and every layer named."""

from typing import Any

import numpy as np

from cnn_core.backend import load_keras
from cnn_core.nets import CLASSES, IMAGE_SHAPE, ModelSpec
from cnn_core.store import Weights


def build_model(model: ModelSpec, *, seed: int = 0) -> Any:
    """Builds the network of a spec with freshly drawn weights.

    Args:
        model: The network.
        seed: Of the random weights: the same seed gives the same weights on the same machine.

    Returns:
        A `keras.Model` from pixels (N, 784) in 0..1 to every layer of `layer_shapes`, in that order.
    """
    keras = load_keras()
    layers = keras.layers

    def kernels(index: int) -> Any:
        return keras.initializers.RandomNormal(stddev=model.kernel_stddev, seed=1000 * seed + index)

    pixels = keras.Input((int(np.prod(IMAGE_SHAPE)),), name="pixels")
    x = layers.Reshape(IMAGE_SHAPE, name="image")(pixels)  # (N, 28, 28, 1)
    outputs = []
    for number, block in enumerate(model.blocks, start=1):
        x = layers.Conv2D(
            block.filters,
            block.kernel_size,
            strides=block.strides,
            padding=block.padding,
            use_bias=False,
            activation=block.activation,
            kernel_initializer=kernels(number),
            name=f"conv{number}",
        )(x)  # (N, H', W', filters)
        outputs.append(x)
        if block.pool_size:
            x = layers.MaxPooling2D(block.pool_size, padding="same", name=f"pool{number}")(x)
            outputs.append(x)
    if model.has_logits:
        x = layers.Flatten(name="flatten")(x)  # (N, units)
        outputs.append(x)
        names = [f"dense{number}" for number in range(1, len(model.dense) + 1)] + ["logits"]
        for index, (name, units) in enumerate(zip(names, (*model.dense, CLASSES), strict=True)):
            x = layers.Dense(
                units,
                activation=None if name == "logits" else "relu",
                kernel_initializer=keras.initializers.GlorotUniform(seed=1000 * seed + 500 + index),
                name=name,
            )(x)
            outputs.append(x)
    return keras.Model(pixels, outputs, name=model.name)


def weights_of(built: Any) -> Weights:
    """Copies a `keras.Model`'s weights out, by name such as `"conv1/kernel"`."""
    return {variable.path: np.asarray(variable.numpy()) for variable in built.trainable_variables}


def set_weights(built: Any, weights: Weights) -> None:
    """Puts weights into a `keras.Model` that was built from the same spec."""
    for variable in built.trainable_variables:
        variable.assign(weights[variable.path])
