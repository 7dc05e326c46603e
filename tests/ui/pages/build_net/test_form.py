from dataclasses import replace

import pytest
from hypothesis import given, settings

from cnn_core.errors import SpecError
from cnn_core.nets.course import NETS
from cnn_core.nets.text import read_model
from tests.helpers.model_specs import model_specs
from ui.pages.build_net.form import form_of, read_form, refused_place

MODEL = read_model("c8-max2_c16-max2_d32")


@settings(max_examples=40)
@given(model=model_specs())
def test_what_a_form_shows_is_read_as_the_same_net(model):
    assert replace(read_form(form_of(model)), name=model.name) == model


def test_a_net_of_the_course_keeps_its_name():
    for net in NETS.values():
        assert read_form(form_of(net.model)) == net.model


def changed(**fields):
    form = form_of(MODEL)
    form["blocks"][1] |= fields
    return form


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"filters": " 48 "}, {"filters": 48}),
        ({"kernel": "3x5"}, {"kernel_size": (3, 5)}),
        ({"kernel": "5, 3"}, {"kernel_size": (5, 3)}),
        ({"strides": "2 × 1"}, {"strides": (2, 1)}),
        ({"dropout": "25 %"}, {"dropout": 0.25}),
        ({"dropout": "0,5"}, {"dropout": 0.5}),
        ({"dropout": ""}, {"dropout": 0.0}),
        ({"pool": "none", "window": "nonsense"}, {"pool_size": None}),
        ({"norm": True}, {"has_batch_norm": True}),
    ],
)
def test_a_field_is_read_as_people_write_it(fields, found):
    block = read_form(changed(**fields)).blocks[1]
    assert {name: getattr(block, name) for name in found} == found


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"filters": "many"}, "conv2: filters is 'many', but a whole number from 1 to 256"),
        ({"filters": "9" * 400}, "conv2: filters is 9999"),
        ({"filters": "\N{ARABIC-INDIC DIGIT THREE}"}, "conv2: filters is"),
        ({"kernel": "3x3x3"}, "conv2: kernel_size is '3x3x3'"),
        (
            {"kernel": "15", "padding": "valid"},
            "conv2: kernel_size is (15, 15), but the maps that it reads are 14 × 14",
        ),
        ({"padding": "around"}, "conv2: padding is 'around'. Choose one of: same, valid"),
        ({"activation": None}, "conv2: activation is 'None'"),
        ({"pool": "max", "window": ""}, "pool2: pool_size is ''"),
        ({"pool": "min"}, "pool2: pool is 'min'"),
        ({"dropout": "nan"}, "conv2: dropout is nan"),
        ({"dropout": "half"}, "conv2: dropout is 'half'"),
    ],
)
def test_what_makes_no_net_gets_the_sentence_that_names_its_layer(fields, sentence):
    with pytest.raises(SpecError) as refusal:
        read_form(changed(**fields))
    assert sentence in str(refusal.value)
    (field,) = [name for name in fields if name not in ("padding", "pool") or len(fields) == 1]
    assert refused_place(str(refusal.value)) == ("block", 2, field)


def test_a_refusal_of_a_dense_layer_or_of_the_whole_net_names_its_place_too():
    assert refused_place("dense1: units is 9999, but") == ("dense", 1, "units")
    assert refused_place("The net would have 4,000,000 parameters") is None


@pytest.mark.parametrize(
    "form", [None, [], {}, {"blocks": "c32"}, {"blocks": [3]}, {"blocks": form_of(MODEL)["blocks"] * 5}]
)
def test_no_nonsense_from_a_browser_is_more_than_a_refusal(form):
    with pytest.raises(SpecError):
        read_form(form)
