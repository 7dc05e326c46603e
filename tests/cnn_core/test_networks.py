import numpy as np
import pytest

from cnn_core.nets import NETS, layer_shapes
from cnn_core.networks import build_model, set_weights, weights_of


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
