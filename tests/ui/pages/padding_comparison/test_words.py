import numpy as np
import pytest

from cnn_core.arithmetic.geometry import output_geometry
from ui.pages.padding_comparison.cases import padding_cases
from ui.pages.padding_comparison.choices import PaddingChoices
from ui.pages.padding_comparison.words import (
    difference_sentence,
    keeping_sentence,
    ranges,
    refusal_sentence,
    split_sentence,
    unread_sentences,
)


def cases(size=(6, 6), kernel_size=(3, 3), stride=1, dilation=1, width=1, image=None):
    image = np.arange(1, np.prod(size) + 1, dtype=np.float32).reshape(size) if image is None else image
    kernel = np.ones(kernel_size, np.float32)
    return padding_cases(PaddingChoices(image=image, kernel=kernel, stride=stride, dilation=dilation, width=width))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (
            {},
            "SAME, PyTorch's `padding='same'` and p = 1: a window spans 3 cells, which takes 3 − 1 = 2 zeros "
            "along the axis, 1 on each side.",
        ),
        (
            {"dilation": 3},
            "and p = 3: a window spans 7 cells, which takes 7 − 1 = 6 zeros along the axis, 3 on each side.",
        ),
        (
            {"kernel_size": (2, 2)},
            "SAME and PyTorch's `padding='same'`, both with 0 before and 1 after. No single p does: "
            "a window spans 2 cells, and an odd number of zeros, 2 − 1 = 1, has no half.",
        ),
        (
            {"kernel_size": (2, 2), "dilation": 2},
            "and p = 1: a window spans 3 cells, which takes 3 − 1 = 2 zeros along the axis, 1 on each side.",
        ),
        ({"kernel_size": (1, 1)}, "VALID, SAME and p = 0: the windows fit without a zero."),
        ({"size": (1, 1), "stride": 3}, "SAME and p = 1: one window over one pixel."),
        (
            {"stride": 2},
            "None of VALID, SAME and PyTorch's: at stride 2, SAME gives ceil(6 / 2) = 3. An explicit p = 4 would "
            "keep it, but then 2 of the 6 windows in a row read nothing but zeros.",
        ),
        (
            {"size": (3, 3), "kernel_size": (5, 5), "stride": 2},
            "SAME gives ceil(3 / 2) = 2. An explicit p = 3 would keep it: it adds 6 zeros to each row of 3 pixels.",
        ),
    ],
)
def test_which_padding_keeps_the_size(choices, said):
    answer = keeping_sentence(cases(**choices))
    assert answer.endswith(said)
    assert "Rows:" not in answer


def test_it_is_answered_for_each_axis_where_they_differ():
    answer = keeping_sentence(cases(kernel_size=(2, 3)))
    assert answer.startswith("**Which padding keeps 6 × 6?** Rows: SAME and PyTorch's")
    assert "Columns: SAME, PyTorch's `padding='same'` and p = 1" in answer


def test_why_pytorch_refuses_is_said_with_the_numbers_of_two_sizes():
    said = refusal_sentence(cases(stride=2))
    assert "here 1 for 6 columns, but 2 for 7" in said
    assert said.endswith("half the kernel instead, `padding=1`.")
    assert refusal_sentence(cases(kernel_size=(1, 5), stride=3)).endswith("`padding=(0, 2)`.")
    assert refusal_sentence(cases()) == ""


def test_numbers_that_do_not_differ_explain_nothing_and_are_left_out():
    assert "how many zeros SAME needs then depends" in refusal_sentence(cases(kernel_size=(1, 1), stride=2))


def test_the_split_is_counted():
    same = output_geometry((6, 5), 3, strides=2, padding="same")
    assert split_sentence(same) == "0 above, 1 below, 1 left, 1 right: 19 zeros"  # 7 · 7 − 6 · 5
    assert split_sentence(output_geometry((6, 6), 3)) == "No zeros"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (((6, 6), 3, {"strides": 1}), []),
        (((6, 6), 3, {"strides": 2}), ["Dropped at the end: row 5 and column 5."]),
        (((6, 7), 3, {"strides": 2}), ["Dropped at the end: row 5."]),
        (((9, 2), 2, {"strides": 4}), ["Dropped at the end: rows 6 to 8.", "Stepped over: rows 2 to 3."]),
        (((9, 1), 1, {"strides": 2}), ["Stepped over: rows 1, 3, 5, 7."]),
        (((6, 6), 3, {"strides": 2, "padding": 1}), ["Never read: the zeros of row 6 and column 6."]),
        (((2, 2), 1, {"padding": ((1, 0), (0, 0))}), ["2 of 6 windows read nothing but zeros."]),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named_by_its_indices(arguments, said):
    shape, kernel_size, choices = arguments
    assert unread_sentences(output_geometry(shape, kernel_size, **choices)) == said


def test_indices_in_words():
    assert ranges([2, 5, 6, 7, 9]) == "2, 5 to 7, 9"
    assert ranges([-2, -1, 0]) == "−2 to 0"
    assert ranges([4]) == "4"


def difference(found):
    return difference_sentence(found.same, found.in_torch, argument=found.torch.argument)


def test_the_same_size_with_other_values_is_counted_and_explained():
    said = difference(cases(stride=2))
    assert "`padding=1` both give 3 × 3, with **different values in 9 of 9 cells**." in said
    assert "SAME puts 0 before the image and PyTorch 1" in said
    assert said.endswith("begin 1 row higher and 1 column further left.")


def test_an_axis_on_which_they_agree_is_left_out():
    said = difference(cases(size=(7, 6), stride=2))
    assert "SAME puts 1 above and 0 left before the image and PyTorch 1," in said
    assert said.endswith("begin 1 column further left.")


def test_windows_that_lie_elsewhere_may_still_read_alike():
    said = difference(cases(stride=2, image=np.zeros((6, 6), np.float32)))
    assert "Their windows lie elsewhere, though the values of this image agree." in said


@pytest.mark.parametrize("choices", [{}, {"kernel_size": (2, 4)}, {"size": (7, 7), "stride": 2}])
def test_where_as_much_stands_before_all_is_alike(choices):
    found = cases(**choices)
    assert "so that each window reads the same pixels" in difference(found)
    np.testing.assert_array_equal(found.same.output, found.in_torch.output)


def test_two_sizes_are_said():
    assert "SAME gives 3 × 3 and PyTorch's `padding=2` gives 4 × 4" in difference(
        cases(kernel_size=(4, 4), stride=2)
    )
