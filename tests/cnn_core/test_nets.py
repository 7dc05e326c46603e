import pytest

from cnn_core.errors import SpecError
from cnn_core.model_spec import layer_shapes
from cnn_core.nets import NETS, RANDOM_FILTERS, THREE_BLOCK, TWO_BLOCK, named_net

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
