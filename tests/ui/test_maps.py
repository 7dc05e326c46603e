import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.convolution import convolve
from cnn_core.errors import SpecError
from cnn_core.geometry import output_geometry
from ui.maps import (
    LARGEST_CELL,
    cell_size,
    formula_lines,
    input_figure,
    left_over,
    level,
    output_figure,
    padding_sentence,
    unread_sentence,
    usage_figure,
)

sizes = st.integers(1, 12)


@given(sizes, st.integers(1, 5), st.integers(1, 4), st.sampled_from(["valid", "same", 0, 1, 3]))
def test_what_is_left_over_at_the_end_is_what_no_window_reaches(size, kernel_size, stride, padding):
    try:
        axis = output_geometry((size, size), kernel_size, strides=stride, padding=padding).rows
    except SpecError:
        return
    reached = {int(start) + offset for start in axis.starts for offset in range(axis.effective_kernel_size)}
    beyond = [index for index in range(axis.size + axis.after) if index > max(reached)]
    assert left_over(axis) == len(beyond)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, ""),
        ({"strides": 2}, "Crossed out: 1 row and 1 column at the end"),
        ({"strides": 2, "padding": "same"}, ""),
        ({"strides": 2, "padding": 1}, "Crossed out: zeros at the end"),
        ({"strides": 4, "padding": ((0, 1), (0, 1))}, "steps over 1 row and 1 column"),
    ],
)
def test_what_is_not_read_is_said(choices, said):
    sentence = unread_sentence(output_geometry((6, 6), 3, **choices))
    assert sentence.startswith(said) if said.startswith("Crossed") or not said else said in sentence
    assert bool(sentence) == bool(said)


def test_the_split_of_the_padding_is_named_side_by_side():
    sentence = padding_sentence(output_geometry((6, 5), 3, strides=2, padding="same"))
    assert sentence == "Hatched: zeros of the padding, 0 above, 1 below, 1 left, 1 right."
    assert padding_sentence(output_geometry((6, 6), 3)) == ""


def test_a_formula_stands_once_where_both_axes_agree():
    assert formula_lines(output_geometry((3, 3), 2)) == [("Rows and columns", "ceil((3 − 2 + 1) / 1) = 2")]
    assert [name for name, _ in formula_lines(output_geometry((3, 4), 2))] == ["Rows", "Columns"]


def test_all_maps_of_a_convolution_have_cells_of_one_size():
    convolution = convolve(np.arange(36).reshape(6, 6), np.ones((3, 3)), padding=1)
    cell = cell_size(8, 8, 284, 44)
    drawn = {
        8: input_figure(convolution.image[:, :, 0], cell, geometry=convolution.geometry),
        6: output_figure(convolution.output, 0, cell),
    }
    for cells, figure in drawn.items():
        margin = figure.layout.margin
        assert (figure.layout.width - margin.l - margin.r) / cells == pytest.approx(cell, abs=0.5)
        assert (figure.layout.height - margin.t - margin.b) / cells == pytest.approx(cell, abs=0.5)


def test_few_cells_are_as_large_as_asked():
    figure = input_figure(np.ones((2, 2), np.float32), LARGEST_CELL)
    assert figure.layout.width - figure.layout.margin.l - figure.layout.margin.r == 2 * LARGEST_CELL


def test_figures_are_levelled_without_a_change_of_their_cells():
    low, high = usage_figure(output_geometry((2, 2), 2), 20, 1), usage_figure(output_geometry((5, 5), 2), 20, 4)
    level([low, high])
    assert low.layout.height == high.layout.height
    assert low.layout.height - low.layout.margin.t - low.layout.margin.b == 40


def test_counts_have_the_colours_of_the_highest_count_of_all():
    figure = usage_figure(output_geometry((3, 3), 1), 20, 9)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0, 9)
