import numpy as np
import pytest

from cnn_core.pictures.mnist_form.pieces import remove_frame
from tests.helpers.hands import own_digit


def digit(label):
    ink = np.zeros((500, 500), np.float32)
    ink[110:390, 110:390] = own_digit(label, np.random.default_rng(label))
    return ink


def ring(radius, thick=5, opening=0.0):
    rows, columns = np.indices((500, 500)) - 250
    distance, angle = np.hypot(rows, columns), np.arctan2(rows, columns)
    return ((np.abs(distance - radius) < thick / 2) & (np.abs(angle) > opening)).astype(np.float32)


@pytest.mark.parametrize("opening", [0, 0.05])
@pytest.mark.parametrize("label", range(10))
def test_circle_around_a_digit_goes_and_the_digit_stays(label, opening):
    ink = digit(label)
    step = remove_frame(np.maximum(ink, ring(200, opening=opening)))
    assert np.array_equal(step.image, ink)
    assert "Lines that close around other ink, 1" in step.note


@pytest.mark.parametrize("label", range(10))
def test_line_under_a_digit_goes_and_the_digit_stays(label):
    ink = digit(label)
    lined = ink.copy()
    lined[395:402, 120:380] = 1
    step = remove_frame(lined)
    assert np.array_equal(step.image, ink)
    assert "lines under it, 1" in step.note


def test_circle_alone_and_a_dotted_zero_stay():
    alone = ring(150, thick=30)
    assert np.array_equal(remove_frame(alone).image, alone)
    dotted = alone.copy()
    dotted[230:270, 230:270] = 1
    assert np.array_equal(remove_frame(dotted).image, dotted)


def test_foot_of_a_two_that_was_cut_off_is_no_underline():
    ink = np.zeros((300, 300), np.float32)
    ink[60:76, 100:200] = ink[60:160, 184:200] = ink[144:160, 100:200] = ink[144:216, 100:116] = 1
    ink[224:240, 100:200] = 1
    assert np.array_equal(remove_frame(ink).image, ink)
