import re
from xml.etree import ElementTree

import numpy as np
import pytest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.figures.paper import MOST_NUMBERED, WIDTH, PaperGrid, bars_svg, grids_svg, maps_svg
from cnn_core.pictures.digits import load_digits

SVG = "{http://www.w3.org/2000/svg}"
IMAGE = np.arange(1, 10, dtype=np.float32).reshape(3, 3)


def read(text):
    """Returns an SVG's root, which is well formed and no wider than paper."""
    root = ElementTree.fromstring(text)
    assert float(root.get("width")) <= WIDTH + 4
    assert root.get("role") == "img"
    return root


def numbers(root):
    """Returns the numbers in the cells, from left to right and from top to bottom."""
    cells = [each for each in root.iter(f"{SVG}text") if each.get("text-anchor") == "middle"]
    return [float(each.text.replace("−", "-")) for each in cells]


def pixels(root, left, top, cell, shape):
    """Returns what is drawn in each cell, from 0 for black, which is below all, to 1 for white."""
    found = np.zeros(shape)
    for path in root.iter(f"{SVG}path"):
        grey = int(path.get("fill")[1:3], 16) / 255
        for x, y, width in re.findall(r"M([\d.e+-]+) ([\d.e+-]+)h([\d.e+-]+)v[^z]*z", path.get("d")):
            row, column = round((float(y) - top) / cell), round((float(x) - left) / cell)
            found[row, column : column + round(float(width) / cell)] = grey
    return found


def test_the_numbers_in_the_grids_are_those_of_the_operation():
    done = convolve(IMAGE, np.array([[1, -2], [0.5, 3]]), padding="same")
    arrays = (done.image[:, :, 0], done.kernel[:, :, 0, 0], done.output[:, :, 0])
    root = read(grids_svg([PaperGrid(values=each, title="T") for each in arrays], alt="x"))
    assert numbers(root) == [number for each in arrays for number in each.ravel().tolist()]


def test_an_empty_grid_has_its_lines_and_no_numbers():
    root = read(grids_svg([PaperGrid(values=IMAGE, title="Fill in", is_blank=True)], alt="x"))
    assert numbers(root) == []
    (lines,) = root.iter(f"{SVG}path")
    assert lines.get("d").count("h") == lines.get("d").count("v") == 4
    assert lines.get("stroke-dasharray")


@pytest.mark.parametrize("side", [1, 5, MOST_NUMBERED, MOST_NUMBERED + 1, 64])
def test_grids_of_any_size_stay_on_the_paper(side):
    grids = [PaperGrid(values=np.ones((side, side), np.float32), title="A long title of a grid") for _ in range(6)]
    root = read(grids_svg(grids, alt="x"))
    _, _, width, height = map(float, root.get("viewBox").split())
    for path in root.iter(f"{SVG}path"):
        for x, y in re.findall(r"M([\d.]+) ([\d.]+)", path.get("d")):
            assert float(x) <= width
            assert float(y) <= height
    assert len(numbers(root)) == (6 * side * side if side <= MOST_NUMBERED else 0)


def test_a_map_is_as_white_as_its_numbers_are_large():
    digit = load_digits().held_out_images[0].astype(np.float32)
    root = read(maps_svg([digit], ["0"], most=[255], alt="x"))
    drawn = pixels(root, 0, 0, 72 / 28, digit.shape)
    assert np.abs(drawn - digit / 255).max() < 0.02
    assert (drawn > 0).sum() > 50
    assert next(root.iter(f"{SVG}rect")).get("fill") == "#000"


def test_a_map_of_zeros_is_black_and_so_is_what_is_below_zero():
    for values in (np.zeros((4, 4), np.float32), -np.ones((4, 4), np.float32)):
        root = read(maps_svg([values], ["0"], most=[0.0], alt="x"))
        assert list(root.iter(f"{SVG}path")) == []


def test_bars_are_as_long_as_their_values_on_either_side_of_zero():
    values = [4.0, -2.0, 0.0, 1.0]
    root = read(bars_svg(values, ["a", "b", "c", "<d>"], alt="x"))
    bars = [(float(bar.get("x")), float(bar.get("width"))) for bar in root.iter(f"{SVG}rect")]
    unit = bars[0][1] / 4
    assert [width for _, width in bars] == pytest.approx([abs(value) * unit for value in values], abs=0.1)
    assert bars[0][0] == bars[3][0] == pytest.approx(bars[1][0] + bars[1][1], abs=0.1)
    assert [each.text for each in root.iter(f"{SVG}text")][1::2] == ["a", "b", "c", "<d>"]


def test_words_are_escaped():
    root = read(grids_svg([PaperGrid(values=IMAGE, title="<b>&", more='"')], alt='a"<'))
    assert [each.text for each in root.iter(f"{SVG}text")][:2] == ["<b>&", '"']
    assert root.get("aria-label") == 'a"<'
