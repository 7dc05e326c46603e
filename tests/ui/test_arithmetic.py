import ast
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn_core.convolution import convolve
from ui.arithmetic import array_text, short, terms_html


def words(html):
    return re.sub(r"<[^>]*>", "", html)


def course(padding):
    return convolve(np.arange(1, 10).reshape(3, 3), np.ones((2, 2)), padding=padding)


def test_the_course_s_first_cell():
    assert words(terms_html(course("valid").trace(0, 0))) == "1·1 + 2·1 + 4·1 + 5·1 = 12"


def test_zeros_of_the_padding_are_marked():
    html = terms_html(course("same").trace(2, 2))
    assert words(html) == "9·1 + 0·1 + 0·1 + 0·1 = 9"
    assert html.count('class="padding"') == 3
    assert html.count('class="term"') == 1


def test_a_zero_of_the_image_is_not_marked():
    html = terms_html(convolve(np.zeros((2, 2)), np.ones((2, 2))).trace(0, 0))
    assert 'class="padding"' not in html


def test_numbers_below_zero_stand_in_brackets():
    html = terms_html(convolve([[-1, 2]], [[-3, 0.5]]).trace(0, 0))
    assert words(html) == "(−1)·(−3) + 2·0.5 = 4"


@pytest.mark.parametrize(
    ("image", "kernel", "said"),
    [
        ([[1]], [[0.125]], "1·0.125 = 0.125"),
        ([[1, 60]], [[0.0625, 1]], "1·0.0625 + 60·1 = 60.0625"),
        ([[1]], [[1 / 3]], "1·0.333 ≈ 0.333333"),
        ([[1.2345]], [[1]], "1.23·1 ≈ 1.2345"),
        ([[4097]], [[4097]], "4097·4097 ≈ 1.67854e+07"),
    ],
)
def test_what_is_rounded_is_not_said_to_be_equal(image, kernel, said):
    assert words(terms_html(convolve(image, kernel).trace(0, 0))) == said


def test_many_terms_have_a_line_for_each_row_of_the_kernel():
    few = terms_html(convolve(np.ones((3, 3)), np.ones((3, 3))).trace(0, 0))
    many = terms_html(convolve(np.ones((5, 5)), np.ones((5, 5))).trace(0, 0))
    assert 'class="arithmetic"' in few
    assert 'class="arithmetic lines"' in many
    assert many.count('class="row"') == 6


@given(
    arrays(np.float32, (3, 4), elements=st.integers(-99, 99)),
    arrays(np.float32, (2, 3), elements=st.integers(-9, 9)),
)
def test_the_terms_add_up(image, kernel):
    sum_text = words(terms_html(convolve(image, kernel, padding="same").trace(1, 2))).replace("−", "-")
    terms, result = sum_text.replace("·", "*").split(" = ")
    assert sum(
        int(a.strip("() ")) * int(b.strip("() ")) for a, b in (term.split("*") for term in terms.split(" + "))
    ) == int(result)


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.integers(1, 6)),
        elements=st.floats(-(2.0**100), 2.0**100, width=32),
    )
)
def test_what_is_printed_is_the_array_to_the_last_bit(values):
    np.testing.assert_array_equal(np.array(ast.literal_eval(array_text(values)), np.float32), values)


def test_printed_as_python_prints_it():
    assert array_text(np.array([[12, 16], [24, 28]], np.float32)) == "[[12, 16], [24, 28]]"
    assert array_text(np.array([[-0.0, 0.1]], np.float32)) == "[[0, 0.1]]"
    assert array_text(np.full((2, 6), 100, np.float32)).count("\n") == 1


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (12.0, "12"),
        (-1.5, "−1.5"),
        (1e7, "1e+07"),
        (1234567.0, "1234567"),
        (0.0625, "0.0625"),
    ],
)
def test_short_numbers(number, text):
    assert short(number) == text
