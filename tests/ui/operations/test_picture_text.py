import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from cnn_core.errors import ImageError
from cnn_core.pictures.images import picture_from_array, read_picture
from ui.operations.picture_text import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_SIDE,
    fitted,
    picture_values,
    read_picture_text,
    write_picture,
)

RNG = np.random.default_rng(3)
SHADES = RNG.integers(0, 256, (20, 31), np.uint8)
COLORS = RNG.integers(0, 256, (20, 31, 3), np.uint8)


def brought(values):
    file = BytesIO()
    Image.fromarray(values).save(file, "PNG")
    return read_picture(file.getvalue(), color=True)


@pytest.mark.parametrize("values", [SHADES, COLORS, SHADES[:1, :1]])
def test_a_small_picture_comes_back_to_the_last_shade(values):
    np.testing.assert_array_equal(np.asarray(read_picture_text(write_picture(brought(values)))), values)


@pytest.mark.parametrize("shape", [(500, 300), (64, 64, 3), (300, 500, 3), (1, 900)])
def test_a_picture_of_noise_fits_into_an_address(shape):
    text = write_picture(brought(RNG.integers(0, 256, shape, np.uint8)))
    assert len(text) <= MOST_CHARACTERS
    assert text.replace("-", "").replace("_", "").isalnum()
    picture = read_picture_text(text)
    assert max(picture.size) == min(MOST_SIDE, max(shape[:2]))
    assert picture.mode == ("RGB" if len(shape) == 3 else "L")


def test_what_is_packed_with_loss_is_what_is_shown_from_then_on():
    text = write_picture(brought(RNG.integers(0, 256, (64, 64, 3), np.uint8)))
    kept = np.asarray(read_picture_text(text))
    again = write_picture(brought(kept))
    assert np.abs(np.asarray(read_picture_text(again)).astype(int) - kept).mean() < 20


def packed(image, **options):
    file = BytesIO()
    image.save(file, "WEBP", **options)
    return base64.urlsafe_b64encode(file.getvalue()).decode().rstrip("=")


GOOD = write_picture(picture_from_array(SHADES))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "g",
        "x" + GOOD[1:],
        GOOD[:-40],
        GOOD + "!",
        "gé",
        "g" + packed(Image.new("L", (MOST_SIDE + 1, 2))),
        "c" + packed(Image.new("RGB", (4000, 4000))),
        "g" + base64.urlsafe_b64encode(b"GIF89a" + bytes(40)).decode(),
        "g" + "A" * MOST_CHARACTERS,
        "c" + base64.urlsafe_b64encode(bytes(MOST_BYTES)).decode(),
    ],
)
def test_what_is_no_picture_for_an_address_is_refused(text):
    with pytest.raises(ImageError):
        read_picture_text(text)


def test_scaling_keeps_the_proportions_and_never_enlarges():
    image = Image.new("L", (40, 20))
    assert fitted(image, 10).size == (10, 5)
    assert fitted(image, 64) is image
    assert fitted(Image.new("L", (64, 1)), 4).size == (4, 1)


def test_scaling_down_takes_the_mean_of_what_falls_together():
    image = Image.fromarray(np.array([[0, 100, 200, 200]] * 2, np.uint8))
    np.testing.assert_array_equal(np.asarray(fitted(image, 2)), [[50, 200]])


def test_values_are_shares_of_white():
    values = picture_values(Image.fromarray(np.array([[0, 51, 255]], np.uint8)))
    np.testing.assert_array_equal(values, np.array([[[0], [0.2], [1]]], np.float32))
