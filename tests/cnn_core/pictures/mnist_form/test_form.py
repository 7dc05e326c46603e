from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from PIL import Image, ImageDraw

from cnn_core.errors import ImageError
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import Picture, picture_from_array
from cnn_core.pictures.mnist_form.form import from_mnist, to_mnist_form, without_each
from cnn_core.pictures.mnist_form.steps import FormOptions

NAMES = [field.name for field in fields(FormOptions)]
DIGITS = load_digits().held_out_images[:200]


def enlarged(digit, times=5):
    return np.asarray(Image.fromarray(digit).resize((28 * times, 28 * times), Image.Resampling.BICUBIC))


def difference(pixels, digit):
    return np.abs(pixels.astype(float) - digit).mean()


def centre_of_mass(pixels):
    indices = np.arange(28)
    return pixels.sum(axis=1) @ indices / pixels.sum(), pixels.sum(axis=0) @ indices / pixels.sum()


def longer_side(pixels):
    return 1 + max(np.ptp(np.flatnonzero(pixels.any(axis=axis))) for axis in (0, 1))


def drawing(*strokes, side=140, brush=12):
    """Returns strokes, each a list of (column, row), drawn bright on black with a soft edge."""
    large = Image.new("L", (side * 4, side * 4))
    for stroke in strokes:
        points = [(column * 4, row * 4) for column, row in stroke]
        ImageDraw.Draw(large).line(points, 255, brush * 4, joint="curve")
    return np.asarray(large.resize((side, side), Image.Resampling.BOX))


def photo(digit, seed=0, noise=0.02, shadow=1.0):
    """Returns a digit written on paper, under a light that falls off: `(300, 400)` float64 in 0..1.

    A shadow below 1 has a hard edge from corner to corner, and darkens what is right of it.
    """
    random = np.random.default_rng(seed)
    ink = np.zeros((300, 400))
    ink[60:228, 90:258] = enlarged(digit, 6) / 255
    rows, columns = np.mgrid[0:1:300j, 0:1:400j]
    light = 0.95 - 0.3 * rows - 0.3 * columns**2
    light = np.where(columns > 1 - rows, shadow * light, light)
    return np.clip(light * (1 - 0.6 * ink) + random.normal(0, noise, ink.shape), 0, 1)


def test_enlarged_digits_come_back():
    forms = [to_mnist_form(enlarged(digit)) for digit in DIGITS]
    differences = [difference(form.pixels, digit) for form, digit in zip(forms, DIGITS, strict=True)]
    assert np.median(differences) < 5.5  # of 255; where the centre of mass lies near a half, one pixel off
    assert np.mean(differences) < 7
    assert {longer_side(form.pixels) for form in forms} == {20}
    assert {form.pixels.max() for form in forms} <= {254, 255}
    centres = np.array([centre_of_mass(form.pixels) for form in forms])
    assert np.abs(centres - 14).max() < 0.51
    assert not any(form.is_blank or form.notices for form in forms)


def test_place_on_the_canvas_does_not_matter():
    canvas = np.zeros((260, 300), np.uint8)
    for index, digit in enumerate(DIGITS[:40]):
        row, column = index * 3, 160 - index * 4
        placed = canvas.copy()
        placed[row : row + 140, column : column + 140] = enlarged(digit)
        assert difference(to_mnist_form(placed).pixels, to_mnist_form(enlarged(digit)).pixels) < 0.5


def test_polarity_does_not_matter():
    for digit in DIGITS:
        bright, dark = to_mnist_form(enlarged(digit)), to_mnist_form(255 - enlarged(digit))
        assert "exchanged" in dark.steps[1].note
        assert "exchanged" not in bright.steps[1].note
        assert difference(bright.pixels, dark.pixels) < 0.1


def test_polarity_is_found_where_the_digit_fills_the_picture():
    wrong = 0
    for digit in load_digits().held_out_images:
        rows, columns = np.flatnonzero(digit.any(axis=1)), np.flatnonzero(digit.any(axis=0))
        tight = digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        wrong += "exchanged" in to_mnist_form(tight).steps[1].note
    assert wrong <= 3  # of 1,000: where the ink is most of the picture


def test_steps_are_told_in_order():
    form = to_mnist_form(enlarged(DIGITS[0]))
    assert [step.name for step in form.steps] == ["grey", *NAMES]
    for step in form.steps:
        assert step.image.dtype == np.float32
        assert step.image.ndim == 2
        assert 0 <= step.image.min() <= step.image.max() <= 1
        assert step.note
        assert "{" not in step.note
    assert np.array_equal(np.rint(form.steps[-1].image * 255), form.pixels)


def test_drawing_is_ink_already():
    drawn = drawing([(30, 30), (100, 30), (60, 120)])
    form = to_mnist_form(drawn)
    grey = drawn.astype(np.float32) / 255
    for step in form.steps[1:7]:
        assert step.image == pytest.approx(grey, abs=1e-6), step.name


def test_drawing_may_touch_the_edges():
    drawn = drawing([(0, 5), (139, 5), (60, 139)])
    form = to_mnist_form(drawn)
    assert form.steps[4].image == pytest.approx(drawn / 255, abs=1e-6)


def cluttered():
    """Returns a photo that needs every step: ruled paper, a speck, a frame, and a small 1 beside the digit."""
    picture = photo(DIGITS[0])
    picture[70:72] -= 0.2
    picture[20:24, 20:24] = 0
    picture[:, 5:7] = 0
    picture[80:200, 330:336] = 0.1
    return picture


@pytest.mark.parametrize("name", NAMES)
def test_step_that_is_switched_off_changes_nothing_and_says_so(name):
    picture = cluttered()
    form = to_mnist_form(picture, options=replace(FormOptions(), **{name: False}))
    index = 1 + NAMES.index(name)
    assert form.steps[index].note.startswith("Left out")
    if name != "resize":
        assert np.array_equal(form.steps[index].image, form.steps[index - 1].image)
    all_steps = to_mnist_form(picture).steps
    assert not np.array_equal(form.steps[index].image, all_steps[index].image)


def test_without_each_leaves_exactly_one_step_out():
    picture = cluttered()
    form = to_mnist_form(picture)
    forms = without_each(form)
    assert list(forms) == NAMES
    for name, without in forms.items():
        alone = to_mnist_form(picture, options=replace(FormOptions(), **{name: False}))
        assert np.array_equal(without.pixels, alone.pixels)
        assert [step.note for step in without.steps] == [step.note for step in alone.steps]


def test_without_a_step_that_changed_nothing_the_form_is_the_same():
    form = to_mnist_form(drawing([(30, 30), (100, 30), (60, 120)]))
    forms = without_each(form)
    assert [name for name in NAMES if forms[name] is form] == NAMES[:6]
    assert without_each(from_mnist(DIGITS[0])) == {}
    assert set(without_each(to_mnist_form(np.zeros((50, 50))))) == set(NAMES[:3])


def test_without_resize_the_ink_fills_28_pixels():
    form = to_mnist_form(enlarged(DIGITS[0]), options=FormOptions(resize=False))
    assert longer_side(form.pixels) == 28


def test_everything_off_is_the_picture_made_small():
    off = FormOptions(**dict.fromkeys(NAMES, False))
    form = to_mnist_form(enlarged(DIGITS[0]), options=off)
    assert difference(form.pixels, DIGITS[0]) < 4


def test_photo_under_uneven_light_comes_near_the_digit():
    with_step, without = [], []
    for seed, digit in enumerate(DIGITS[:20]):
        form = to_mnist_form(photo(digit, seed))
        with_step.append(difference(form.pixels, digit))
        flat = FormOptions(flatten_light=False)
        without.append(difference(to_mnist_form(photo(digit, seed), options=flat).pixels, digit))
    assert np.median(with_step) < 9
    assert np.median(without) > 2 * np.median(with_step)


def test_hard_shadow_is_flattened():
    forms = [to_mnist_form(photo(digit, seed, shadow=0.65)) for seed, digit in enumerate(DIGITS[:20])]
    differences = [difference(form.pixels, digit) for form, digit in zip(forms, DIGITS, strict=False)]
    assert np.median(differences) < 15


@pytest.mark.parametrize("width", [8, 24])
def test_strip_of_table_beside_the_paper_is_removed(width):
    differences = []
    for seed, digit in enumerate(DIGITS[:20]):
        picture = photo(digit, seed)
        picture[:, :width] = 0.05
        differences.append(difference(to_mnist_form(picture).pixels, digit))
    assert np.median(differences) < 18


def test_specks_are_removed():
    drawn = drawing([(70, 30), (70, 110)]).copy()
    clean = to_mnist_form(drawn).pixels
    drawn[5:8, 5:8] = 255
    assert np.array_equal(to_mnist_form(drawn).pixels, clean)
    kept = to_mnist_form(drawn, options=FormOptions(remove_frame=False, pick_digit=False)).pixels
    assert difference(kept, clean) > 5


def test_lines_and_frames_from_edge_to_edge_are_removed():
    drawn = drawing([(60, 40), (100, 40), (75, 110)])
    clean = to_mnist_form(drawn).pixels
    ruled, framed = drawn.copy(), drawn.copy()
    ruled[[24, 25, 121, 122]] = 255
    framed[[1, 2, -3, -2]] = framed[:, [1, 2, -3, -2]] = 255
    thick = drawn.copy()
    thick[:7] = thick[-7:] = 255
    thick[:, :7] = thick[:, -7:] = 255
    for picture in (ruled, framed, thick):
        form = to_mnist_form(picture)
        assert any("edge to edge" in step.note for step in form.steps[4:6])
        assert np.array_equal(form.pixels, clean)


@pytest.mark.parametrize(
    "strokes",
    [[[(70, 0), (70, 140)]], [[(40, 0), (40, 140)], [(70, 0), (70, 140)]]],
    ids=["one", "two"],
)
def test_thin_lines_from_edge_to_edge_with_only_a_speck_beside_them_are_the_digit(strokes):
    drawn = drawing(*strokes, brush=3).copy()
    clean = to_mnist_form(drawn).pixels
    assert longer_side(clean) == 20
    drawn[100:102, 120:122] = 255
    assert np.array_equal(to_mnist_form(drawn).pixels, clean)


def test_thick_stroke_from_edge_to_edge_is_part_of_the_digit():
    drawn = drawing([(90, 0), (90, 140)], [(30, 20), (30, 70), (70, 70)])
    assert np.array_equal(to_mnist_form(drawn).steps[4].image, to_mnist_form(drawn).steps[3].image)


def test_single_bright_pixel_does_not_dim_the_ink():
    faint = drawing([(30, 30), (100, 30), (60, 120)]) // 3
    clean = to_mnist_form(faint).steps[3].image
    faint[5, 5] = 255
    assert np.abs(to_mnist_form(faint).steps[3].image - clean)[10:].max() < 0.01


def test_thin_strokes_reach_white():
    form = to_mnist_form(drawing([(30, 20), (110, 20), (60, 120)], brush=2))
    assert form.pixels.max() == 255


def test_ink_never_leaves_the_frame():
    tail = np.zeros((140, 140), np.uint8)
    tail[0:40, 0:40] = 255
    tail[38:140, 34:40] = 255
    pixels = to_mnist_form(tail).pixels
    assert longer_side(pixels) == 20
    assert abs(centre_of_mass(pixels)[0] - 14) > 0.5  # nearer would cut the block


def test_single_dot_is_ink():
    dot = np.zeros((140, 140), np.uint8)
    dot[64:76, 20:32] = 255
    form = to_mnist_form(dot)
    assert not form.is_blank
    assert form.pixels.max() == 255


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((140, 140), np.uint8),
        np.full((30, 50), 255, np.uint8),
        np.full((300, 40, 3), 77, np.uint8),
        np.array([[200]], np.uint8),
        np.clip(np.random.default_rng(1).normal(0.7, 0.02, (200, 200)), 0, 1),
        np.linspace(0.4, 0.9, 200 * 200).reshape(200, 200),
    ],
    ids=["black", "white", "grey", "pixel", "noise", "shade"],
)
def test_blank_picture_has_an_answer_of_its_own(array):
    form = to_mnist_form(array)
    assert form.is_blank
    assert form.pixels.shape == (28, 28)
    assert form.pixels.dtype == np.uint8
    assert not form.pixels.any()
    assert form.notices[-1].startswith("There is no ink")
    assert [step.name for step in form.steps] == ["grey", *NAMES[:3]]


def test_notices_of_the_picture_are_kept():
    grey = picture_from_array(enlarged(DIGITS[0])).grey
    assert to_mnist_form(Picture(grey, 140, 140, ("Animated.",))).notices == ("Animated.",)


def test_reduced_picture_says_from_what():
    note = to_mnist_form(Picture(np.eye(20, dtype=np.float32), 4000, 4000)).steps[0].note
    assert note == "The picture in grey, reduced from 4000 × 4000 to 20 × 20."


def test_digit_of_mnist_is_not_touched():
    form = from_mnist(DIGITS[0])
    assert np.array_equal(form.pixels, DIGITS[0])
    assert [step.name for step in form.steps] == ["mnist"]
    assert form.steps[0].image == pytest.approx(DIGITS[0] / 255)
    assert not form.is_blank
    assert from_mnist(np.zeros((28, 28), np.uint8)).is_blank


@pytest.mark.parametrize("array", [np.zeros((28, 27), np.uint8), np.zeros((28, 28))])
def test_digit_of_mnist_has_one_form(array):
    with pytest.raises(ImageError, match=r"uint8 with the shape \(28, 28\), and this one is"):
        from_mnist(array)


@given(
    array=st_numpy.arrays(np.uint8, st.tuples(st.integers(1, 300), st.integers(1, 40))),
    options=st.builds(FormOptions, **dict.fromkeys(NAMES, st.booleans())),
)
def test_any_picture_with_any_steps_gives_28_by_28(array, options):
    form = to_mnist_form(array, options=options)
    assert form.pixels.shape == (28, 28)
    assert form.pixels.dtype == np.uint8
    assert form.is_blank == (not form.pixels.any())
