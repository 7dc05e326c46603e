import numpy as np
import pytest

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form.form import to_mnist_form
from cnn_core.pictures.mnist_form.pieces import pick_digit, remove_frame
from cnn_core.pictures.mnist_form.steps import FormOptions
from tests.helpers.pictures import side_by_side, written

DIGITS = load_digits().held_out_images
SEVERAL = "There is more than one digit"


def is_several(form):
    return any(notice.startswith(SEVERAL) for notice in form.notices)


def test_one_digit_is_not_taken_for_several():
    assert np.mean([is_several(to_mnist_form(digit)) for digit in DIGITS]) <= 0.01


@pytest.mark.parametrize("count", [2, 3, 5])
def test_largest_of_several_digits_is_kept(count):
    random = np.random.default_rng(count)
    found = []
    for start in range(30):
        form = to_mnist_form(side_by_side(list(DIGITS[start : start + count]), random))
        found.append(is_several(form))
        if found[-1]:
            mass = [written(digit).sum() for digit in DIGITS[start : start + count]]
            picked = form.steps[6].image.sum() / form.steps[5].image.sum()
            assert picked == pytest.approx(max(mass) / sum(mass), rel=0.1)
    assert np.mean(found) >= 0.9


def test_all_digits_stay_without_the_step():
    image = side_by_side(list(DIGITS[:3]), np.random.default_rng(0))
    form = to_mnist_form(image, options=FormOptions(pick_digit=False))
    assert not is_several(form)
    assert form.steps[6].image.sum() == pytest.approx(image.sum(), rel=0.02)


def test_fragment_near_the_digit_stays_and_a_stain_goes():
    image = np.zeros((200, 200), np.float32)
    image[60:140, 50:60] = image[130:140, 50:100] = 1
    image[60:70, 75:100] = 1  # the bar of a 5, say
    clean = image.copy()
    image[10:25, 170:185] = 1
    step = pick_digit(image)
    assert np.array_equal(step.image, clean)
    assert "1, were left out" in step.note
    assert not step.notice


def test_pale_ink_is_no_digit_beside_a_dark_one():
    image = np.zeros((200, 300), np.float32)
    image[60:140, 50:60] = 1
    image[40:160, 200:230] = 0.3
    step = pick_digit(image)
    assert not step.image[:, 150:].any()
    assert not step.notice


def test_frame_a_little_inside_the_picture_goes():
    image = np.zeros((200, 300), np.float32)
    image[60:140, 140:150] = 1
    clean = image.copy()
    image[8:20, 10:290] = image[180:192, 10:290] = 1
    image[8:192, 10:22] = image[8:192, 278:290] = 1
    assert np.array_equal(remove_frame(image).image, clean)


def test_very_many_pieces_are_bounded():
    noise = (np.random.default_rng(0).random((400, 400)) < 0.05).astype(np.float32)
    for step in (remove_frame(noise), pick_digit(noise)):
        assert step.image.shape == noise.shape
