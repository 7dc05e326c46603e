import numpy as np
import pytest
from PIL import Image

from cnn_core.pictures.images import picture_from_array
from cnn_core.pictures.mnist_form.form import to_mnist_form
from cnn_core.pictures.mnist_form.sheet import cut_to_sheet
from tests.helpers.hands import own_digit

STEPS = (-1, 0, 1)  # where the centre of mass lies near a half, one pixel off
SHEET = "A note or a sheet lies in the picture"


def lying(label=3, *, turned=0.0, sheet=0.9, desk=0.4, pen=0.15, side=180):
    """Returns a square sheet on a desk, a digit on the sheet: `(300, 400)`, or `(300, 400, 3)` for colours."""
    ink = Image.fromarray((own_digit(label, np.random.default_rng(label)) * 255).astype(np.uint8))
    blank = Image.new("L", (400, 300))
    small, square = blank.copy(), blank.copy()
    small.paste(ink.resize((side - 60, side - 60)), (110 + 30, 60 + 30))
    square.paste(255, (110, 60, 110 + side, 60 + side))
    laid = np.asarray(small.rotate(turned, Image.Resampling.BICUBIC)) / 255
    area = np.asarray(square.rotate(turned, Image.Resampling.BICUBIC)) / 255
    if np.ndim(sheet):
        laid, area = laid[..., None], area[..., None]
    image = np.asarray(desk) * (1 - area) + np.asarray(sheet) * area
    image = image * (1 - laid) + pen * laid
    return np.clip(image + np.random.default_rng(1).normal(0, 0.01, image.shape), 0, 1)


@pytest.mark.parametrize("turned", [0, 8, -20])
@pytest.mark.parametrize(("sheet", "desk", "pen"), [(0.9, 0.4, 0.15), (0.1, 0.7, 0.95)], ids=["note", "slate"])
def test_digit_on_a_sheet_is_read_and_the_sheet_is_no_ink(turned, sheet, desk, pen):
    for label in range(10):
        ink = own_digit(label, np.random.default_rng(label))
        upright = Image.fromarray((ink * 255).astype(np.uint8)).rotate(turned, Image.Resampling.BICUBIC)
        clean = to_mnist_form(np.asarray(upright)).pixels
        form = to_mnist_form(lying(label, turned=turned, sheet=sheet, desk=desk, pen=pen))
        assert SHEET in form.steps[0].note
        moved = [np.roll(form.pixels, (down, right), (0, 1)).astype(float) for down in STEPS for right in STEPS]
        assert min(np.abs(pixels - clean).mean() for pixels in moved) < 10, label


def test_colours_are_cut_with_the_sheet():
    picture = picture_from_array(lying(sheet=(0.95, 0.9, 0.5), desk=(0.4, 0.35, 0.3)))
    cut = cut_to_sheet(picture)
    assert cut.color.shape == (*cut.grey.shape, 3)
    assert max(cut.grey.shape) <= 180
    assert (cut.width, cut.height) == (picture.width, picture.height)  # of the file, as the step says


def box(side, thick, inside=0.0):
    """Returns noisy paper with a drawn square on it; `inside` is how dark a blot in its middle is."""
    image = np.full((300, 400), 0.9)
    low, high = 150 - side // 2, 150 + side // 2
    image[low:high, low:high] = 0.2
    image[low + thick : high - thick, low + thick : high - thick] = 0.9
    image[140:160, 145:155] -= inside
    return np.clip(image + np.random.default_rng(2).normal(0, 0.01, image.shape), 0, 1)


@pytest.mark.parametrize(
    "image",
    [
        box(200, 6, inside=0.6),
        box(160, 40),
        box(160, 80),
        lying(side=400)[60:, 110:290],
        np.full((300, 400), 0.5),
        np.eye(60),
        np.ones((1, 500)),
    ],
    ids=["drawn box", "square zero", "block", "sheet at the edge", "grey", "small", "row"],
)
def test_what_is_no_sheet_is_left_alone(image):
    assert cut_to_sheet(picture_from_array(image)) is None


def test_drawings_have_no_sheet():
    drawing = np.where(lying() > 0.6, 255, 0).astype(np.uint8)  # a white square with a black digit, drawn so
    assert cut_to_sheet(picture_from_array(drawing)) is None
