import math

import numpy as np
import pytest
from hypothesis import given, settings

from cnn_core.backend import load_tensorflow
from cnn_core.models.build import build_model, set_weights, weights_of
from cnn_core.nets.course import NETS
from cnn_core.nets.spec import ConvBlock, DenseBlock, ModelSpec, layer_shapes
from tests.helpers.model_specs import model_specs

OWN = ModelSpec(
    name="own",
    blocks=(ConvBlock(filters=4, has_batch_norm=True, activation="tanh", dropout=0.5),),
    dense=(DenseBlock(units=5, dropout=0.5),),
    kernel_stddev=None,
)


@pytest.mark.parametrize("net", NETS.values(), ids=NETS)
def test_keras_agrees_with_the_arithmetic_on_every_layers_name_shape_and_parameters(net):
    model = build_model(net.model)
    layers = layer_shapes(net.model)
    assert model.input.name == "pixels"
    assert [tuple(output.shape[1:]) for output in model.outputs] == [layer.shape for layer in layers]
    assert [layer.count_params() for layer in map(model.get_layer, (layer.name for layer in layers))] == [
        layer.parameters for layer in layers
    ]


def test_the_same_seed_draws_the_same_weights_and_another_seed_others():
    net = NETS["two_block/default"].model
    first, again, other = (weights_of(build_model(net, seed=seed)) for seed in (0, 0, 1))
    for name, array in first.items():
        np.testing.assert_array_equal(array, again[name])
    assert any((array != other[name]).any() for name, array in first.items())


def test_the_courses_kernels_are_drawn_with_a_standard_deviation_of_one_hundredth():
    kernel = weights_of(build_model(NETS["three_block/default"].model))["conv3/kernel"]
    assert kernel.shape == (3, 3, 64, 128)
    assert kernel.std() == pytest.approx(0.01, rel=0.02)


def test_weights_can_be_moved_to_another_model():
    net = NETS["two_block/default"].model
    source, target = build_model(net, seed=0), build_model(net, seed=1)
    set_weights(target, weights_of(source))
    for name, array in weights_of(source).items():
        np.testing.assert_array_equal(weights_of(target)[name], array)


@settings(max_examples=20)
@given(model_specs())
def test_keras_agrees_on_any_net_that_can_be_built(net):
    model, layers = build_model(net), layer_shapes(net)
    assert [tuple(output.shape[1:]) for output in model.outputs] == [layer.shape for layer in layers]
    for layer in layers:
        built = model.get_layer(layer.name)
        trained = sum(variable.numpy().size for variable in built.trainable_variables)
        assert (trained, built.count_params()) == (layer.parameters, layer.parameters + layer.statistics)
        # each weight of a kernel meets one input for each place where the kernel is laid
        places = math.prod(built.output.shape[1:3]) if layer.kind == "conv" else 1
        products = built.kernel.numpy().size * places if layer.kind in ("conv", "dense") else 0
        assert layer.multiply_adds == (math.prod(layer.shape) if layer.kind == "norm" else products)


def test_a_normalisation_moves_with_its_statistics():
    pixels = np.random.default_rng(0).random((64, 784)).astype(np.float32)
    source, target = build_model(OWN, seed=0), build_model(OWN, seed=1)
    for _ in range(3):
        source(pixels, training=True)
    assert {"norm1/gamma", "norm1/moving_mean"} <= set(weights_of(source))
    assert not any("seed" in name for name in weights_of(source))
    set_weights(target, weights_of(source))
    for one, other in zip(source(pixels, training=False), target(pixels, training=False), strict=True):
        np.testing.assert_array_equal(one, other)
    conv, norm, activation = (output.numpy() for output in source(pixels, training=False)[:3])
    variance = source.get_layer("norm1").moving_variance.numpy()
    mean = source.get_layer("norm1").moving_mean.numpy()
    np.testing.assert_allclose(norm, (conv - mean) / np.sqrt(variance + 1e-3), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(activation, np.tanh(norm), rtol=1e-4, atol=1e-5)


def test_dropout_is_for_training_and_follows_the_seed():
    pixels = np.random.default_rng(0).random((8, 784)).astype(np.float32)
    name = [layer.name for layer in layer_shapes(OWN)].index("dropout1")
    first, again, other = (build_model(OWN, seed=seed)(pixels, training=True)[name] for seed in (0, 0, 1))
    assert 0.3 < np.mean(first.numpy() == 0) < 0.7
    np.testing.assert_array_equal(first, again)
    assert np.any(first.numpy() != other.numpy())
    outputs = build_model(OWN)(pixels, training=False)
    np.testing.assert_array_equal(outputs[name], outputs[name - 1])


def test_every_weight_of_a_built_net_can_be_learnt():
    tf = load_tensorflow()
    strange = ModelSpec(  # strides beyond the kernel, a window beyond the maps
        name="own",
        blocks=(
            ConvBlock(filters=3, kernel_size=(1, 2), strides=(4, 3), pool="average", pool_size=(5, 1)),
            ConvBlock(filters=2, kernel_size=(5, 7), activation="leaky_relu", pool_size=(9, 9)),
        ),
        kernel_stddev=None,
    )
    model = build_model(strange)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(np.ones((2, 784), np.float32), training=True)[-1] ** 2)
    assert all(gradient is not None for gradient in tape.gradient(loss, model.trainable_variables))
