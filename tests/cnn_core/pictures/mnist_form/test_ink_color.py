import numpy as np
import pytest

from cnn_core.pictures.images import Picture, picture_from_array
from cnn_core.pictures.mnist_form.form import to_mnist_form
from cnn_core.pictures.mnist_form.ink_color import seen_in_color
from tests.helpers.hands import own_digit

INK = own_digit(3, np.random.default_rng(0))


def in_colors(pen, ground, noise=0.015):
    image = np.array(ground) * (1 - INK[..., None]) + np.array(pen) * INK[..., None]
    return picture_from_array(np.clip(image + np.random.default_rng(1).normal(0, noise, image.shape), 0, 1))


@pytest.mark.parametrize(
    ("pen", "ground"),
    [
        ((0.9, 0.25, 0.25), (0.25, 0.5, 0.35)),
        ((0.1, 0.3, 0.75), (0.65, 0.17, 0.16)),
        ((0.8, 0.2, 0.2), (0.38,) * 3),
    ],
    ids=["red on green", "blue on red", "red on grey"],
)
def test_ink_that_differs_in_colour_alone_is_found(pen, ground):
    picture = in_colors(pen, ground)
    seen = seen_in_color(picture)
    assert seen[INK > 0.9].mean() - seen[INK < 0.1].mean() > 0.25
    form = to_mnist_form(picture)
    assert not form.is_blank
    assert "differ in colour" in form.steps[0].note
    clean = to_mnist_form(INK).pixels
    assert np.abs(form.pixels.astype(float) - clean).mean() < 8
    assert np.array_equal(form.steps[0].image, seen)


def test_lightness_is_taken_where_it_tells():
    for pen, ground in (((0.1, 0.1, 0.5), (0.95, 0.95, 0.9)), ((1, 1, 0.8), (0.1, 0.2, 0.15))):
        picture = in_colors(pen, ground)
        assert seen_in_color(picture) is None
        assert np.array_equal(to_mnist_form(picture).steps[0].image, picture.grey)


def test_grey_and_empty_pictures_are_seen_in_grey():
    assert seen_in_color(Picture(INK.astype(np.float32), *INK.shape)) is None
    assert picture_from_array(np.repeat(INK[..., None], 3, axis=2)).color is None
    noise = np.clip(np.random.default_rng(0).normal(0.6, 0.02, (80, 90, 3)), 0, 1)
    assert seen_in_color(picture_from_array(noise)) is None
    assert seen_in_color(picture_from_array(np.array([[[1.0, 0, 0]]]))) is None
