import base64
import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from cnn_core.nets.receptive_field import STACKS, trace_cell
from ui.pages.receptive_field.drawing import FAINTEST, drawings, grid_colors, shares
from ui.pages.receptive_field.handed_on import handed_on
from ui.pages.receptive_field.text import ChosenCell, middle_cell, read_stack

SVG = "{http://www.w3.org/2000/svg}"


def drawn(stack, cell):
    """Returns the row, the shorter row and the column as XML, on a blank digit."""
    view = trace_cell(stack, cell.row, cell.column, depth=cell.depth)
    blank = handed_on(np.zeros((28, 28), np.uint8), stack)
    forms = drawings(stack, cell, view, blank, alt="A & B")
    return ET.fromstring(f'<forms xmlns="http://www.w3.org/2000/svg">{forms}</forms>')


def classed(root, name):
    return [element for element in root.iter() if element.get("class") == name]


def box(element):
    return np.array([float(element.get(name)) for name in ("x", "y", "width", "height")])


CELLS = {
    "middle": (STACKS["two_block"], middle_cell(STACKS["two_block"])),
    "corner": (STACKS["three_block"], ChosenCell(depth=6, row=0, column=3)),
    "inner layer": (STACKS["lenet_5"], ChosenCell(depth=3, row=9, column=2)),
    "huge": (read_stack("5" + ";conv,11,1,4,same" * 6), ChosenCell(depth=6, row=0, column=4)),
    "one pixel": (read_stack("1;conv,1,1,1,same"), ChosenCell(depth=1, row=0, column=0)),
    "padding alone": (read_stack("1;conv,1,4,1,5"), ChosenCell(depth=1, row=0, column=0)),
}


@pytest.mark.parametrize("name", CELLS)
def test_everything_lies_within_the_drawing(name):
    for svg in drawn(*CELLS[name]):
        width, height = map(float, svg.get("viewBox").split()[2:])
        for element in svg.iter():
            if element.get("class") in {"map", "ring", "outside", "window", "halo"}:
                left, top, across, down = box(element)
                assert min(left, top, across, down) >= 0
                assert left + across <= width + 1
                assert top + down <= height + 1


@pytest.mark.parametrize("name", CELLS)
def test_the_row_ends_where_what_it_shows_ends(name):
    row, *_ = drawn(*CELLS[name])
    shown = [box(element) for kind in ("map", "ring", "window") for element in classed(row, kind)]
    end = max(top + down for _, top, _, down in shown)
    assert float(row.get("viewBox").split()[3]) - end < 6


@pytest.mark.parametrize("name", CELLS)
def test_grids_do_not_overlap(name):
    row, middle, column = drawn(*CELLS[name])
    for svg, axis in ((row, 0), (middle, 0), (column, 1)):
        boxes = [box(element) for element in classed(svg, "map")]
        for one, other in pairwise(boxes):
            assert one[axis] + one[axis + 2] < other[axis]


def test_the_window_lies_on_the_cells_that_it_spans():
    stack, cell = CELLS["middle"]
    for svg in drawn(stack, cell):
        maps, windows = classed(svg, "map"), classed(svg, "window")
        view = trace_cell(stack, cell.row, cell.column)
        assert len(windows) == len(maps) == 5
        for grid, window, layer, (size, _) in zip(maps, windows, view.layers, stack.shapes, strict=True):
            left, top, width, _ = box(grid)
            step = width / size
            expected = [
                left + layer.columns.first * step,
                top + layer.rows.first * step,
                layer.columns.size * step,
                layer.rows.size * step,
            ]
            np.testing.assert_allclose(box(window), expected, atol=0.3)


def test_a_window_at_the_edge_reaches_out_of_the_grid_and_what_is_outside_is_hatched():
    row, *_ = drawn(*CELLS["corner"])
    grid, outside = box(classed(row, "map")[0]), classed(row, "outside")[0]
    left, top, width, _ = box(outside)
    assert top < grid[1]
    assert left + width > grid[0] + grid[2]
    assert outside.get("fill") == "url(#hatch-row)"


def test_nothing_moves_while_the_cell_does():
    stack = STACKS["three_block"]
    places = [
        [box(element).tolist() for element in classed(drawn(stack, cell), "map")]
        for cell in (middle_cell(stack), ChosenCell(depth=6, row=0, column=3))
    ]
    assert places[0] == places[1]


def test_the_padding_of_each_layer_stands_around_what_it_reads():
    row, *_ = drawn(*CELLS["middle"])
    rings = classed(row, "ring")
    assert len(rings) == 3  # pool1 reads an even number of rows and pads nothing
    grid, ring = box(classed(row, "map")[2]), box(rings[1])
    step = grid[2] / 14
    np.testing.assert_allclose(ring, grid + np.array([0, 0, step, step]), atol=0.3)  # SAME: none before, 1 after


def test_layers_above_the_cell_are_not_involved():
    row, *_ = drawn(*CELLS["inner layer"])
    assert [element.get("data-rows") is None for element in classed(row, "map")] == [False] * 4 + [True] * 2
    assert len(classed(row, "window")) == 4
    assert "".join(row.itertext()).count("above the cell") == 2


def test_a_window_that_reaches_far_out_is_said_to_be_cut_off():
    said = {name: "".join(drawn(*CELLS[name])[0].itertext()) for name in ("corner", "huge")}
    assert "window 22 × 22" in said["corner"]
    assert "cut off" not in said["corner"]
    assert "241 × 241, cut off" in said["huge"]  # 1 + 6 · 40


def test_each_grid_is_a_picture_of_the_ways_to_its_cells():
    stack, cell = STACKS["dilated"], middle_cell(STACKS["dilated"])
    row, *_ = drawn(stack, cell)
    image = next(row.iter(f"{SVG}image"))
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(image.get("href").partition(",")[2]))))
    paths = trace_cell(stack, cell.row, cell.column).image.paths()
    assert pixels.shape == (28, 28, 3)
    light = pixels.sum(axis=2)
    assert np.unique(light[paths == 0]).size == 1
    assert light[paths > 0].min() > light[paths == 0].max() + 50
    order = np.argsort(paths[paths > 0], kind="stable")
    assert (np.diff(light[paths > 0][order].astype(int)) >= 0).all()


def test_a_pixel_that_counts_little_is_told_from_one_that_never_counts():
    found = shares(np.array([[0, 1, 10_000]]))
    assert found[0, 0] == 0
    assert FAINTEST < found[0, 1] < FAINTEST + 0.01
    assert found[0, 2] == 1
    assert (shares(np.zeros((2, 2), int)) == 0).all()


def test_what_it_shows_is_said_and_escaped():
    assert [svg.get("aria-label") for svg in drawn(*CELLS["middle"])] == ["A & B"] * 3


def test_all_forms_say_the_same():
    texts = [re.sub(r"\s+", " ", " ".join(svg.itertext())) for svg in drawn(*CELLS["corner"])]
    assert sorted(texts[0].split()) == sorted(texts[1].split()) == sorted(texts[2].split())


def test_a_digit_is_white_where_it_is_read_and_grey_where_it_is_not():
    paths = np.array([[0, 0, 4, 4]])
    dark, unread, ground, read = grid_colors(paths, np.array([[0, 1, 0, 1]], np.float32))[0]
    assert dark.max() < unread.min() < 160
    assert np.ptp(unread.astype(int)) < 5, "grey"
    assert read.min() > 210
    assert read.min() > ground.max() + 20, "told from the most ways"


def test_what_averages_hand_on_is_what_a_naive_loop_finds():
    stack = read_stack("6;conv,3,1,1,same;pool,2,2,1,valid")
    pixels = np.random.default_rng(4).integers(0, 256, (6, 6)).astype(np.uint8)
    image = pixels / 255
    padded = np.pad(image, 1)
    first = np.array(
        [[padded[row : row + 3, column : column + 3].mean() for column in range(6)] for row in range(6)]
    )
    second = np.array(
        [
            [first[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].mean() for column in range(3)]
            for row in range(3)
        ]
    )
    for found, expected in zip(handed_on(pixels, stack), (image, first, second), strict=True):
        np.testing.assert_allclose(found, expected / expected.max(), atol=1e-6)
    assert [each.shape for each in handed_on(pixels, STACKS["lenet_5"])] == list(STACKS["lenet_5"].shapes)
