import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.errors import SpecError
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import RANGES, UNDISTURBED, Disturbance, disturb, disturbance_series


@pytest.fixture(scope="module")
def digit():
    return load_digits().held_out_images[0]


def test_nothing_changes_nothing(digit):
    assert disturb(digit, UNDISTURBED) is digit


@pytest.mark.parametrize(("down", "right"), [(3, 0), (0, -4), (-2, 5)])
def test_a_shift_by_whole_pixels_moves_the_pixels(digit, down, right):
    shifted = np.zeros_like(digit)
    rows, columns = (slice(max(by, 0), 28 + min(by, 0)) for by in (down, right))
    from_rows, from_columns = (slice(max(-by, 0), 28 + min(-by, 0)) for by in (down, right))
    shifted[rows, columns] = digit[from_rows, from_columns]
    np.testing.assert_array_equal(disturb(digit, Disturbance(down=down, right=right)), shifted)


def test_a_quarter_turn_is_counter_clockwise_about_the_centre_of_mass():
    image = np.zeros((28, 28), np.uint8)
    image[14, 14:24] = 255  # a line to the right of the centre
    turned = disturb(image, Disturbance(rotation=90))
    expected = np.zeros((28, 28), np.uint8)
    expected[5:15, 14] = 255  # now above it
    np.testing.assert_array_equal(turned, expected)


def test_scale_changes_the_extent_and_keeps_the_centre():
    image = np.zeros((28, 28), np.uint8)
    image[10:19, 10:19] = 255
    half = disturb(image, Disturbance(scale=0.5))
    rows = np.flatnonzero(half.max(axis=1) > 127)
    assert rows.mean() == 14
    assert len(rows) == 5


@pytest.mark.parametrize("by", [0.5, 1, 2])
def test_thicker_adds_ink_and_thinner_takes_it(digit, by):
    ink = digit.sum(dtype=int)
    assert disturb(digit, Disturbance(thickness=by)).sum(dtype=int) > ink
    assert disturb(digit, Disturbance(thickness=-by)).sum(dtype=int) < ink


def test_thickness_grows_smoothly(digit):
    ink = disturbance_series(digit, UNDISTURBED, "thickness", np.linspace(-2, 2, 17).tolist()).sum(
        axis=(1, 2), dtype=int
    )
    assert (np.diff(ink) > 0).all()


def test_inverting_exchanges_black_and_white(digit):
    np.testing.assert_array_equal(disturb(digit, Disturbance(invert=1)), 255 - digit)


def test_brightness_scales_and_noise_spreads(digit):
    np.testing.assert_allclose(disturb(digit, Disturbance(brightness=0.5)), digit / 2, atol=0.51)
    noisy = disturb(digit, Disturbance(noise=0.2))
    np.testing.assert_array_equal(noisy, disturb(digit, Disturbance(noise=0.2)))
    assert np.abs(noisy.astype(int) - digit).mean() == pytest.approx(0.2 * 255 * 0.4, rel=0.3)  # half is clipped


@given(st.fixed_dictionaries({name: st.floats(*bounds) for name, bounds in RANGES.items()}))
def test_any_disturbance_gives_a_digit(values):
    disturbed = disturb(load_digits().held_out_images[1], Disturbance(**values))
    assert disturbed.shape == (28, 28)
    assert disturbed.dtype == np.uint8


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30, -181, "9", None, True])
def test_a_value_out_of_range_gets_a_sentence(value):
    with pytest.raises(SpecError, match=r"rotation is .* from -180 to 180"):
        Disturbance(rotation=value)


def test_a_series_varies_one_thing(digit):
    series = disturbance_series(digit, Disturbance(noise=0.1), "right", [-1, 0, 1])
    np.testing.assert_array_equal(series[1], disturb(digit, Disturbance(noise=0.1)))
    with pytest.raises(SpecError, match="no disturbance called 'colour'"):
        disturbance_series(digit, UNDISTURBED, "colour", [0])
