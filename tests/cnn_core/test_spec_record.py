from dataclasses import replace

from cnn_core.model_spec import ConvBlock, DenseBlock
from cnn_core.nets import NETS
from cnn_core.spec_record import spec_record

# As it was hashed before blocks and dense layers had more choices.
THREE_BLOCK = {
    "name": "three_block",
    "blocks": [
        {
            "filters": filters,
            "kernel_size": [3, 3],
            "strides": [1, 1],
            "padding": "same",
            "activation": "relu",
            "pool_size": [2, 2],
        }
        for filters in (32, 64, 128)
    ],
    "dense": [625],
    "has_logits": True,
    "kernel_stddev": 0.01,
}


def test_a_net_of_defaults_is_recorded_as_it_always_was():
    record = spec_record(NETS["three_block/notebook"])
    assert record["model"] == THREE_BLOCK
    assert record["seed"] == 0


def test_what_came_later_is_recorded_where_it_makes_a_difference():
    block = ConvBlock(filters=8)
    assert spec_record(replace(block, dropout=0.5)) == spec_record(block) | {"dropout": 0.5}
    assert spec_record(DenseBlock(units=9, activation="tanh")) == {"units": 9, "activation": "tanh"}
