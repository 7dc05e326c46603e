import numpy as np
import pytest

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form.form import to_mnist_form
from cnn_core.pictures.mnist_form.likeness import LEAST_LIKENESS, likeness, looks_like_a_digit
from tests.helpers.hands import no_digit, own_digit


def test_digit_that_is_known_comes_nearest():
    digits = load_digits()
    assert likeness(digits.train_images[17]) == pytest.approx(1)
    assert likeness(np.zeros((28, 28), np.uint8)) == 0


def test_likeness_is_the_cosine_to_the_nearest_digit():
    digits = load_digits()
    digit = digits.held_out_images[3]

    def halved(image):
        return np.array([[image[r : r + 2, c : c + 2].mean() for c in range(0, 28, 2)] for r in range(0, 28, 2)])

    mine = halved(digit).ravel()
    cosines = []
    for known in digits.train_images[:300]:
        other = halved(known).ravel()
        cosines.append(mine @ other / np.linalg.norm(mine) / np.linalg.norm(other))
    assert likeness(digit) >= max(cosines) - 1e-5
    assert likeness(digits.train_images[0]) >= max(cosines[:1])


def test_hardly_any_digit_is_doubted():
    digits = load_digits().held_out_images
    random = np.random.default_rng(3)
    assert np.mean([not looks_like_a_digit(digit) for digit in digits]) <= 0.01
    own = [to_mnist_form(own_digit(index % 10, random)).pixels for index in range(200)]
    assert np.mean([not looks_like_a_digit(pixels) for pixels in own]) <= 0.02


@pytest.mark.parametrize("name", ["E", "F", "K", "M", "X", "blot"])
def test_sign_that_is_no_digit_is_doubted(name):
    random = np.random.default_rng(4)
    forms = [to_mnist_form(no_digit(name, random)) for _ in range(10)]
    doubted = [any("not look like a digit" in notice for notice in form.notices) for form in forms]
    assert np.mean(doubted) >= 0.6


def test_much_ink_is_no_digit():
    assert not looks_like_a_digit(np.full((28, 28), 255, np.uint8))
    assert 0 < LEAST_LIKENESS < 1
