import numpy as np
import pytest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.errors import SpecError
from cnn_core.pictures.drawn import PICTURE_NAMES, drawn_picture
from cnn_core.pictures.kernels import named_kernel


@pytest.mark.parametrize("name", PICTURE_NAMES)
class TestEach:
    @pytest.mark.parametrize("size", [1, 2, (1, 64), (64, 1), (5, 7), 12, 28, (40, 64), 64])
    def test_form(self, name, size):
        rows, columns = (size, size) if isinstance(size, int) else size
        grey, color = drawn_picture(name, size), drawn_picture(name, size, color=True)
        assert (grey.shape, color.shape) == ((rows, columns), (rows, columns, 3))
        assert grey.dtype == color.dtype == np.float32
        for picture in (grey, color):
            assert 0 <= picture.min() <= picture.max() <= 1
        np.testing.assert_allclose(color @ [0.299, 0.587, 0.114], grey, atol=1e-6)

    @pytest.mark.parametrize("size", [8, 28, 64])
    def test_there_is_something_to_see(self, name, size):
        assert np.ptp(drawn_picture(name, size)) > 0.5

    def test_same_at_each_call_and_the_callers_own(self, name):
        first = drawn_picture(name, 16)
        kept = first.copy()
        first[:] = 0.5
        np.testing.assert_array_equal(drawn_picture(name, 16), kept)


def test_only_the_scene_has_colours():
    for name in PICTURE_NAMES:
        picture = drawn_picture(name, 32, color=True)
        assert (np.ptp(picture, axis=2) > 0.1).any() == (name == "scene")


def test_checkerboard_is_four_squares_wide():
    assert drawn_picture("checkerboard", 4).tolist() == [[0, 1, 0, 1], [1, 0, 1, 0]] * 2
    large = drawn_picture("checkerboard", 32)
    assert (large.reshape(4, 8, 4, 8).transpose(0, 2, 1, 3).reshape(4, 4, 64).std(axis=2) == 0).all()


def test_gradient_has_one_slope():
    gradient = drawn_picture("gradient", (3, 4))
    np.testing.assert_allclose(np.diff(gradient, axis=0), 1 / 5, rtol=1e-5)
    np.testing.assert_allclose(np.diff(gradient, axis=1), 1 / 5, rtol=1e-5)
    assert (gradient[0, 0], gradient[-1, -1]) == (0, 1)


def test_step_edges_answer_to_upright_edges_alone():
    picture = drawn_picture("step_edges", 20)
    upright = convolve(picture, named_kernel("vertical_edges")).output[..., 0]
    np.testing.assert_allclose(convolve(picture, named_kernel("horizontal_edges")).output, 0, atol=1e-6)
    assert (upright.max(axis=1) > 1).all()
    assert len(np.unique(picture)) == 5


def test_text_is_bright_on_dark_and_keeps_to_its_margin():
    for size in (5, 12, 28, 64):
        text = drawn_picture("text", size)
        assert not text[[0, -1]].any()
        assert not text[:, [0, -1]].any()
        assert 0.05 < text.mean() < 0.5


def test_scene_has_the_sky_above_and_the_grass_below():
    scene = drawn_picture("scene", 64, color=True)
    assert scene[0, 0].argmax() == 2
    assert scene[-1, 0].argmax() == 1


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("cat", 8, r"no picture named 'cat'.*checkerboard"),
        ("scene", 65, r"size is 65, but at most 64"),
        ("scene", (8, 65), r"size is \(8, 65\)"),
        ("scene", 0, r"^size is 0"),
        ("scene", 2.5, r"^size is 2\.5"),
    ],
)
def test_refusals(name, size, said):
    with pytest.raises(SpecError, match=said):
        drawn_picture(name, size)
