import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.padding.borders import BORDERS, convolve_with_border, pad_border
from cnn_core.errors import SpecError
from tests.helpers.specs import random_choices, whole_numbers


def seen(border, index, size):
    """Which pixel stands at an index outside, found by walking there one step at a time; None is zero."""
    if 0 <= index < size:
        return index
    at, step = 0, 1
    match border:
        case "zero":
            return None
        case "edge":
            return 0 if index < 0 else size - 1
        case "wrap":
            return index + size if index < 0 else index - size
    if index > 0:
        at, step = size - 1, -1
    away = -index if index < 0 else index - size + 1
    return at + step * (away - (border == "symmetric"))


def walked(image, widths, border):
    (top, bottom), (left, right) = widths
    H, W = image.shape
    found = np.zeros((top + H + bottom, left + W + right))
    for i, j in np.ndindex(found.shape):
        row, column = seen(border, i - top, H), seen(border, j - left, W)
        if row is not None and column is not None:
            found[i, j] = image[row, column]
    return found


widths = st.tuples(st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=25)
@given(st.sampled_from(sorted(BORDERS)), st.integers(4, 7), st.integers(4, 7), st.tuples(widths, widths))
def test_each_border_continues_the_picture_as_a_walk_does(border, H, W, padding):
    image = np.arange(1, H * W + 1, dtype=np.float32).reshape(H, W)
    padded = pad_border(image, padding, border)
    assert padded.dtype == np.float32
    np.testing.assert_array_equal(padded[:, :, 0], walked(image, padding, border))


@pytest.mark.parametrize("border", [border for border in BORDERS.values() if border.tensorflow])
def test_tensorflow_pads_alike_under_its_own_name(border):
    image = np.random.default_rng(0).normal(size=(5, 6, 2)).astype(np.float32)
    theirs = tf.pad(image, [(2, 1), (0, 3), (0, 0)], border.tensorflow).numpy()
    np.testing.assert_array_equal(pad_border(image, ((2, 1), (0, 3)), border.name), theirs)


def test_a_border_of_zeros_is_the_padding_of_a_convolution():
    random = np.random.default_rng(1)
    for _ in range(40):
        size, kernel_size, arguments = random_choices(random)
        image, kernel = whole_numbers(random, *size, 2), whole_numbers(random, *kernel_size, 2, 3)
        ours, plain = convolve_with_border(image, kernel, "zero", **arguments), convolve(image, kernel, **arguments)
        np.testing.assert_array_equal(ours.output, plain.output)
        np.testing.assert_array_equal(ours.padded, plain.padded)


@pytest.mark.parametrize("border", ["reflect", "edge", "wrap", "symmetric"])
def test_cells_that_read_no_padding_are_the_same_under_every_border(border):
    random = np.random.default_rng(2)
    image, kernel = random.normal(size=(9, 8)), random.normal(size=(4, 3))
    plain = convolve_with_border(image, kernel, "zero", strides=2)
    other = convolve_with_border(image, kernel, border, strides=2)
    touched = plain.geometry.touches_padding()
    assert touched.any()
    assert not touched.all()
    is_equal = (plain.output == other.output)[:, :, 0]
    assert is_equal[~touched].all()
    assert not is_equal[touched].any()


@pytest.mark.parametrize(("border", "most"), [("reflect", 2), ("symmetric", 3), ("wrap", 3)])
def test_a_picture_too_small_to_go_on_is_refused_and_the_limit_holds(border, most):
    assert pad_border(np.ones((3, 9)), (most, 0), border).shape == (3 + 2 * most, 9, 1)
    with pytest.raises(
        SpecError, match=f"'{border}' would be {most + 1} rows wide, but .* 3 rows .* at most {most}"
    ):
        pad_border(np.ones((3, 9)), (most + 1, 0), border)
    with pytest.raises(SpecError, match="columns"):
        pad_border(np.ones((9, 3)), ((0, 0), (0, 4)), border)


def test_zeros_and_the_edge_go_on_as_far_as_one_likes():
    assert pad_border([[7]], 3, "edge").tolist() == np.full((7, 7, 1), 7).tolist()
    assert pad_border([[7]], 3, "zero").sum() == 7


def test_nonsense_gets_its_sentence():
    with pytest.raises(SpecError, match=r"no border called 'mirror'.* zero, reflect, edge, wrap"):
        pad_border([[1]], 0, "mirror")
    with pytest.raises(SpecError, match="no border called 3"):
        convolve_with_border([[1]], [[1]], 3)  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="The widths are 'same'"):
        pad_border([[1]], "same", "zero")  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="padding is -1"):
        pad_border([[1]], -1, "zero")
