"""From a spec to a Keras model: functional, with an explicit input and every layer named."""

from typing import Any

import numpy as np

from cnn_core.backend import load_keras
from cnn_core.errors import StoreError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES, IMAGE_SHAPE, DenseBlock, ModelSpec
from cnn_core.nets.training_text import training_text
from cnn_core.store.store import Store, Weights, default_store
from cnn_core.text import t

NORM_MOMENTUM = 0.9
"""Of a normalisation's running statistics: Keras' 0.99 would not have forgotten the start after a first epoch."""


def build_model(model: ModelSpec, *, seed: int = 0) -> Any:
    """Builds the `keras.Model` of a spec with freshly drawn weights.

    Args:
        model: The model.
        seed: Of the random weights: the same seed gives the same weights on the same machine.

    Returns:
        A `keras.Model` from pixels (N, 784) in 0..1 to every layer of `layer_shapes`, in that order.
    """
    keras = load_keras()
    layers = keras.layers

    def kernels(index: int) -> Any:
        if model.kernel_stddev is None:
            return keras.initializers.GlorotUniform(seed=1000 * seed + index)
        return keras.initializers.RandomNormal(stddev=model.kernel_stddev, seed=1000 * seed + index)

    def dropout(rate: float, name: str, index: int) -> Any:
        return layers.Dropout(rate, seed=1000 * seed + index, name=name)

    pixels = keras.Input((int(np.prod(IMAGE_SHAPE)),), name="pixels")
    x = layers.Reshape(IMAGE_SHAPE, name="image")(pixels)  # (N, 28, 28, 1)
    outputs = []

    def add(layer: Any) -> None:
        nonlocal x
        x = layer(x)
        outputs.append(x)

    for number, block in enumerate(model.blocks, start=1):
        add(  # (N, H', W', filters)
            layers.Conv2D(
                block.filters,
                block.kernel_size,
                strides=block.strides,
                padding=block.padding,
                use_bias=False,
                activation="linear" if block.has_batch_norm else block.activation,
                kernel_initializer=kernels(number),
                name=f"conv{number}",
            )
        )
        if block.has_batch_norm:
            add(layers.BatchNormalization(momentum=NORM_MOMENTUM, name=f"norm{number}"))
            if block.activation != "linear":
                add(layers.Activation(block.activation, name=f"activation{number}"))
        if block.pool_size:
            pooling = layers.MaxPooling2D if block.pool == "max" else layers.AveragePooling2D
            add(pooling(block.pool_size, padding="same", name=f"pool{number}"))
        if block.dropout:
            add(dropout(block.dropout, f"dropout{number}", 800 + number))
    if model.has_logits:
        add(layers.Flatten(name="flatten"))  # (N, units)
        for index, dense in enumerate((*model.dense, DenseBlock(units=CLASSES, activation="linear"))):
            is_last = index == len(model.dense)
            add(
                layers.Dense(
                    dense.units,
                    activation=dense.activation,
                    kernel_initializer=keras.initializers.GlorotUniform(seed=1000 * seed + 500 + index),
                    name="logits" if is_last else f"dense{index + 1}",
                )
            )
            if dense.dropout:
                add(dropout(dense.dropout, f"dense_dropout{index + 1}", 900 + index))
    return keras.Model(pixels, outputs, name=model.name)


def build_trained(net: TrainingSpec, *, store: Store | None = None) -> Any:
    """Builds a net with the weights that its training found, or with those drawn if it needs none.

    Args:
        net: The net.
        store: Where its weights are; by default the store that the settings name.

    Returns:
        What `build_model` returns.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    model = build_model(net.model, seed=net.seed)
    if net.recipe.epochs:
        trained = (store or default_store()).load(net)
        if trained is None:
            raise StoreError(t("store.missing", net=training_text(net)))
        set_weights(model, trained.weights)
    return model


def weights_of(built: Any) -> Weights:
    """Copies a `keras.Model`'s weights out, by name such as `"conv1/kernel"`, a normalisation's statistics too."""
    return {variable.path: np.asarray(variable.numpy()) for variable in built.weights}


def set_weights(built: Any, weights: Weights) -> None:
    """Puts weights into a `keras.Model` that was built from the same spec."""
    for variable in built.weights:
        variable.assign(weights[variable.path])
