import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.padding.repetition import convolve_repeatedly
from cnn_core.errors import SpecError
from cnn_core.pictures.digits import load_digits

BLUR = np.outer([1, 2, 1], [1, 2, 1]) / 16


def test_five_layers_of_valid_leave_18_of_28_and_same_is_touched_from_all_sides():
    digit = load_digits().held_out_images[0] / 255
    valid = convolve_repeatedly(digit, BLUR, 5, padding="valid")
    same = convolve_repeatedly(digit, BLUR, 5, padding="same")
    assert [layer.output.shape[0] for layer in valid] == [26, 24, 22, 20, 18]
    assert [layer.output.shape for layer in same] == [(28, 28)] * 5
    assert [int(layer.touched.sum()) for layer in same] == [28**2 - side**2 for side in (26, 24, 22, 20, 18)]
    assert same[-1].touched_share == pytest.approx(460 / 784)
    assert not any(layer.touched.any() for layer in valid)
    np.testing.assert_allclose(same[-1].output[5:-5, 5:-5], valid[-1].output, rtol=1e-5)


@settings(max_examples=20)
@given(
    st.tuples(st.integers(3, 9), st.integers(3, 9)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.sampled_from(["same", 1, ((0, 2), (1, 0))]),
    st.integers(1, 3),
)
def test_touched_is_what_moves_when_the_padding_does(size, kernel_size, padding, layers):
    """Ones instead of zeros around every layer change each cell that reads them, and no other."""
    try:
        found = convolve_repeatedly(np.ones(size), np.ones(kernel_size), layers, padding=padding)
    except SpecError:
        return
    below = zeros = np.ones((*size, 1))
    for layer in found:
        widths = (*convolve(below, np.ones(kernel_size), padding=padding).geometry.padding, (0, 0))
        below = convolve(np.pad(below, widths, constant_values=1), np.ones(kernel_size)).output
        zeros = convolve(np.pad(zeros, widths), np.ones(kernel_size)).output
        np.testing.assert_array_equal(layer.output, zeros[:, :, 0])
        np.testing.assert_array_equal(layer.touched, (below != zeros)[:, :, 0])


def test_a_kernel_that_no_longer_fits_gets_its_sentence():
    with pytest.raises(SpecError, match="padded image has 2"):
        convolve_repeatedly(np.ones((4, 4)), np.ones((3, 3)), 2, padding="valid")
