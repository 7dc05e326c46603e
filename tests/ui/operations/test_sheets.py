import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import SpecError
from ui.operations.grids import GridLimits, read_grids, read_number
from ui.operations.sheets import Sheet, commas_said, read_sheet

IMAGE = GridLimits(noun="image", most_size=12)
KERNEL = GridLimits(noun="kernel", most_size=5, most_grids=3)


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
    assert read_sheet(text, IMAGE) == Sheet(grids=(((1, 2.5), (-3, 4)),))


def test_a_sheet_of_one_line_is_one_row_and_bars_part_filters():
    assert read_sheet("1\t2\t3", IMAGE).grids == (((1, 2, 3),),)
    assert read_sheet("1 2", IMAGE).grids == (((1, 2),),)
    assert read_sheet("1,2;3,4|5,6;7,8", KERNEL).grids == (((1, 2), (3, 4)), ((5, 6), (7, 8)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\t2\n3", "Row 1 of the image has 1 numbers"),
        ("1\t\t3", "column 1 is empty"),
        ("", "row 0, column 0 is empty"),
        ("a\tb", "`a` is not a number"),
        ("1,5 2,x", "`5 2` is not a number.* are decimal commas"),
        ("1,500\t2", "`1,500` can be read in two ways. Write 1.500 or 1500 into"),
        ("1,500\n2,250", "`1,500` can be read in two ways.* Where commas stand between numbers, put a space"),
        ("\t".join("1" * 13), "would have 13 columns"),
        ("\n".join(["1\t1"] * 13), "would have 13 rows"),
        ("\n".join(["\t".join("1" * 500)] * 500), "499\N{NARROW NO-BREAK SPACE}999 characters"),
    ],
)
def test_a_sheet_that_makes_no_sense_gets_its_sentence(text, said):
    with pytest.raises(SpecError, match=said):
        read_sheet(text, IMAGE)


def test_a_column_of_decimal_commas_is_read_as_it_would_be_typed_and_that_is_said():
    sheet = read_sheet("0,5\n0,25\n0,75\n", KERNEL)
    assert sheet.grids == (((0.5,), (0.25,), (0.75,)),)
    assert sheet.said.startswith("The commas were taken for decimal commas: `0,5` is 0.5. Where they stand between")


@pytest.mark.parametrize("text", ["0,5", "−2,25", ",5", "1,2"])
def test_a_single_cell_is_read_as_it_would_be_typed(text):
    assert read_sheet(text, KERNEL).grids == (((read_number(text, 0, 0, KERNEL),),),)


decimals = st.tuples(st.integers(-99, 99), st.integers(0, 99)).map(lambda parts: f"{parts[0]},{parts[1]:02}")


@given(st.lists(decimals, min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\t", " "]))
def test_cells_that_no_comma_parts_are_read_as_they_would_be_typed(cells, between):
    read = [number for row in read_sheet(between.join(cells), KERNEL).grids[0] for number in row]
    assert read == [read_number(cell, 0, 0, KERNEL) for cell in cells]


@pytest.mark.parametrize("text", ["1, 2\n3, 4", "1 ,2\n3 ,4", "1, 2; 3, 4"])
def test_a_comma_beside_a_space_parts_numbers(text):
    assert read_sheet(text, KERNEL) == Sheet(grids=(((1, 2), (3, 4)),))


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("0,5\n1\n0,75", ((0.5,), (1,), (0.75,))),  # cells of a column, since rows would not be equally long
        ("1,5 2,5\n3 4", ((1.5, 2.5), (3, 4))),
        ("0,5;1;0,75", ((0.5, 1, 0.75),)),
        ("1,2,3\n4,5,6", ((1, 2, 3), (4, 5, 6))),
        ("1,2.5\n3,4", ((1, 2.5), (3, 4))),
        ("1,2,3;4,5,6", ((1, 2, 3), (4, 5, 6))),
    ],
)
def test_nothing_is_said_of_commas_that_can_be_read_in_one_way_only(text, grid):
    assert read_sheet(text, KERNEL) == Sheet(grids=(grid,))


@pytest.mark.parametrize("text", ["0,5;0,25;0,75", "1,1;1,1;1,1"])
def test_a_line_that_may_be_rows_or_decimals_is_asked_about(text):
    first = text.split(";")[0]
    with pytest.raises(SpecError, match=f"in two ways: `{first}` is two numbers in one of 3 rows, or one decimal"):
        read_sheet(text, KERNEL)
    assert read_sheet(text.replace(",", ", "), KERNEL).grids == read_grids(text, KERNEL)
    spaced = read_sheet(text.replace(";", " "), KERNEL).grids
    assert spaced == ((tuple(read_number(cell, 0, 0, KERNEL) for cell in text.split(";")),),)


@pytest.mark.parametrize(
    ("text", "before", "said"),
    [
        ("0,5", "1", "`0,5` is 0 and 5. In this field a decimal has a point: write 0.5."),
        ("0,5;0,25", "1;1", "`0,5` is 0 and 5"),
        ("1,1;1,2", "1,1;1,1", ""),  # numbers changed in place
        ("1, 2", "1", ""),
        ("0.5,1", "1", ""),
        ("1,2,3", "1", ""),
    ],
)
def test_a_field_says_that_its_commas_part_numbers_where_decimals_may_be_meant(text, before, said):
    was, read = read_grids(before, KERNEL), read_grids(text, KERNEL)
    assert (said in commas_said(text, was, read)) if said else commas_said(text, was, read) == ""
