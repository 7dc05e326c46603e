import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic.geometry import output_geometry
from cnn_core.errors import SpecError
from ui.display.geometry_words import formula_lines, left_over, padding_sentence, unread_sentence

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
