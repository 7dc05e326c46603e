from dataclasses import replace

import pytest

from cnn_core.errors import SpecError
from cnn_core.nets.course import THREE_BLOCK
from cnn_core.nets.receptive_field import net_stack, receptive_fields
from cnn_core.nets.spec import ConvBlock, DenseBlock, ModelSpec, layer_shapes


def net(*blocks, **choices):
    return ModelSpec(name="own", blocks=blocks or (ConvBlock(filters=8),), **choices)


FULL = net(
    ConvBlock(filters=8, has_batch_norm=True, activation="tanh", pool="average", dropout=0.25),
    ConvBlock(filters=4, kernel_size=(3, 1), strides=(1, 2), padding="valid", pool_size=None),
    dense=(DenseBlock(units=20, dropout=0.5),),
)


def test_every_layer_has_its_name_shape_and_costs():
    told = [(str(layer), layer.parameters, layer.statistics, layer.multiply_adds) for layer in layer_shapes(FULL)]
    assert told == [
        ("conv1 · 28 × 28 × 8", 72, 0, 28 * 28 * 72),
        ("norm1 · 28 × 28 × 8", 16, 16, 28 * 28 * 8),
        ("activation1 · 28 × 28 × 8", 0, 0, 0),
        ("pool1 · 14 × 14 × 8", 0, 0, 0),
        ("dropout1 · 14 × 14 × 8", 0, 0, 0),
        ("conv2 · 12 × 7 × 4", 96, 0, 12 * 7 * 96),
        ("flatten · 336", 0, 0, 0),
        ("dense1 · 20", 337 * 20, 0, 336 * 20),
        ("dense_dropout1 · 20", 0, 0, 0),
        ("logits · 10", 210, 0, 200),
    ]
    assert [layer.name for layer in layer_shapes(FULL) if layer.is_map] == [
        "conv1",
        "norm1",
        "activation1",
        "pool1",
        "conv2",
    ]


def test_a_layer_sees_what_the_receptive_field_says():
    for model in (FULL, THREE_BLOCK):
        windows = [layer.field for layer in layer_shapes(model) if layer.geometry]
        assert windows == [*receptive_fields(net_stack(model))[1:]]
    fields = {layer.name: layer.field for layer in layer_shapes(FULL)}
    assert fields["dropout1"] == fields["pool1"]
    assert (fields["conv2"].rows.size, fields["conv2"].columns.size) == (8, 4)
    assert fields["flatten"] is fields["logits"] is None


def test_a_pooling_that_is_not_there_takes_nothing():
    assert ConvBlock(filters=1, pool_size=None, pool="average") == ConvBlock(filters=1, pool_size=None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"filters": 0}, r"conv2: filters is 0, but a whole number from 1 to 256 .* Give for example 32"),
        ({"filters": 8.0}, "conv2: filters is 8.0"),
        ({"filters": True}, "conv2: filters is True"),
        ({"kernel_size": (0, 3)}, r"conv2: kernel_size is \(0, 3\), but whole numbers from 1 to 28"),
        ({"strides": 2}, "conv2: strides is 2, but whole numbers"),
        ({"padding": "full"}, "conv2: padding is 'full'. Choose one of: same, valid"),
        ({"activation": "softmax"}, "conv2: activation is 'softmax'. Choose one of: relu, "),
        ({"pool_size": (2, 99)}, r"pool2: pool_size is \(2, 99\)"),
        ({"pool": "min"}, "pool2: pool is 'min'. Choose one of: max, average"),
        ({"dropout": 1.0}, "conv2: dropout is 1.0, but 0 or a share from 0.01 to 0.9"),
        ({"dropout": float("nan")}, "conv2: dropout is nan"),
        (
            {"padding": "valid", "kernel_size": (3, 15)},
            r"conv2: kernel_size is \(3, 15\), but .* 14 × 14 .* at most \(3, 14\)",
        ),
    ],
)
def test_a_block_that_cannot_be_is_named(change, said):
    with pytest.raises(SpecError, match=said):
        net(ConvBlock(filters=8), replace(ConvBlock(filters=8), **change))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"dense": (DenseBlock(units=5000),)}, "dense1: units is 5000, but a whole number from 1 to 2048"),
        ({"dense": (DenseBlock(units=5, dropout=-1),)}, "dense1: dropout is -1"),
        ({"dense": (DenseBlock(units=5, activation=""),)}, "dense1: activation is ''"),
        ({"dense": (DenseBlock(units=5),) * 5}, "has 5 hidden dense layers, but at most 4"),
        ({"blocks": ()}, "has 0 convolution blocks, but from 1 to 8"),
        ({"blocks": (ConvBlock(filters=1),) * 9}, "has 9 convolution blocks"),
        ({"kernel_stddev": 0.0}, "standard deviation is 0.0, but a number from 0.0001 to 1.0"),
        (
            {"blocks": (ConvBlock(filters=64, pool_size=None),), "dense": (DenseBlock(units=100),)},
            r"has 5,019,286 parameters, but at most 3,000,000 .* dense1 has 5,017,700 of them",
        ),
        (
            {"blocks": (ConvBlock(filters=100, pool_size=None), ConvBlock(filters=100))},
            r"takes 71,[\d,]+ multiply-adds per digit, but at most 60,000,000 .* conv2 takes 70,560,000 of them",
        ),
        (
            {"blocks": (ConvBlock(filters=256, kernel_size=(1, 1), has_batch_norm=True),)},
            r"give 702,474 numbers per digit, but at most 400,000 .* conv1 gives 200,704 of them",
        ),
    ],
)
def test_a_net_that_cannot_be_says_so(choices, said):
    with pytest.raises(SpecError, match=said):
        ModelSpec(**{"name": "own", "blocks": (ConvBlock(filters=8),), **choices})
