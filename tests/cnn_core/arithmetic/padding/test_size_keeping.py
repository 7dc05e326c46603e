import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.geometry import axis_geometry
from cnn_core.arithmetic.padding.size_keeping import size_keeping


def axis(size, kernel_size, stride=1, padding="same", dilation_rate=1):
    return axis_geometry(
        size, kernel_size, stride=stride, padding=padding, dilation_rate=dilation_rate, axis_name="rows"
    )


def outputs(size, span, stride, total):
    """How many windows there are, one step at a time."""
    return sum(start + span <= size + total for start in range(0, size + total, stride))


@settings(max_examples=60)
@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_the_widths_are_all_those_that_keep_the_size(size, kernel_size, stride, dilation_rate):
    span = (kernel_size - 1) * dilation_rate + 1
    kept = size_keeping(axis(size, kernel_size, stride, dilation_rate=dilation_rate))
    totals = [total for total in range(90) if outputs(size, span, stride, total) == size]
    assert [kept.least, kept.most] == [totals[0], totals[-1]]
    assert kept.symmetric == next((total // 2 for total in totals if total % 2 == 0), None)
    assert sum(kept.split) in totals
    assert kept.is_kept_by_valid == (0 in totals)
    assert kept.is_kept_by_same == (axis(size, kernel_size, stride).output_size == size)


@settings(max_examples=60)
@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_empty_windows_are_those_without_a_pixel(size, kernel_size, stride, dilation_rate):
    kept = size_keeping(axis(size, kernel_size, stride, dilation_rate=dilation_rate))
    starts = [index * stride - kept.split[0] for index in range(size)]
    empty = [
        start
        for start in starts
        if not any(0 <= start + step * dilation_rate < size for step in range(kernel_size))
    ]
    assert kept.empty_windows == len(empty)


@pytest.mark.parametrize(
    ("arguments", "least", "symmetric", "split"),
    [
        ((28, 3), 2, 1, (1, 1)),
        ((28, 2), 1, None, (0, 1)),  # no one number does it for an even kernel
        ((28, 4), 3, None, (1, 2)),
        ((6, 3, 2), 7, 4, (4, 4)),
        ((1, 3, 2), 2, 1, (1, 1)),
    ],
)
def test_known_widths(arguments, least, symmetric, split):
    kept = size_keeping(axis(*arguments))
    assert (kept.least, kept.symmetric, kept.split) == (least, symmetric, split)


def test_at_stride_2_it_takes_more_zeros_than_a_digit_has_pixels():
    kept = size_keeping(axis(28, 3, 2))
    assert (kept.least, kept.symmetric, kept.empty_windows) == (29, 15, 13)
