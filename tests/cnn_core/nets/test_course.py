import re
from dataclasses import replace

import pytest

from cnn_core.errors import SettingsError, SpecError
from cnn_core.nets.course import NETS, RANDOM_FILTERS, THREE_BLOCK, TWO_BLOCK, check_names, named_net
from cnn_core.nets.record import spec_record
from cnn_core.nets.spec import layer_shapes

# the course's own figures
SHAPES = {
    RANDOM_FILTERS: ["conv1 · 14 × 14 × 5"],
    TWO_BLOCK: [
        "conv1 · 28 × 28 × 32",
        "pool1 · 14 × 14 × 32",
        "conv2 · 7 × 7 × 64",
        "pool2 · 4 × 4 × 64",
        "flatten · 1024",
        "logits · 10",
    ],
    THREE_BLOCK: [
        "conv1 · 28 × 28 × 32",
        "pool1 · 14 × 14 × 32",
        "conv2 · 14 × 14 × 64",
        "pool2 · 7 × 7 × 64",
        "conv3 · 7 × 7 × 128",
        "pool3 · 4 × 4 × 128",
        "flatten · 2048",
        "dense1 · 625",
        "logits · 10",
    ],
}


@pytest.mark.parametrize("model", SHAPES, ids=lambda model: model.name)
def test_the_courses_shapes(model):
    assert [str(layer) for layer in layer_shapes(model)] == SHAPES[model]


def test_a_net_is_found_by_its_name_or_by_its_models():
    assert named_net("two_block") == NETS["two_block/default"]
    assert named_net("three_block/notebook").recipe.batch_size == 128
    assert named_net("random_filters", seed=3).seed == 3


def test_an_unknown_net_gets_a_sentence():
    with pytest.raises(SpecError, match=r"no net called 'four_block'\. There are: random_filters/untrained"):
        named_net("four_block")


def test_specs_are_keys():
    assert len(set(NETS.values())) == len(NETS)
    assert {NETS["two_block/default"]: 1}[named_net("two_block/default")] == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"epochs": 101}, "epochs is 101, but a whole number from 0 to 100"),
        ({"epochs": True}, "epochs is True"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": 64.0}, "batch_size is 64.0"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0, but a number from 1e-06 to 1"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"digits": 9001}, "digits is 9001, but a whole number from 100 to 9,000"),
        ({"validation_split": 0.6}, "validation_split is 0.6"),
        ({"optimizer": "lbfgs"}, "optimizer is 'lbfgs', but only adam, sgd, rmsprop are known"),
        ({"schedule": "steps"}, "schedule is 'steps'"),
        ({"augmentation": "mixup"}, "augmentation is 'mixup'"),
    ],
    ids=str,
)
def test_a_recipe_that_cannot_be_is_never_made(change, sentence):
    with pytest.raises(SpecError, match=re.escape(sentence)):
        replace(NETS["two_block/notebook"].recipe, **change)


def test_a_training_that_cannot_be_is_never_made():
    with pytest.raises(SpecError, match="seed is -1"):
        named_net("two_block", seed=-1)
    with pytest.raises(SpecError, match="gives no answer, so there is nothing to train it by"):
        replace(NETS["random_filters/untrained"], recipe=NETS["two_block/notebook"].recipe)


def test_a_recipes_later_choices_leave_the_names_of_what_was_trained_before():
    record = spec_record(NETS["two_block/notebook"].recipe)
    assert not {"optimizer", "digits"} & record.keys()
    assert spec_record(replace(NETS["two_block/notebook"].recipe, optimizer="sgd"))["optimizer"] == "sgd"


def test_an_unknown_net_at_the_start_gets_a_sentence():
    check_names(NETS)
    with pytest.raises(SettingsError, match=r"names four_block, but there are only: .*two_block/default"):
        check_names(["two_block/default", "four_block"])
