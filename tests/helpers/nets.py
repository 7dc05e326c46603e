"""Nets for the tests of explanations: small, with every kind of layer, and with weights that were never trained.

What is tested is what a method makes of a net. Normalisations have statistics and shifts of their own, and biases
are not zero, so that nothing cancels out by chance.
"""

from functools import lru_cache

import numpy as np

from cnn_core.models.build import build_model, set_weights, weights_of
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.text import read_model
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import Report, TrainedModel, default_store

PLAIN = "c6-max2_c5-s2-max2_d12"
"""ReLU alone, as in the course's nets."""
MIXED = "c4-k5x3-bn-leakyrelu-avg2-drop0.25_c6-s2-valid-tanh-max3_c5-bn-gelu_d9-silu-drop0.5_d7-elu"
"""A bit of everything."""


@lru_cache
def stored_net(text):
    """Stores weights for a net, and returns its spec."""
    net = TrainingSpec(model=read_model(text), recipe=Recipe(name="forged"), seed=5)
    chance = np.random.default_rng(3)
    built = build_model(net.model, seed=net.seed)
    drawn = {}
    for name, array in weights_of(built).items():
        kind = name.rpartition("/")[2]
        if kind == "kernel":  # as strong as it came, whatever the layer below makes of it
            drawn[name] = chance.normal(0.02, np.sqrt(2 / np.prod(array.shape[:-1])), array.shape)
        elif kind in ("gamma", "moving_variance"):
            drawn[name] = chance.uniform(0.5, 1.5, array.shape)
        else:
            drawn[name] = chance.normal(0, 0.3, array.shape)
    weights = {name: array.astype(np.float32) for name, array in drawn.items()}
    set_weights(built, weights)
    trained = TrainedModel(net=net, weights=weights, held_out_answers=np.zeros(0, np.uint8), report=Report())
    default_store().save(trained)
    return net


def store_changed(net, seed, change):
    """Stores the weights of a net once more under another seed, after `change(weights)`."""
    trained = default_store().load(net)
    weights = {name: array.copy() for name, array in trained.weights.items()}
    change(weights)
    other = TrainingSpec(model=net.model, recipe=net.recipe, seed=seed)
    default_store().save(
        TrainedModel(net=other, weights=weights, held_out_answers=np.zeros(0, np.uint8), report=Report())
    )
    return other


def digit(index):
    """Returns a held-out digit, (28, 28) uint8."""
    return load_digits().held_out_images[index]


def noisy_digit(seed=0):
    """Returns a picture without two equal pixels, (28, 28) float32: nowhere does it lie on a kink of ReLU."""
    return np.random.default_rng(seed).uniform(0.05, 0.95, (28, 28)).astype(np.float32)


@lru_cache
def exact_model(net):
    """Builds a net in double precision, with its stored weights."""
    from cnn_core.backend import load_keras

    keras = load_keras()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        built = build_model(net.model, seed=net.seed)
        set_weights(built, default_store().load(net).weights)
    finally:
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")
    return built


def exact_logits(net, pictures):
    """Returns the logits (N, 10) of pictures (N, 28, 28) or (28, 28) in 0..1, in double precision."""
    logits = exact_model(net)(np.asarray(pictures, np.float64).reshape(-1, 784), training=False)[-1].numpy()
    assert logits.dtype == np.float64
    return logits
