import numpy as np
import pytest
from scipy import ndimage

from cnn_core.arithmetic.convolution import convolve
from cnn_core.errors import SpecError
from cnn_core.pictures.kernels import (
    KERNEL_NAMES,
    gaussian_kernel,
    named_kernel,
    oriented_edge_kernel,
    random_kernel,
)

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


class TestGaussian:
    @pytest.mark.parametrize("sigma", [0.01, 0.5, 1, 3.3, 1e6])
    @pytest.mark.parametrize("size", [1, 2, 3, (3, 8), 7])
    def test_adds_up_to_one_and_is_symmetric(self, sigma, size):
        kernel = gaussian_kernel(sigma, size)
        matrix = kernel[:, :, 0, 0]
        assert (kernel.dtype, kernel.shape[2:]) == (np.dtype(np.float32), (1, 1))
        assert matrix.sum() == pytest.approx(1, rel=1e-6)
        np.testing.assert_array_equal(matrix, matrix[::-1, ::-1])

    @pytest.mark.parametrize("sigma", [0.6, 1.0, 1.7])
    def test_is_that_of_scipy(self, sigma):
        point = np.zeros((9, 9))
        point[4, 4] = 1
        theirs = ndimage.gaussian_filter(point, sigma, radius=4)
        np.testing.assert_allclose(gaussian_kernel(sigma, 9)[:, :, 0, 0], theirs, rtol=1e-5)

    def test_the_narrowest_and_the_widest(self):
        np.testing.assert_allclose(gaussian_kernel(1e-300, 3)[:, :, 0, 0], [[0, 0, 0], [0, 1, 0], [0, 0, 0]])
        np.testing.assert_allclose(gaussian_kernel(1e300, 2)[:, :, 0, 0], 0.25)

    @pytest.mark.parametrize("sigma", [0, -1, np.nan, np.inf, "1", None, True])
    def test_sigma_refused(self, sigma):
        with pytest.raises(SpecError, match=r"^sigma is .*above 0"):
            gaussian_kernel(sigma, 3)

    def test_size_refused(self):
        with pytest.raises(SpecError, match=r"^size is 0"):
            gaussian_kernel(1, 0)


class TestOrientedEdge:
    def test_is_sobels_over_4(self):
        for angle, name, sign in [
            (0, "vertical_edges", 1),
            (90, "horizontal_edges", -1),
            (180, "vertical_edges", -1),
        ]:
            edge = oriented_edge_kernel(angle)
            np.testing.assert_allclose(4 * edge, sign * named_kernel(name), rtol=1e-6)

    @pytest.mark.parametrize("size", [2, 3, (3, 5), 6, 9])
    @pytest.mark.parametrize("angle", [0, 30, 45, 90, 137, 270, -725, 1e9])
    def test_flat_gives_nothing_and_the_bright_half_one(self, angle, size):
        matrix = oriented_edge_kernel(angle, size)[:, :, 0, 0]
        assert matrix.sum() == pytest.approx(0, abs=1e-6)
        assert matrix[matrix > 0].sum() == pytest.approx(1, rel=1e-6)
        np.testing.assert_allclose(matrix, -oriented_edge_kernel(angle + 180, size)[:, :, 0, 0], atol=1e-6)

    @pytest.mark.parametrize("angle", range(0, 360, 15))
    def test_answers_most_to_an_edge_of_its_own_angle(self, angle):
        down, right = np.mgrid[-20:21, -20:21]
        radians = np.deg2rad(angle)
        ramp = (np.cos(radians) * right - np.sin(radians) * down).astype(np.float32)  # brightens towards the angle
        edge = np.clip(ramp + 0.5, 0, 1)
        answers = {a: convolve(edge, oriented_edge_kernel(a, 7)).output[17, 17, 0] for a in range(0, 360, 15)}
        assert max(answers, key=answers.get) == angle

    def test_turns_with_the_kernel(self):
        np.testing.assert_allclose(
            oriented_edge_kernel(110, 5)[:, :, 0, 0], np.rot90(oriented_edge_kernel(20, 5)[:, :, 0, 0]), atol=1e-6
        )

    @pytest.mark.parametrize("angle", [np.nan, np.inf, "45", None])
    def test_angle_refused(self, angle):
        with pytest.raises(SpecError, match=r"^angle is "):
            oriented_edge_kernel(angle)

    @pytest.mark.parametrize("size", [1, (1, 3), (3, 1)])
    def test_size_refused(self, size):
        with pytest.raises(SpecError, match="at least 2 rows"):
            oriented_edge_kernel(0, size)


class TestRandom:
    def test_its_seed_names_it(self):
        first, again, other = (random_kernel(seed, (2, 3), channels=2, filters=5) for seed in (1, 1, 2))
        assert (first.shape, first.dtype) == ((2, 3, 2, 5), np.dtype(np.float32))
        np.testing.assert_array_equal(first, again)
        assert (first != other).all()

    def test_spread(self):
        kernel = random_kernel(0, 40, stddev=0.01)
        assert kernel.mean() == pytest.approx(0, abs=1e-3)
        assert kernel.std() == pytest.approx(0.01, rel=0.05)

    @pytest.mark.parametrize("seed", [-1, 1.0, "0", None, True])
    def test_seed_refused(self, seed):
        with pytest.raises(SpecError, match=r"^seed is "):
            random_kernel(seed)

    def test_others_refused(self):
        with pytest.raises(SpecError, match=r"^stddev is 0"):
            random_kernel(0, stddev=0)
        with pytest.raises(SpecError, match=r"^\(channels, filters\) is \(0, 1\)"):
            random_kernel(0, channels=0)
