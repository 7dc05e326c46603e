import numpy as np
import pytest

from cnn_core.live.shares import SIGNED_ZERO, shares


@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("is_per_map", [False, True])
def test_each_value_is_the_nearest_byte_of_its_scale(is_signed, is_per_map):
    chance = np.random.default_rng(3)
    maps = chance.normal(0, 5, (4, 6, 7)).astype(np.float32)
    maps = maps if is_signed else np.abs(maps)
    most = np.abs(maps).max(axis=(1, 2)) if is_per_map else np.abs(maps).max()

    bytes_of = shares(maps, most, is_signed=is_signed)

    assert bytes_of.dtype == np.uint8
    for at in np.ndindex(maps.shape):
        end = float(most[at[0]] if is_per_map else most)
        exact = 128 + float(maps[at]) / end * 127 if is_signed else float(maps[at]) / end * 255
        assert abs(int(bytes_of[at]) - exact) < 0.5001


def test_a_scale_has_its_ends_and_its_zero():
    maps = np.array([[[-2, 0, 2]]], np.float32)
    assert shares(maps, 2.0, is_signed=True).ravel().tolist() == [1, SIGNED_ZERO, 255]
    assert shares(np.abs(maps), 2.0, is_signed=False).ravel().tolist() == [255, 0, 255]


def test_a_map_of_zeros_is_zero_beside_one_that_is_not():
    maps = np.stack([np.zeros((2, 2)), np.full((2, 2), 1e-30)]).astype(np.float32)
    most = np.abs(maps).max(axis=(1, 2))
    assert shares(maps, most, is_signed=True)[:, 0, 0].tolist() == [SIGNED_ZERO, 255]
    assert shares(maps, most, is_signed=False)[:, 0, 0].tolist() == [0, 255]
