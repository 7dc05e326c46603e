import numpy as np
import pytest
from scipy import ndimage

from cnn_core.pictures.mnist_form.ruled_lines import remove_lines
from tests.helpers.hands import own_digit


def ruled(slope=0.0, *, shape=(300, 400), apart=40, thick=2.0, level=1.0):
    rows, columns = np.indices(shape, float)
    across = rows - slope * columns
    distance = np.abs((across + apart / 2) % apart - apart / 2)
    return (level * np.clip(thick / 2 + 0.5 - distance, 0, 1)).astype(np.float32)


def digit(label, seed=0):
    ink = np.zeros((300, 400), np.float32)
    ink[10:290, 60:340] = own_digit(label, np.random.default_rng(seed))
    return ink


@pytest.mark.parametrize("slope", [0, 0.03, -0.08])
@pytest.mark.parametrize("is_upright", [False, True])
@pytest.mark.parametrize("level", [0.3, 1.0])
def test_lines_go_and_the_digit_stays(slope, is_upright, level):
    lines = ruled(slope, shape=(400, 300), level=level).T if is_upright else ruled(slope, level=level)
    for label in range(10):
        ink = digit(label)
        step = remove_lines(np.maximum(ink, lines))
        assert "were removed" in step.note
        assert step.image[ink == 0].sum() < 0.08 * lines.sum()  # what leaves the picture at once stays
        lost = np.clip(ink - step.image, 0, 1).sum() / ink.sum()
        assert lost < 0.1, label


def test_squared_paper_goes():
    grid = np.maximum(ruled(0.05), ruled(-0.05, shape=(400, 300)).T)
    ink = digit(8)
    step = remove_lines(np.maximum(ink, 0.5 * grid))
    assert np.abs(step.image - ink).mean() < 0.005


def test_digit_without_lines_is_not_touched():
    for label in range(10):
        ink = digit(label)
        step = remove_lines(ink)
        assert step.image is ink
        assert step.note.startswith("No lines")


def test_lines_alone_stay():
    lines = ruled()
    assert remove_lines(lines).image is lines


def test_thick_stroke_from_edge_to_edge_is_no_line():
    image = np.zeros((300, 400), np.float32)
    image[140:160] = 1
    image[50:250, 190:210] = 1
    assert remove_lines(image).image is image


def test_stroke_that_a_line_crosses_is_not_cut():
    ink = np.zeros((300, 400), np.float32)
    ink[30:270, 195:207] = 1
    step = remove_lines(np.maximum(ink, ruled()))
    assert ndimage.label(step.image > 0.5)[1] == 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (15, 400), (16, 16), (17, 900)])
def test_any_shape_will_do(shape):
    for image in (np.zeros(shape, np.float32), np.ones(shape, np.float32), np.eye(*shape, dtype=np.float32)):
        assert remove_lines(image).image.shape == shape
