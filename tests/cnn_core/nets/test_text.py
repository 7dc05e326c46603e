import re
import urllib.parse

import pytest
from hypothesis import given, settings

from cnn_core.errors import SpecError
from cnn_core.nets.course import NETS
from cnn_core.nets.spec import ConvBlock, DenseBlock, ModelSpec
from cnn_core.nets.text import MOST_CHARACTERS, read_model, write_model
from tests.helpers.model_specs import model_specs

TEXTS = {
    "c8": ModelSpec(name="own", blocks=(ConvBlock(filters=8, pool_size=None),), kernel_stddev=None),
    "c8-k3x5-s2-valid-bn-leakyrelu-avg2x3-drop0.25_d128-tanh-drop0.5": ModelSpec(
        name="own",
        blocks=(
            ConvBlock(
                filters=8,
                kernel_size=(3, 5),
                strides=(2, 2),
                padding="valid",
                activation="leaky_relu",
                pool_size=(2, 3),
                pool="average",
                has_batch_norm=True,
                dropout=0.25,
            ),
        ),
        dense=(DenseBlock(units=128, activation="tanh", dropout=0.5),),
        kernel_stddev=None,
    ),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_net_is_written_and_read(text):
    assert write_model(TEXTS[text]) == text
    assert read_model(text) == TEXTS[text]


@settings(max_examples=60)
@given(model_specs())
def test_what_is_written_is_read_again_and_stands_in_an_address_as_it_is(model):
    text = write_model(model)
    assert read_model(text) == model
    assert urllib.parse.quote_plus(text) == text
    assert len(text) <= MOST_CHARACTERS


def test_the_courses_nets_are_found_again():
    for net in NETS.values():
        assert read_model(write_model(net.model)) is net.model
    assert write_model(NETS["two_block/default"].model) == "c32-max2_c64-s2-max2_normal0.01"


def test_what_is_at_its_default_may_be_said():
    assert read_model("c8-k3x3-s1-same-relu_d5-relu") == read_model("c8_d5")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", 1),
        ("d5", 1),
        ("normal0.1", 1),
        ("c8_", 2),
        ("c8_d5_c8", 3),
        ("c8_maps_d5", 3),
        ("c8_normal0.1_maps", 3),
        ("c8_maps_maps", 3),
        ("c08", 1),
        ("c8-s2-k3", 1),
        ("c8-k3-k3", 1),
        ("c8-k3x", 1),
        ("c8-drop.5", 1),
        ("c8-drop1e-1", 1),
        ("c8-softmax", 1),
        ("C8", 1),
        ("c8 ", 1),
        ("c8\n", 1),
        ("c٨", 1),
    ],
)
def test_anything_else_is_refused_by_the_part_that_cannot_be_read(text, part):
    came = re.escape(repr(text.split("_")[part - 1]))
    with pytest.raises(SpecError, match=rf"Part {part} of the net's text, {came}, cannot be read"):
        read_model(text)


def test_an_endless_text_is_not_read():
    with pytest.raises(SpecError, match=r"has 30000 characters, but at most \d+ are read"):
        read_model("c8_" * 10_000)


def test_what_can_be_read_and_cannot_be_built_says_why():
    with pytest.raises(SpecError, match="conv1: filters is 9999"):
        read_model("c9999")
