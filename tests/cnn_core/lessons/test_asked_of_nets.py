import pytest

from cnn_core.errors import SpecError
from cnn_core.lessons.asked_of_nets import SLIPS, number_of_net
from cnn_core.models.build import build_model
from cnn_core.nets.course import THREE_BLOCK, TWO_BLOCK

MODELS = {"two_block": TWO_BLOCK, "three_block": THREE_BLOCK}


def asked(number, layer=None, net="two_block", **more):
    return number_of_net({"number": number, "net": net, **({"layer": layer} if layer else {}), **more})


@pytest.mark.parametrize("name", list(MODELS))
def test_shapes_and_parameters_are_those_of_keras(name):
    keras = build_model(MODELS[name])
    assert asked("parameters", net=name) == keras.count_params()
    for layer in keras.layers:
        if layer.name.startswith(("conv", "pool")):
            _, rows, columns, channels = layer.output.shape
            sizes = [asked(each, layer.name, name) for each in ("rows", "columns", "channels")]
            assert sizes == [rows, columns, channels]
            assert asked("outputs", layer.name, name) == rows * columns * channels
        if layer.name.startswith(("conv", "pool", "dense", "logits")):
            assert asked("parameters", layer.name, name) == layer.count_params()
    kernel = keras.get_layer("conv2").kernel.shape
    assert asked("inputs", "conv2", name) == kernel[0] * kernel[1] * kernel[2]
    assert asked("inputs", "logits", name) == keras.get_layer("logits").kernel.shape[0]


def test_a_cell_of_a_pooling_is_made_of_its_window():
    assert asked("inputs", "pool1") == 4


def test_what_a_cell_sees_by_hand():
    # 3; then 2 more pixels wide by 1; then 2 wide by 2 each; then 1 wide by 4
    assert [asked("receptive_field", layer) for layer in ("conv1", "pool1", "conv2", "pool2")] == [3, 4, 8, 12]


def test_the_steps_of_an_epoch():
    assert asked("steps", net="two_block/notebook") == 71  # 70 batches of 128, and one of 40
    assert asked("steps", net="two_block/e2-b64-n100") == 2


@pytest.mark.parametrize(
    ("number", "layer", "slip", "comes"),
    [
        ("parameters", "conv2", "one_channel", 3 * 3 * 64),
        ("parameters", "conv2", "one_filter", 3 * 3 * 32),
        ("parameters", "conv2", "with_bias", 3 * 3 * 32 * 64 + 64),
        ("parameters", "logits", "no_bias", 4 * 4 * 64 * 10),
        ("inputs", "conv2", "one_channel", 9),
        ("receptive_field", "conv2", "kernel", 3),
        ("receptive_field", "conv2", "no_stride", 1 + 2 + 1 + 2),
        ("steps", None, "not_rounded", 9000 / 128),
        ("steps", None, "rounded_down", 70),
        ("steps", None, "all", 71),
    ],
)
def test_each_wrong_way(number, layer, slip, comes):
    assert slip in SLIPS[number]
    assert asked(number, layer, net="two_block/notebook", slip=slip) == comes


def test_all_wrong_ways_are_tried_above():
    (tried,) = (mark.args[1] for mark in test_each_wrong_way.pytestmark)
    assert {(number, slip) for number, _, slip, _ in tried} == {
        (number, slip) for number, slips in SLIPS.items() for slip in slips
    }


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"number": "cell"}, "'cell' is no number of a net.*parameters, inputs"),
        ({"number": ["rows"]}, "no number of a net"),
        ({"net": "four_block"}, "four_block"),
        ({"net": 3}, "The net is 3"),
        ({"layer": "conv3"}, "no layer 'conv3'. It has: conv1, pool1, conv2"),
        ({"layer": "conv2", "slip": "kernel"}, "'kernel' is no number of a net, or no usual wrong way"),
        ({"layer": "conv2", "slip": ["one_channel"]}, "no usual wrong way"),
        ({"layer": "logits", "slip": "one_channel"}, "logits has no one_channel"),
        ({"layer": "pool1", "slip": "with_bias"}, "pool1 has no with_bias"),
        ({"number": "rows", "layer": "flatten"}, "flatten has no rows"),
        ({"number": "receptive_field", "layer": "logits"}, "logits has no receptive_field"),
        ({"number": "rows"}, "no layer None"),
    ],
)
def test_what_cannot_be_asked_is_said(wrong, reason):
    with pytest.raises(SpecError, match=reason):
        number_of_net({"number": "parameters", "net": "two_block", **wrong})
