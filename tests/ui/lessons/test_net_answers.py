"""What a net makes of the digit that a page's address shows, held against the library's own computation."""

import base64

import numpy as np
import pytest

from cnn_core import inspect
from cnn_core.errors import SpecError
from cnn_core.explain import Scaling, inspect_scaled
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import Disturbance, disturb
from cnn_core.pictures.mnist_form.form import to_mnist_form
from cnn_core.pictures.mnist_form.steps import FormOptions
from ui.lessons.net_answers import DRAWN_SIDE, ask_of, net_answer, shown_digit

MNIST, WHY = "mnist_inspection", "explanation"
PICKED = {"mnist_source": "pick", "mnist_index": "5"}
STROKE = np.zeros((DRAWN_SIDE, DRAWN_SIDE), np.uint8)
STROKE[20:50, 30:40] = 255
DRAWING = base64.b64encode(STROKE.tobytes()).decode()


@pytest.fixture
def found(app_engine):
    def ask(page, state, drawing=""):
        digit = shown_digit(page, state, drawing)
        return net_answer(digit, ask_of(digit, client="me").result())

    return ask


def expected(pixels, net="two_block"):
    shares = inspect(pixels, net).probabilities[0]
    return int(shares.argmax()), pytest.approx(float(shares.max()), abs=1e-6)


def test_a_picked_digit_is_asked_about_as_it_is_disturbed(found):
    pixels = load_digits().held_out_images[5]
    plain = found(MNIST, PICKED)
    assert (plain.answer, plain.probability) == expected(pixels)
    assert (plain.net, plain.is_drawn, plain.disturbed) == ("two_block/default", False, ())
    moved = found(MNIST, PICKED | {"mnist_disturbed": "rotation*15;right*6"})
    assert (moved.answer, moved.probability) == expected(disturb(pixels, Disturbance(rotation=15, right=6)))
    assert moved.answer != plain.answer
    assert moved.disturbed == ("rotation", "right")


def test_a_drawing_is_brought_to_mnists_form_with_the_steps_that_are_not_left_out(found):
    for state, options in (
        ({}, FormOptions()),
        ({"digit_left_out": "resize,recentre"}, FormOptions(resize=False, recentre=False)),
    ):
        drawn = found(MNIST, state, DRAWING)
        assert (drawn.answer, drawn.probability) == expected(to_mnist_form(STROKE, options=options).pixels)
        assert drawn.is_drawn
        assert drawn.left_out == tuple(filter(None, state.get("digit_left_out", "").split(",")))


def test_until_one_draws_the_digit_that_stands_in_is_asked_about(found):
    standing = found(MNIST, {"mnist_index": "5"})
    assert (standing.answer, standing.probability) == expected(load_digits().held_out_images[5])
    assert not standing.is_drawn
    assert not found(MNIST, PICKED, DRAWING).is_drawn  # a digit is picked, whatever was drawn before


def test_an_empty_drawing_is_no_digit(found):
    blank = base64.b64encode(bytes(DRAWN_SIDE**2)).decode()
    assert found(MNIST, {}, blank).is_blank


def test_on_why_channels_are_switched_off(found):
    state = {"why_source": "pick", "why_index": "5", "why_off": "conv2.3*0;conv1*0.5"}
    off = found(WHY, state)
    scalings = (Scaling(layer="conv2", channel=3, factor=0.0), Scaling(layer="conv1", factor=0.5))
    shares = inspect_scaled(load_digits().held_out_images[5], "two_block", scalings).probabilities[0]
    assert (off.answer, off.probability) == (int(shares.argmax()), pytest.approx(float(shares.max()), abs=1e-6))
    assert off.is_off
    assert not found(WHY, {"why_source": "pick"}).is_off


def test_a_net_that_nobody_has_trained_gives_a_sentence(found):
    with pytest.raises(Exception, match="not trained"):
        found("training", PICKED | {"net": "c4-max2/e1@77"})


@pytest.mark.parametrize(
    ("state", "drawing", "reason"),
    [
        ({"mnist_source": "upload"}, "", "cannot be judged here"),
        ({"mnist_source": "camera"}, "", "cannot be judged here"),
        ({"mnist_index": "1000"}, "", "cannot be read"),
        ({"mnist_index": "-1"}, "", "cannot be read"),
        ({"mnist_disturbed": "up*3"}, "", "cannot be read"),
        ({"mnist_disturbed": "right"}, "", "cannot be read"),
        ({"mnist_disturbed": "right*99"}, "", "cannot be read"),
        ({"mnist_moment": "x"}, "", "cannot be read"),
        ({"mnist_net": "random_filters"}, "", "Random filters give maps, but no answer"),
        ({"mnist_recipe": "other"}, "", "two_block/other"),
        ({}, "x", "not one that the live page sends"),
        ({}, "AAAA", "not one that the live page sends"),
    ],
)
def test_a_page_without_a_digit_that_can_be_asked_about_gets_a_sentence(state, drawing, reason):
    with pytest.raises(SpecError, match=reason):
        shown_digit(MNIST, state, drawing)
