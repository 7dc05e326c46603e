import numpy as np
import pytest

from cnn_core.errors import DataError
from cnn_core.pictures.digits import load_digits


@pytest.fixture(scope="module")
def images():
    digits = load_digits()
    return np.concatenate([digits.train_images, digits.held_out_images])


def test_embedded_digits_are_split_and_read_only():
    digits = load_digits()
    assert digits.train_images.shape == (9000, 28, 28)
    assert digits.held_out_images.shape == (1000, 28, 28)
    for array in vars(digits).values():
        assert array.dtype == np.uint8
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    for labels in (digits.train_labels, digits.held_out_labels):
        share = np.bincount(labels, minlength=10) / labels.size
        assert len(share) == 10
        assert share.min() > 0.05
        assert share.max() < 0.14


def test_embedded_digits_are_read_once():
    assert load_digits() is load_digits()


def test_longer_side_of_the_ink_is_20(images):
    sides = [1 + max(np.ptp(np.flatnonzero(image.any(axis=axis))) for axis in (0, 1)) for image in images]
    assert np.bincount(sides)[20] == 9_998


def test_centre_of_mass_is_14_to_half_a_pixel(images):
    mass = images.sum(axis=(1, 2), dtype=float)
    rows = images.sum(axis=2) @ np.arange(28) / mass
    columns = images.sum(axis=1) @ np.arange(28) / mass
    for centre in (rows, columns):
        assert centre.mean() == pytest.approx(14.0, abs=0.005)
        assert centre.std() == pytest.approx(0.29, abs=0.005)
        assert np.abs(centre - 14).max() <= 0.5


def test_ink_reaches_white_in_every_digit(images):
    assert images.max(axis=(1, 2)).min() == 254


def test_damaged_file_is_refused(tmp_path):
    file = tmp_path / "digits.npz"
    file.write_bytes(b"PK\x03\x04 not what it was")
    with pytest.raises(DataError, match=r"damaged: .*digits\.npz has the SHA-256 [0-9a-f]{64}.* Install"):
        load_digits(file)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"missing: .*nowhere\.npz cannot be read \(No such file"):
        load_digits(tmp_path / "nowhere.npz")
