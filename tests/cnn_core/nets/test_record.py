import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cnn_core.nets.course import NETS, Recipe, TrainingSpec
from cnn_core.nets.record import read_record, spec_record
from cnn_core.nets.spec import ConvBlock, DenseBlock
from tests.helpers.model_specs import model_specs

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


@settings(max_examples=40)
@given(model=model_specs())
def test_a_record_is_read_back_from_json_as_the_spec_that_it_was_made_of(model):
    recipe = Recipe(name="own", epochs=3 if model.has_logits else 0, augmentation="affine", optimizer="sgd")
    spec = TrainingSpec(model=model, recipe=recipe, seed=7)
    assert read_record(TrainingSpec, json.loads(json.dumps(spec_record(spec)))) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"seed": None, "more": 1},
        {"model": THREE_BLOCK | {"blocks": []}},
        {"model": THREE_BLOCK | {"dense": 625}},
        {"model": THREE_BLOCK | {"blocks": [{"filters": 8, "kernel_size": [3]}]}},
        {"recipe": {"epochs": 3}},
    ],
)
def test_what_is_no_record_of_a_spec_is_refused(change):
    with pytest.raises(ValueError):  # noqa: PT011
        read_record(TrainingSpec, spec_record(NETS["three_block/notebook"]) | change)
