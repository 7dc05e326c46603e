import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnn_core.figures.colors import (
    DIVERGING,
    GREY,
    MUTED,
    SEQUENTIAL,
    ColorRange,
    Scale,
    channel_shares,
    color_range,
    ink,
    paint,
)

ANY_FLOAT = st.floats(width=32, allow_nan=True, allow_infinity=True)
ANY_ARRAY = hnp.arrays(np.float32, hnp.array_shapes(max_dims=3, max_side=4), elements=ANY_FLOAT)

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear_rgb(scale: Scale) -> np.ndarray:
    """(N, 3) from 0 to 1."""
    srgb = np.array([[int(pair, 16) for pair in re.findall("..", color[1:])] for _, color in scale]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    cone = rgb @ np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]
    ).T  # fmt: skip
    return np.cbrt(cone) @ np.array(
        [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]
    ).T  # fmt: skip


@pytest.mark.parametrize("scale", [SEQUENTIAL, DIVERGING])
def test_equal_differences_look_equal(scale):
    steps = np.linalg.norm(np.diff(oklab(linear_rgb(scale)), axis=0), axis=1)
    assert steps.max() / steps.min() < 1.1


def test_zero_is_the_darkest_and_both_sides_are_equally_light():
    lightness = oklab(linear_rgb(DIVERGING))[:, 0]
    assert (np.diff(lightness[8:]) > 0.08).all()
    np.testing.assert_allclose(lightness, lightness[::-1], atol=0.01)


def test_positive_values_look_alike_on_both_scales():
    assert [color for _, color in DIVERGING[8:]] == [color for _, color in SEQUENTIAL]


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_more_and_less_than_zero_differ_for_colour_blind_eyes(blindness):
    seen = oklab(np.clip(linear_rgb(DIVERGING) @ np.array(BLINDNESS[blindness]).T, 0, 1))
    apart = np.linalg.norm(seen - seen[::-1], axis=1)
    just_noticeable = 0.02
    assert apart[apart > 0].size == 16
    assert np.delete(apart, 8).min() > 2 * just_noticeable


def test_a_digit_is_white_on_black():
    assert GREY == ((0.0, "#000000"), (1.0, "#ffffff"))


@pytest.mark.parametrize(
    ("values", "signed", "expected"),
    [
        ([0.0, 2.0, 5.0], None, (SEQUENTIAL, 0, 5)),
        ([-1.0, 5.0], None, (DIVERGING, -5, 5)),
        ([-7.0, 5.0], None, (DIVERGING, -7, 7)),
        ([1.0, 5.0], True, (DIVERGING, -5, 5)),
        ([-1.0, 5.0], False, (SEQUENTIAL, 0, 5)),
        ([-3.0, -1.0], False, (SEQUENTIAL, 0, 1)),
        ([3.0, 3.0], None, (SEQUENTIAL, 0, 3)),
        ([-3.0, -3.0], None, (DIVERGING, -3, 3)),
        ([0.0, 0.0], None, (SEQUENTIAL, 0, 1)),
        ([0.0, -0.0], True, (DIVERGING, -1, 1)),
        ([np.nan, 2.0, np.inf, -np.inf], None, (SEQUENTIAL, 0, 2)),
        ([np.nan, np.inf], None, (SEQUENTIAL, 0, 1)),
        ([], None, (SEQUENTIAL, 0, 1)),
    ],
)
def test_color_range(values, signed, expected):
    scale, zmin, zmax = expected
    found = color_range(np.array(values, np.float32), signed=signed)
    assert found == ColorRange(scale=scale, zmin=zmin, zmax=zmax)


def test_color_range_takes_bytes():
    assert color_range(np.array([0, 200], np.uint8)) == ColorRange(scale=SEQUENTIAL, zmin=0, zmax=200)


@given(ANY_ARRAY, st.sampled_from([None, True]))
def test_every_finite_value_lies_in_the_range_and_zero_at_the_zero_of_the_scale(values, signed):
    found = color_range(values, signed=signed)
    finite = values[np.isfinite(values)]
    assert found.zmin < found.zmax
    assert ((finite >= found.zmin) & (finite <= found.zmax)).all()
    position = (0 - found.zmin) / (found.zmax - found.zmin)
    assert dict(found.scale)[position] == SEQUENTIAL[0][1]


def test_channel_shares():
    activations = np.zeros((2, 2, 4), np.float32)
    activations[:, :, 0] = [[0, 1], [2, 4]]
    activations[:, :, 1] = [[-5, 1], [0, 0]]
    activations[:, :, 2] = np.array([[np.nan, np.inf], [2, 1]])
    shares = channel_shares(activations)
    assert shares.dtype == np.float32
    np.testing.assert_array_equal(shares[:, :, 0], np.array([[0, 0.25], [0.5, 1]], np.float32))
    np.testing.assert_array_equal(shares[:, :, 1], np.array([[-1, 0.2], [0, 0]], np.float32))
    np.testing.assert_array_equal(shares[:, :, 2], np.array([[np.nan, np.inf], [1, 0.5]], np.float32))
    np.testing.assert_array_equal(shares[:, :, 3], 0)


@pytest.mark.parametrize("scale", [SEQUENTIAL, DIVERGING, GREY])
def test_ink_stands_out_from_every_colour(scale):
    values = np.linspace(-1, 1, 401)
    inks = ink(values, ColorRange(scale=scale, zmin=-1, zmax=1))
    stops, positions = np.array([position for position, _ in scale]), (values + 1) / 2
    srgb = linear_rgb(scale) ** (1 / 2.2)
    background = np.stack([np.interp(positions, stops, srgb[:, i]) for i in range(3)], 1) ** 2.2
    luminance = background @ [0.2126, 0.7152, 0.0722]
    contrast = np.where(inks == "#000000", (luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05))
    assert set(inks) == {"#000000", "#ffffff"}
    assert contrast.min() > 4.4


def test_paint_gives_the_stops_their_colours_and_keeps_to_the_ends():
    colors = ColorRange(scale=((0, "#000000"), (0.5, "#102030"), (1, "#ffffff")), zmin=-2, zmax=2)
    painted = paint(np.array([[-9, -2, 0], [-1, 2, 9]]), colors)
    assert painted.dtype == np.uint8
    assert painted.tolist() == [
        [[0, 0, 0], [0, 0, 0], [0x10, 0x20, 0x30]],
        [[8, 16, 24], [255, 255, 255], [255, 255, 255]],
    ]


def test_ink_of_what_has_no_colour():
    inks = ink(np.array([[np.nan, np.inf], [0, 1]]), color_range(np.ones(1)))
    assert inks.tolist() == [[MUTED, MUTED], ["#ffffff", "#000000"]]
