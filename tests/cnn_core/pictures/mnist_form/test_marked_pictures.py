"""Digits that are cut, coloured, boxed, circled, underlined, printed or cropped, end to end."""

import numpy as np
import pytest

from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import read_picture
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.further_pictures import FURTHER
from tests.helpers.hands import own_digit
from tests.helpers.long import few_of
from tests.helpers.marked_pictures import MARKED
from tests.helpers.pictures import KINDS, written
from tests.helpers.printed_digits import of_dots, of_segments

DIGITS = load_digits()
COUNT = 16
FEW = ("cut by an upright gap", "two colours, equally light", "boxed", "sticky note", "grain of wood")


def answered(forms):
    """Returns the two-block net's answers, `(N,)`; -1 where there is no ink."""
    answers = inspect(np.array([form.pixels for form in forms]), "two_block").answers
    return np.where([form.is_blank for form in forms], -1, answers)


def forms_of(draw):
    labels, forms = [], []
    for index in range(COUNT):
        random = np.random.default_rng([index, 1])
        own = index % 2
        label = index % 10 if own else int(DIGITS.held_out_labels[600 + index])
        ink = own_digit(label, random) if own else written(DIGITS.held_out_images[600 + index])
        labels.append(label)
        forms.append(to_mnist_form(read_picture(draw(ink, random))))
    return np.array(labels), forms


@pytest.mark.parametrize("kind", few_of(MARKED, FEW))
def test_digits_of_each_kind_are_read(kind):
    labels, forms = forms_of(MARKED[kind])
    assert (answered(forms) != labels).sum() <= 2


@pytest.mark.parametrize("kind", few_of(FURTHER, FEW))
def test_digits_of_each_further_kind_are_read(kind):
    labels, forms = forms_of(FURTHER[kind])
    is_wrong = answered(forms) != labels
    assert is_wrong.sum() <= 2
    assert not any(wrong and not form.notices for wrong, form in zip(is_wrong, forms, strict=True))


@pytest.mark.parametrize(("print_digit", "most_wrong"), [(of_segments, 4), (of_dots, 6)])
@pytest.mark.parametrize("ground", ["drawing", "dark pen on paper"])
def test_printed_digit_is_right_or_in_doubt(print_digit, most_wrong, ground):
    labels, forms = np.arange(20) % 10, []
    for index, label in enumerate(labels):
        random = np.random.default_rng(index)
        forms.append(to_mnist_form(read_picture(KINDS[ground](print_digit(int(label), random), random))))
    is_wrong = answered(forms) != labels
    assert is_wrong.sum() <= most_wrong
    assert not any(wrong and not form.notices for wrong, form in zip(is_wrong, forms, strict=True))
