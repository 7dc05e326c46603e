"""The borders on a picture, and the five layers."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from cnn_core.arithmetic.padding.repetition import convolve_repeatedly
from cnn_core.pictures.drawn import drawn_picture
from ui.display.framed_pictures import framed_picture
from ui.pages.padding_comparison.borders import FILTERS, MOST_REACH, PICTURES, SHOWN, borders_html, study_borders
from ui.pages.padding_comparison.layers import layers_html


def parsed(html):
    """HTML's pictures have no end; XML's need one."""
    return ElementTree.fromstring(re.sub(r"(<img [^>]*)>", r"\1/>", html))


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("filter_", FILTERS)
@pytest.mark.parametrize("reach", [1, MOST_REACH])
def test_inside_the_border_every_result_is_the_truth(picture, filter_, reach):
    study = study_borders(picture, filter_, reach)
    H, W = study.truth.shape
    assert study.touched.sum() == H * W - (H - 2 * reach) * (W - 2 * reach)
    for name in SHOWN:
        result = study.results[name]
        assert result.padded.shape[:2] == study.surroundings.shape
        np.testing.assert_allclose(result.output[..., 0][~study.touched], study.truth[~study.touched], atol=1e-6)
        off = np.abs(result.output[..., 0] - study.truth)
        assert study.errors[name] == pytest.approx(off[study.touched].mean())
        assert off[study.touched].max() > 1e-3
    assert study.errors[study.closest] == min(study.errors.values())


def test_what_really_stood_around_the_picture_comes_from_the_larger_one():
    study = study_borders("scene", "blur", 2)
    np.testing.assert_array_equal(study.surroundings, drawn_picture("scene", 64)[6:-6, 6:-6])
    np.testing.assert_array_equal(study.results["zero"].padded[2:-2, 2:-2, 0], study.surroundings[2:-2, 2:-2])


def test_each_border_is_shown_with_its_names_and_its_error():
    study = study_borders("scene", "blur", 3)
    figures = parsed(borders_html(study)).findall("figure")
    said = [" ".join(figure.itertext()) for figure in figures]
    assert len(said) == 1 + len(SHOWN)
    assert "np.pad reflect, tf.pad REFLECT, PyTorch reflect" in said[2]
    assert "np.pad edge, PyTorch replicate" in said[3]
    assert "None" not in "".join(said)
    for text, name in zip(said[1:], SHOWN, strict=True):
        assert f"off by {study.errors[name]:.3f}" in text
    assert [figure.get("class") == "closest" for figure in figures] == [
        name == study.closest for name in ("real", *SHOWN)
    ]
    assert all(image.get("alt") for figure in figures for image in figure.iter("img"))


def shares(element):
    found = dict(re.findall(r"(top|left|width|height):([\d.]+)%", element.get("style")))
    return {side: float(share) for side, share in found.items()}


def test_a_picture_stands_in_its_place_of_the_frame():
    html = framed_picture(
        np.zeros((4, 5, 3), np.uint8), frame=(8, 10), at=(2, 5), boxes=[((0, 4), (5, 10))], alt="<b>"
    )
    frame = parsed(html)
    image, box = frame
    assert frame.get("style") == "aspect-ratio:10/8"
    assert shares(image) == {"top": 25, "left": 50, "width": 50, "height": 50}
    assert shares(box) == {"top": 0, "left": 50, "width": 50, "height": 50}
    assert image.get("alt") == "<b>"


def test_the_layers_stand_in_one_proportion_and_the_line_surrounds_what_zeros_left_alone():
    digit, blur = np.ones((28, 28), np.float32), np.ones((3, 3)) / 9
    valid, same = (convolve_repeatedly(digit, blur, 5, padding=padding) for padding in ("valid", "same"))
    figures = parsed(layers_html(digit, valid, same)).findall("figure")
    assert len(figures) == 12
    for number, (small, whole) in enumerate(zip(figures[:6], figures[6:], strict=True)):
        (image,) = small.iter("img")
        assert shares(image)["width"] == pytest.approx(100 * (28 - 2 * number) / 28, abs=1e-3)
        assert shares(image)["left"] == pytest.approx(100 * number / 28, abs=1e-3)
        lines = list(whole.iter("i"))
        assert len(lines) == (number > 0)
        if lines:
            assert shares(lines[0]) == shares(image)
