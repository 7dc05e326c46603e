import math

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.lessons.asked import MOST_NUMBERS, SLIPS, grids_of, number_of

NINE = "1,2,3;4,5,6;7,8,9"
ONES = {"image": NINE, "kernel": "1,1;1,1"}
SEVEN = ";".join([",".join(["1"] * 7)] * 7)
THREE = "1,1,1;1,1,1;1,1,1"


def asked(number, **more):
    return number_of({"number": number, "operation": more.pop("operation", ONES), **more})


def test_the_numbers_of_the_notebook():
    for padding, numbers in {
        "valid": [[12, 16], [24, 28]],
        "same": [[12, 16, 9], [24, 28, 15], [15, 17, 9]],
    }.items():
        operation = ONES | {"padding": padding}
        for row, line in enumerate(numbers):
            for column, number in enumerate(line):
                assert asked("cell", row=row, column=column, operation=operation) == number
        assert asked("rows", operation=operation) == len(numbers)
        assert asked("outputs", operation=operation) == len(numbers) ** 2
    assert asked("padding", operation=ONES | {"padding": "same"}) == 1


def test_filters_are_the_last_axis():
    three = {"image": NINE, "kernel": "1,1;1,1|10,10;10,10|-1,-1;-1,-1"}
    assert [asked("cell", filter=each, operation=three) for each in range(3)] == [12, 120, -12]
    assert asked("weights", operation=three) == 12


def test_a_size_alone_is_enough_where_no_number_of_a_map_is_asked_for():
    layer = {"size": [28, 28], "kernel_size": 3, "filters": 5, "stride": 2, "padding": "same"}
    kinds = ("rows", "columns", "outputs", "weights", "padding")
    assert [asked(kind, operation=layer) for kind in kinds] == [14, 14, 980, 45, 1]


def test_a_kernel_is_laid_as_it_is_unless_it_is_turned():
    kernel = {"image": NINE, "kernel": "1,2;3,4"}
    assert asked("cell", operation=kernel) == 1 * 1 + 2 * 2 + 4 * 3 + 5 * 4
    assert asked("cell", operation=kernel | {"flip": True}) == 1 * 4 + 2 * 3 + 4 * 2 + 5 * 1


def test_a_poolings_padding_is_left_out():
    negative = {"image": "-1,-2,-3;-4,-5,-6;-7,-8,-9", "pool": "max", "padding": "same"}
    assert asked("cell", row=1, column=1, operation=negative) == -9
    assert asked("cell", row=1, column=1, operation=negative | {"pool": "average"}) == -9


@pytest.mark.parametrize(
    ("slip", "number"),
    [
        ("kept", 7),
        ("divided", 3.5),
        ("divided_down", 3),
        ("divided_up", 4),
        ("without_one", 1),
        ("not_rounded", 7 / 3),
        ("rounded_up", 3),
        ("stride_one", 5),
    ],
)
def test_each_wrong_way_to_a_size(slip, number):
    stride = 3 if slip in ("without_one", "not_rounded", "rounded_up", "stride_one") else 2
    operation = {"image": SEVEN, "kernel": THREE, "stride": stride}
    assert math.isclose(asked("rows", slip=slip, operation=operation), number)
    assert slip in SLIPS


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"number": "cells", "operation": ONES}, "'cells' is no number that can be asked for"),
        ({"number": "cell"}, "needs an operation"),
        ({"number": "cell", "operation": {"image": "1,2"}}, "kernel is 'None'"),
        ({"number": "cell", "operation": ONES | {"image": "1,2;3"}}, "image is '1,2;3'"),
        ({"number": "cell", "operation": ONES | {"strides": 2}}, "no 'strides'"),
        ({"number": "cell", "operation": ONES | {"stride": 0}}, "strides"),
        ({"number": "cell", "operation": {"image": "1", "kernel": "1,1;1,1"}}, "padded image has 1"),
        ({"number": "cell", "row": 2, "operation": ONES}, "no row 2: they are counted from 0 to 1"),
        ({"number": "cell", "column": "a", "operation": ONES}, "no column 'a'"),
        ({"number": "rows", "slip": "odd", "operation": ONES}, "'odd' is no usual wrong way"),
        ({"number": "cell", "slip": "kept", "operation": ONES}, "'kept' is no usual wrong way"),
        ({"number": "weights", "operation": {"image": NINE, "pool": "max"}}, "'weights'"),
        ({"number": "rows", "operation": {"size": 65, "kernel_size": 3}}, "size is 65, but at most 64"),
        ({"number": "rows", "operation": {"size": "x", "kernel_size": 3}}, "size"),
        ({"number": "rows", "operation": {"size": [28, 28], "kernel_size": 3, "filters": 0}}, "filters"),
        ({"number": "cell", "operation": {"image": "nan", "kernel": "1"}}, "image"),
    ],
)
def test_what_cannot_be_asked_is_said(wrong, reason):
    with pytest.raises(SpecError, match=reason):
        number_of(wrong)


def test_grids_are_read_as_an_address_has_them():
    np.testing.assert_array_equal(grids_of("1,2;3,4|-1,0.5;0,0", "kernel"), [[[1, 2], [3, 4]], [[-1, 0.5], [0, 0]]])
    with pytest.raises(SpecError, match=str(MOST_NUMBERS)):
        grids_of(",".join(["1"] * (MOST_NUMBERS + 1)), "image")
