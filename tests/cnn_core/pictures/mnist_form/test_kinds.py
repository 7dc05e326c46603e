"""Pictures from the world, end to end; `python -m benchmarks.pictures` has the figures."""

import numpy as np
import pytest

from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import read_picture
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.hands import own_digit
from tests.helpers.long import few_of
from tests.helpers.pictures import KINDS, empty_paper, written

DIGITS = load_digits()
FEW = ("drawing", "dark pen on paper", "coloured pen", "shadow from the border", "alpha channel", "all at once")


@pytest.mark.parametrize("kind", few_of(KINDS, FEW))
def test_pictures_of_each_kind_are_read(kind):
    count = 6 if "phone" in kind else 16
    labels, forms = [], []
    for index in range(count):
        random = np.random.default_rng([index, list(KINDS).index(kind)])
        own = index % 2
        label = index % 10 if own else int(DIGITS.held_out_labels[300 + index])
        ink = own_digit(label, random) if own else written(DIGITS.held_out_images[300 + index])
        labels.append(label)
        forms.append(to_mnist_form(read_picture(KINDS[kind](ink, random))))
    answers = inspect(np.array([form.pixels for form in forms]), "two_block").answers
    assert (answers != labels).sum() <= 2
    assert not any(form.is_blank for form in forms)


def test_a_kind_is_the_same_each_time():
    ink = written(DIGITS.held_out_images[0])
    for draw in KINDS.values():
        if draw is not KINDS["phone, 12 megapixels"]:
            assert draw(ink, np.random.default_rng(5)) == draw(ink, np.random.default_rng(5))


def test_empty_paper_is_blank():
    random = np.random.default_rng(0)
    assert all(to_mnist_form(empty_paper(random)).is_blank for _ in range(20))
