import re
from xml.etree import ElementTree

import pytest

from cnn_core.arithmetic.geometry import axis_geometry
from ui.pages.padding_comparison.story import half_padded, steps, strips_html
from ui.pages.padding_comparison.strip import Frame, strip_html


def axis(size, kernel_size, stride=1, padding="same", dilation_rate=1):
    return axis_geometry(
        size, kernel_size, stride=stride, padding=padding, dilation_rate=dilation_rate, axis_name="rows"
    )


def told(size, kernel_size, stride=1, dilation_rate=1, end="both"):
    same = axis(size, kernel_size, stride, dilation_rate=dilation_rate)
    return steps(same, half_padded(same), end)


@pytest.mark.parametrize(
    ("arguments", "reach", "split"),
    [
        ((6, 3, 2), "= 7 cells, and 6 are there: **P = 1** is missing", "**0 before**, and the rest, **1 after**"),
        ((6, 2, 1), "= 7 cells, and 6 are there: **P = 1** is missing", "**0 before**, and the rest, **1 after**"),
        ((6, 4, 1), "= 9 cells, and 6 are there: **P = 3** is missing", "**1 before**, and the rest, **2 after**"),
        ((6, 3, 1), "= 8 cells, and 6 are there: **P = 2** is missing", "2 is even: **1 before** and **1 after**"),
        ((6, 3, 3), "= 6 cells, and as many are there: **P = 0**", "There are none to place"),
        ((12, 2, 4), "= 10 cells, and 12 are there: **P = 0**, with 2 left over", "There are none to place"),
    ],
)
def test_the_way_from_the_size_to_the_split(arguments, reach, split):
    windows, far, where = told(*arguments)
    assert f"ceil({arguments[0]} / {arguments[-1]}) = " in windows
    assert reach in far
    assert split in where


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((6, 3, 1), "PyTorch's padding=1 does the same."),
        ((6, 3, 2), "p = 1, which moves each window one cell towards the start."),
        ((6, 2, 1), "moves each window one cell towards the start. It gives 7 windows."),
        ((6, 3, 3), "p = 1, which moves each window one cell towards the start."),
        ((8, 5, 4), "p = 2, which moves each window 2 cells towards the start."),
    ],
)
def test_what_one_number_for_both_sides_does_instead(arguments, said):
    assert told(*arguments)[-1].endswith(said)


def test_the_end_is_named_after_the_axis():
    assert told(6, 3, 2)[-1].count("on the right of the columns, at the bottom of the rows") == 1
    assert "**1 after**: on the right." in told(6, 3, 2, end="columns")[-1]
    assert "**1 after**: at the bottom." in told(6, 3, 2, end="rows")[-1]


def columns_of(element):
    first, span = re.search(r"grid-column:(\d+)/span (\d+)", element.get("style")).groups()
    return int(first), int(span)


def drawn(of, frame=None, **options):
    return ElementTree.fromstring(strip_html(of, frame or Frame.around(of), alt="A < B", **options))


@pytest.mark.parametrize("arguments", [(6, 3, 2), (6, 2, 1), (12, 5, 1, (6, 6), 3), (4, 2, 3), (1, 3, 2, (1, 1))])
def test_windows_lie_over_what_they_read(arguments):
    of = axis(*arguments)
    strip = drawn(of)
    windows = [part for part in strip if part.get("class", "").startswith("window")]
    assert [columns_of(window)[0] - 1 - of.before for window in windows] == of.starts.tolist()
    assert {columns_of(window)[1] for window in windows} == {of.effective_kernel_size}
    for window in windows:
        dots = [int(re.search(r"grid-column:(\d+)", dot.get("style"))[1]) for dot in window.iter("i")]
        assert dots == [step * of.dilation_rate + 1 for step in range(of.kernel_size)]
    rows = [int(re.search(r"grid-row:(\d+)", window.get("style"))[1]) for window in windows]
    for (row, start), (other, begin) in zip(
        zip(rows, of.starts, strict=True), zip(rows[1:], of.starts[1:], strict=False), strict=False
    ):
        assert row != other or begin >= start + of.effective_kernel_size  # none lies on its neighbour


def test_padding_is_hatched_and_what_no_window_reads_is_crossed():
    of = axis(6, 3, 2, (1, 1))
    cells = [part for part in drawn(of) if part.get("class", "").startswith("cell")]
    assert [cell.get("class") for cell in cells] == ["cell zero", *["cell"] * 6, "cell zero unread"]
    assert [cell.text for cell in cells] == [None, *"012345", None]


def test_strips_over_one_image_stand_pixel_over_pixel():
    same, half = axis(6, 3, 2), axis(6, 3, 2, (1, 1))
    frame = Frame.around(same, half)
    places = [
        [columns_of(cell) for cell in drawn(of, frame) if cell.get("class") == "cell" and cell.text]
        for of in (same, half)
    ]
    assert places[0] == places[1]
    assert frame.cells == 8


def test_the_measures_say_how_many_are_there_and_needed():
    there, needed = [part for part in drawn(axis(6, 3, 2), is_measured=True) if part.get("class") == "measure"]
    assert (there.text, columns_of(there)) == ("6 cells are there", (1, 6))
    assert (needed.text, columns_of(needed)) == ("(3 − 1)·2 + 3 = 7 are needed", (1, 7))


def test_both_strips_say_their_split_and_are_described():
    same = axis(6, 3, 2)
    strips = ElementTree.fromstring(strips_html(same, half_padded(same)))
    said = ["".join(paragraph.itertext()) for paragraph in strips.iter("p")]
    assert said[0].startswith("TensorFlow, SAME0 before, 1 after3 windowsHatched: zeros.")
    assert said[1] == "PyTorch, padding=11 before, 1 after3 windows"
    alts = [part.get("aria-label") for part in strips.iter("div") if part.get("role") == "img"]
    assert alts == [
        "TensorFlow, SAME: 0 before, 1 after, 3 windows",
        "PyTorch, padding=1: 1 before, 1 after, 3 windows",
    ]
    assert drawn(same).get("aria-label") == "A < B"
