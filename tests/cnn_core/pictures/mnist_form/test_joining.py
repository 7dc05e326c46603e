from itertools import pairwise

import numpy as np
import pytest

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.marked_pictures import box_of, cut_in_two
from tests.helpers.pictures import written
from tests.helpers.printed_digits import of_dots, of_segments

DIGITS = load_digits()


def is_said(form, beginning):
    return any(beginning in notice for notice in form.notices)


@pytest.mark.parametrize("is_upright", [True, False])
def test_digit_that_is_cut_stays_whole(is_upright):
    kept = []
    for index in range(40):
        ink = cut_in_two(
            written(DIGITS.held_out_images[index]), np.random.default_rng(index), is_upright=is_upright
        )
        kept.append(to_mnist_form(ink).steps[6].image.sum() / ink.sum())
    assert np.mean(np.array(kept) > 0.9) >= 0.88


def test_two_ones_in_a_row_are_not_one_digit():
    ones = DIGITS.held_out_images[DIGITS.held_out_labels == 1][:10]
    said = []
    for first, second in pairwise(ones):
        row = []
        for digit in (first, second):
            ink = written(digit)
            _, _, left, right = box_of(ink)
            row += [ink[:, left:right], np.zeros((len(ink), 14))]
        said.append(is_said(to_mnist_form(np.pad(np.hstack(row), 20)), "more than one digit"))
    assert np.mean(said) >= 0.7


@pytest.mark.parametrize("print_digit", [of_segments, of_dots])
def test_bars_and_dots_are_joined_and_doubted(print_digit):
    for label in (2, 3, 5, 8):
        ink = print_digit(label, np.random.default_rng(label))
        form = to_mnist_form(ink)
        assert is_said(form, "separate bars or dots")
        assert form.steps[6].image.sum() > ink.sum()  # the gaps are closed


def test_ink_that_was_left_out_and_changes_the_digit_is_said():
    image = np.zeros((300, 300), np.float32)
    image[60:240, 190:206] = 1  # a 1, and, too far from it to be its fragment, what would make a 4 of it
    image[60:140, 80:96] = image[124:140, 80:118] = 1
    assert is_said(to_mnist_form(image), "with it the digit would look like another one")
    alone = image.copy()
    alone[:, :130] = 0
    assert not to_mnist_form(alone).notices
