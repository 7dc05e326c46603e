import numpy as np
import pytest

from cnn_core.convolution import convolve
from cnn_core.errors import SpecError
from cnn_core.kernels import KERNEL_NAMES, named_kernel

STEP = np.array([[0, 0, 0, 1, 1, 1]] * 6)  # dark, then bright, from left to right
FLAT = np.full((5, 5), 7)


def inner(image, name):
    return convolve(image, named_kernel(name)).output[..., 0]


@pytest.mark.parametrize("name", KERNEL_NAMES)
def test_form(name):
    kernel = named_kernel(name)
    assert kernel.dtype == np.float32
    assert kernel.ndim == 4
    assert kernel.shape[2] == 1
    kernel[:] = 99  # the caller's own
    assert not (named_kernel(name) == 99).any()


def test_the_course():
    assert named_kernel("ones").tolist() == np.ones((2, 2, 1, 1)).tolist()
    three = named_kernel("three_filters")
    assert three.shape == (2, 2, 1, 3)
    assert [np.unique(three[..., f]).tolist() for f in range(3)] == [[1], [10], [-1]]


def test_identity():
    image = np.random.default_rng(0).normal(size=(6, 7)).astype(np.float32)
    output = convolve(image, named_kernel("identity"), padding="same").output[..., 0]
    assert output.tolist() == image.tolist()


@pytest.mark.parametrize("name", ["box_blur", "gaussian_blur", "sharpen", "identity"])
def test_brightness_is_kept(name):
    np.testing.assert_allclose(inner(FLAT, name), 7, rtol=1e-6)


@pytest.mark.parametrize("name", ["horizontal_edges", "vertical_edges", "laplacian"])
def test_flat_gives_nothing(name):
    assert not inner(FLAT, name).any()


def test_edges_answer_to_their_direction():
    assert inner(STEP, "vertical_edges")[0].tolist() == [0, 4, 4, 0]
    assert inner(STEP.T, "horizontal_edges")[:, 0].tolist() == [0, 4, 4, 0]
    assert not inner(STEP, "horizontal_edges").any()
    assert not inner(STEP.T, "vertical_edges").any()


def test_laplacian_changes_sign_across_an_edge():
    assert inner(STEP, "laplacian")[0].tolist() == [0, 1, -1, 0]


def test_blur_softens_and_sharpen_overshoots():
    np.testing.assert_allclose(inner(STEP, "box_blur")[0], [0, 1 / 3, 2 / 3, 1], rtol=1e-6)
    np.testing.assert_allclose(inner(STEP, "gaussian_blur")[0], [0, 1 / 4, 3 / 4, 1], rtol=1e-6)
    assert inner(STEP, "sharpen")[0].tolist() == [0, -1, 2, 1]


def test_unknown_name():
    with pytest.raises(SpecError, match=r"no kernel named 'sobel'.*vertical_edges"):
        named_kernel("sobel")
