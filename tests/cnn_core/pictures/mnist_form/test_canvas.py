"""The canvas' own way gives what the general way gives, to the byte and to the word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form import canvas
from cnn_core.pictures.mnist_form.canvas import from_canvas
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.hands import NO_DIGITS, no_digit, own_digit

SIDE = 140
FINER = 4  # a stroke is drawn so many times finer, for a soft edge


def drawing(strokes, *, side=SIDE):
    """Returns strokes of (width, points) with round ends, in units of the side, as the page draws them."""
    large = Image.new("L", (side * FINER, side * FINER))
    pen = ImageDraw.Draw(large)
    for width, points in strokes:
        radius = width * side * FINER / 2
        places = [(x * side * FINER, y * side * FINER) for x, y in points]
        pen.line(places, 255, round(2 * radius), joint="curve")
        for x, y in places:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(large.resize((side, side), Image.Resampling.BOX))


def on_canvas(ink, side=SIDE):
    """Returns ink `(H, W)` in 0..1 as the canvas gives it."""
    small = Image.fromarray(ink.astype(np.float32)).resize((side, side), Image.Resampling.BOX)
    return np.rint(255 * np.asarray(small)).astype(np.uint8)


def assert_same(bitmap, *, is_judged=True):
    at_once, general = (make(bitmap, is_judged=is_judged) for make in (from_canvas, to_mnist_form))
    np.testing.assert_array_equal(at_once.pixels, general.pixels)
    assert at_once.pixels.dtype == np.uint8
    assert (at_once.is_blank, at_once.notices) == (general.is_blank, general.notices)


@pytest.fixture
def general_ways(monkeypatch):
    """Those drawings that went the general way."""
    went = []

    def noted(bitmap, **choices):
        went.append(bitmap)
        return to_mnist_form(bitmap, **choices)

    monkeypatch.setattr(canvas, "to_mnist_form", noted)
    return went


def test_enlarged_digits(general_ways):
    for digit in load_digits().held_out_images[:300]:
        assert_same(np.asarray(Image.fromarray(digit).resize((SIDE, SIDE), Image.Resampling.BICUBIC)))
    assert general_ways == []


@pytest.mark.parametrize("side", [64, 97, 140, 200, 256])
def test_hands_of_many_ways_on_canvases_of_many_sizes(side, general_ways):
    random = np.random.default_rng(side)
    for index in range(60):
        assert_same(on_canvas(own_digit(index % 10, random), side))
    assert general_ways == []


@pytest.mark.parametrize("name", [*NO_DIGITS, "scribble", "blot", "block"])
def test_signs_that_are_no_digits(name):
    random = np.random.default_rng(0)
    for _ in range(3):
        assert_same(on_canvas(no_digit(name, random)))


PLACES = st.tuples(st.floats(-0.05, 1.05), st.floats(-0.05, 1.05))
STROKES = st.lists(st.tuples(st.floats(0.03, 0.3), st.lists(PLACES, min_size=1, max_size=8)), max_size=4)


@given(STROKES)
def test_any_strokes_over_the_edge_and_beside_each_other_too(strokes):
    assert_same(drawing(strokes))


LARGE = {
    "from edge to edge": [(0.085, [(0.02, 0.5), (0.98, 0.5)])],
    "a line that runs off": [(0.03, [(-0.1, 0.5), (1.1, 0.52)]), (0.09, [(0.5, 0.2), (0.5, 0.8)])],
    "a tall one": [(0.085, [(0.5, 0.06), (0.52, 0.94)])],
    "a tall seven": [(0.085, [(0.1, 0.1), (0.9, 0.1), (0.4, 0.93)])],
    "a box": [
        (0.03, [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1)]),
        (0.08, [(0.5, 0.3), (0.5, 0.7)]),
    ],
    "a broad frame about a stroke": [
        (0.11, [(0.07, 0.07), (0.93, 0.07), (0.93, 0.93), (0.07, 0.93), (0.07, 0.07)]),
        (0.08, [(0.5, 0.3), (0.5, 0.7)]),
    ],
    "two broad strokes": [(0.2, [(0.12, 0.12), (0.12, 0.88)]), (0.2, [(0.88, 0.12), (0.88, 0.88), (0.4, 0.88)])],
    "two digits": [(0.08, [(0.25, 0.2), (0.25, 0.8)]), (0.08, [(0.75, 0.2), (0.75, 0.8)])],
    "cut in two": [(0.08, [(0.3, 0.2), (0.28, 0.55), (0.7, 0.55)]), (0.08, [(0.8, 0.2), (0.78, 0.9)])],
    "nearly all": [(0.9, [(0.5, 0.5)])],
    "more than half in the middle": [(0.8, [(0.5, 0.5)])],
    "a dot": [(0.03, [(0.5, 0.5)])],
}


@pytest.mark.parametrize("strokes", LARGE.values(), ids=LARGE)
@pytest.mark.parametrize("is_judged", [False, True])
def test_strokes_that_the_general_way_looks_at_closely(strokes, is_judged):
    assert_same(drawing(strokes), is_judged=is_judged)


@given(st.just(0) | st.integers(0, 255), st.integers(0, 40) | st.integers(0, 255), st.integers(0, 2**32 - 1))
def test_faint_ink_on_a_ground_that_may_be_none(ground, ink, seed):
    """What is no clean canvas, or hardly any ink, is seen to be so."""
    random = np.random.default_rng(seed)
    bitmap = np.full((SIDE, SIDE), ground, np.uint8)
    top, left = random.integers(0, SIDE - 1, 2)
    bitmap[top : top + random.integers(1, 60), left : left + random.integers(1, 60)] = ink
    assert_same(bitmap)


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.6))
def test_noise(seed, share):
    random = np.random.default_rng(seed)
    bitmap = random.integers(0, 256, (SIDE, SIDE), np.uint8)
    assert_same(np.where(random.random((SIDE, SIDE)) < share, bitmap, 0).astype(np.uint8))


def test_a_blank_canvas_is_said_to_be_one():
    blank = from_canvas(np.zeros((SIDE, SIDE), np.uint8))
    assert blank.is_blank
    assert blank.notices
    assert not blank.pixels.any()
