import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import SpecError
from ui.operations.grids import (
    LARGEST_NUMBER,
    MOST_CHARACTERS,
    GridLimits,
    edit_grid,
    grid_from_array,
    kernel_array,
    read_grids,
    read_number,
    read_sheet,
    resize_grid,
    write_grids,
)

IMAGE = GridLimits(noun="image", most_size=12)
KERNEL = GridLimits(noun="kernel", most_size=5, most_grids=3)

numbers = st.floats(-LARGEST_NUMBER, LARGEST_NUMBER, width=32).map(lambda number: number + 0.0)


@st.composite
def grids(draw, limits=KERNEL):
    rows, columns = draw(st.integers(1, limits.most_size)), draw(st.integers(1, limits.most_size))
    row = st.tuples(*[numbers] * columns)
    return tuple(draw(st.lists(st.tuples(*[row] * rows), min_size=1, max_size=limits.most_grids)))


@given(grids())
def test_what_is_written_is_read_back_to_the_last_bit(written):
    text = write_grids(written)
    assert len(text) <= MOST_CHARACTERS
    assert read_grids(text, KERNEL) == written


@given(grids(IMAGE))
def test_the_largest_image_fits_the_limit_of_characters(written):
    assert read_grids(write_grids(written), IMAGE) == written


def test_the_course_s_image_reads_as_it_looks():
    assert write_grids((((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0)),)) == "1,2,3;4,5,6;7,8,9"
    assert read_grids("1,1;1,1|10,10;10,10|-1,-1;-1,-1", KERNEL)[2] == ((-1.0, -1.0), (-1.0, -1.0))


@given(st.text(alphabet="0123456789eE.,;|+-− \tainf_x١", max_size=60) | st.text(max_size=60))
def test_any_text_gives_grids_within_the_limits_or_the_projects_error(text):
    try:
        read = read_grids(text, KERNEL)
    except SpecError:
        return
    assert 1 <= len(read) <= KERNEL.most_grids
    for grid in read:
        assert 1 <= len(grid) <= KERNEL.most_size
        assert {len(row) for row in grid} == {len(read[0][0])}
        assert 1 <= len(grid[0]) <= KERNEL.most_size
        assert all(math.isfinite(number) and abs(number) <= LARGEST_NUMBER for row in grid for number in row)
        assert grid == tuple(tuple(float(np.float32(number)) for number in row) for row in grid)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "row 0, column 0 is empty"),
        ("1,2;3,", "row 1, column 1 is empty"),
        ("1,x", "`x` is not a number"),
        ("nan", "`nan` is not a number"),
        ("inf", "`inf` is not a number"),
        ("1_0", "`1_0` is not a number"),
        ("١", "is not a number"),
        ("1e30", "`1e30` is out of bounds"),
        ("1e999", "`1e999` is out of bounds"),
        ("10000", "needs a number from −9999 to 9999"),
        ("1,2;3", "Row 1 of the kernel has 1 numbers and row 0 has 2"),
        ("1,1,1,1,1,1", "6 columns, but at most 5"),
        (";".join("1" * 6), "6 rows, but at most 5"),
        ("|".join("1" * 4), "4 filters"),
        ("1|1,1", "different sizes"),
        ("1" * (MOST_CHARACTERS + 1), "8001 characters, but at most 8000"),
    ],
)
def test_nonsense_gets_a_sentence_that_says_what_came(text, said):
    with pytest.raises(SpecError) as caught:
        read_grids(text, KERNEL)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "number"), [(" 1 ", 1), ("-2.5", -2.5), ("−3", -3), ("+.5", 0.5), ("1e3", 1000), ("-0", 0), ("7.", 7)]
)
def test_numbers_are_read_as_people_write_them(text, number):
    (((read,),),) = read_grids(text, KERNEL)
    assert read == number
    assert math.copysign(1, read) == (-1 if number < 0 else 1)


def test_a_sentence_does_nothing_with_what_it_quotes():
    with pytest.raises(SpecError) as caught:
        read_grids("`![](http://elsewhere/x.png)`\n# loud" + "x" * 100, KERNEL)
    message = str(caught.value)
    assert message.startswith("`'![](http://elsewhere/x")
    assert message.count("`") == 2
    assert "\n" not in message
    assert "xxxx" not in message


@pytest.mark.parametrize("value", [None, "", "abc", True, [], math.nan, math.inf, -math.inf, 1e30, "1e30"])
def test_a_cell_takes_finite_numbers_only(value):
    with pytest.raises(SpecError):
        read_number(value, 0, 0, IMAGE)


@pytest.mark.parametrize(
    ("text", "number"), [("1,5", 1.5), ("−0,125", -0.125), (",5", 0.5), ("3,", 3), ("1,5e2", 150), ("0,500", 0.5)]
)
def test_a_comma_in_a_cell_is_a_decimal_one(text, number):
    assert read_number(text, 0, 0, IMAGE) == number


@pytest.mark.parametrize("text", ["1,500", "-20,000", "999,999"])
def test_a_comma_that_may_part_thousands_is_asked_about(text):
    one, other = text.replace(",", "."), text.replace(",", "")
    with pytest.raises(SpecError, match=f"`{text}` can be read in two ways. Write {one} or {other} into"):
        read_number(text, 0, 0, IMAGE)


@pytest.mark.parametrize("text", ["1,5,2", "1.5,2", ",", "1,,5", "1,5x"])
def test_no_other_comma_is_read(text):
    with pytest.raises(SpecError, match="is not a number"):
        read_number(text, 0, 0, IMAGE)


def test_a_cell_takes_no_number_beyond_all_floats():
    with pytest.raises(SpecError, match="out of bounds"):
        read_number(-(10**400), 0, 0, IMAGE)


def test_a_cell_is_rounded_to_what_a_float32_holds():
    assert read_number(0.1, 0, 0, IMAGE) == float(np.float32(0.1))


def test_edits_replace_single_cells():
    grid = ((1.0, 2.0), (3.0, 4.0))
    assert edit_grid(grid, {1: {"0": 7, "1": "8"}}, IMAGE) == ((1.0, 2.0), (7.0, 8.0))
    assert grid == ((1.0, 2.0), (3.0, 4.0))


@pytest.mark.parametrize("edits", [{2: {"0": 1}}, {-1: {"0": 1}}, {0: {"2": 1}}, {0: {"-1": 1}}, {0: {"x": 1}}])
def test_there_are_no_edits_outside(edits):
    with pytest.raises(SpecError, match="no cell"):
        edit_grid(((1.0, 2.0), (3.0, 4.0)), edits, IMAGE)


def test_a_larger_grid_is_continued_with_zeros_and_a_filled_one_with_its_number():
    assert resize_grid(((1.0, 2.0),), 2, 3) == ((1.0, 2.0, 0.0), (0.0, 0.0, 0.0))
    assert resize_grid(((10.0, 10.0),), 2, 3) == ((10.0,) * 3,) * 2
    assert resize_grid(((1.0, 2.0), (3.0, 4.0)), 1, 1) == ((1.0,),)


def test_a_kernel_has_a_filter_for_each_grid():
    kernel = kernel_array((((1.0, 2.0),), ((3.0, 4.0),)))
    assert kernel.shape == (1, 2, 1, 2)
    assert kernel.dtype == np.float32
    np.testing.assert_array_equal(kernel[0, :, 0, 1], [3, 4])


def test_an_array_becomes_a_grid():
    assert grid_from_array(np.array([[-0.0, 2]], np.float32)) == ((0.0, 2.0),)


@pytest.mark.parametrize(
    "text",
    [
        "1\t2,5\n-3\t4",
        "1\t2.5\r\n-3\t4\r\n",
        "1;2,5\n-3;4",
        "1,2.5\n-3,4\n",
        "1 2.5\n-3  4",
        "1,2.5;-3,4",
        " 1,2.5;−3,4 ",
    ],
)
def test_a_sheet_is_read_from_wherever_it_was_copied(text):
    assert read_sheet(text, IMAGE) == (((1, 2.5), (-3, 4)),)


def test_a_sheet_of_one_line_is_one_row_and_bars_part_filters():
    assert read_sheet("1\t2\t3", IMAGE) == (((1, 2, 3),),)
    assert read_sheet("1 2", IMAGE) == (((1, 2),),)
    assert read_sheet("1,2;3,4|5,6;7,8", KERNEL) == (((1, 2), (3, 4)), ((5, 6), (7, 8)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\t2\n3", "Row 1 of the image has 1 numbers"),
        ("1\t\t3", "column 1 is empty"),
        ("", "row 0, column 0 is empty"),
        ("a\tb", "`a` is not a number"),
        ("1,5 2,5", "`5 2` is not a number.* are decimal commas"),
        ("\t".join("1" * 13), "would have 13 columns"),
        ("\n".join(["1\t1"] * 13), "would have 13 rows"),
        ("\n".join(["\t".join("1" * 500)] * 500), "499\N{NARROW NO-BREAK SPACE}999 characters"),
    ],
)
def test_a_sheet_that_makes_no_sense_gets_its_sentence(text, said):
    with pytest.raises(SpecError, match=said):
        read_sheet(text, IMAGE)
