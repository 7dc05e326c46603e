import numpy as np
import pytest
from scipy import ndimage

from cnn_core.pictures.mnist_form.pieces import pick_digit
from tests.helpers.printed_digits import of_dots, of_segments


def pieces(image):
    return ndimage.label(image > 0.1, np.ones((3, 3)))[1]


@pytest.mark.parametrize("label", range(10))
def test_dots_become_strokes_that_hang_together(label):
    ink = of_dots(label, np.random.default_rng(label)).astype(np.float32)
    closed = pick_digit(ink).image
    assert pieces(ink) > 8
    assert pieces(closed) == 1
    assert (closed >= ink).all()


@pytest.mark.parametrize("label", [0, 8])
def test_holes_between_dots_stay_open(label):
    closed = pick_digit(of_dots(label, np.random.default_rng(label)).astype(np.float32)).image
    holes = ndimage.label(closed <= 0.1)[1] - 1
    assert holes == 2  # that of the 0 is parted by its slash


def test_corner_of_dots_is_not_cut():
    corner = np.zeros((160, 160), np.float32)
    rows, columns = np.indices(corner.shape)
    for row, column in [(20, 20), (50, 20), (80, 20), (110, 20), (140, 20), (140, 50), (140, 80), (140, 110)]:
        corner = np.maximum(corner, (np.hypot(rows - row, columns - column) < 12).astype(np.float32))
    closed = pick_digit(corner).image
    assert closed[125, 20] == closed[140, 35] == 1
    assert closed[125, 35] == 0


@pytest.mark.parametrize("label", [2, 5, 8])
def test_bars_become_strokes_that_hang_together(label):
    closed = pick_digit(of_segments(label, np.random.default_rng(label)).astype(np.float32)).image
    assert pieces(closed) == 1
