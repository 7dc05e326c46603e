import struct
import zlib
from io import BytesIO
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from PIL import ExifTags, Image

from cnn_core.errors import ImageError
from cnn_core.pictures.images import WORKING_SIDE, picture_from_array, read_picture
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.patience import work_of_at_most
from tests.helpers.spoilt import spoilt_files

RAMP = np.linspace(0, 255, 40 * 60).reshape(40, 60).astype(np.uint8)
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")


def encoded(image, kind, **how):
    """Returns an array or a Pillow image as the bytes of a file."""
    image = image if isinstance(image, Image.Image) else Image.fromarray(image)
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def png(width, height, *, depth=8, colour=0, rows=b"", chunks=()):
    """Returns a PNG written by hand, side notes before its rows; without rows, nothing but a promise of a size."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(rows)) if rows else b""
    notes = b"".join(chunk(*note) for note in chunks)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + notes + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_gives_the_same_grey(kind):
    picture = read_picture(encoded(Image.fromarray(RAMP).convert("RGB"), kind), f"ramp.{kind.lower()}")
    assert picture.grey.dtype == np.float32
    assert picture.grey == pytest.approx(RAMP / 255, abs=0.03)
    assert (picture.width, picture.height) == (60, 40)
    assert picture.notices == ()


def test_colours_are_weighed_as_luma():
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    wanted = [[0.299, 0.587, 0.114, 1]]
    assert read_picture(encoded(colours, "PNG")).grey == pytest.approx(np.array(wanted), abs=0.003)
    assert picture_from_array(colours).grey == pytest.approx(np.array(wanted), abs=1e-6)


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [
        (1, RAMP),
        (2, np.fliplr(RAMP)),
        (3, np.rot90(RAMP, 2)),
        (4, np.flipud(RAMP)),
        (5, RAMP.T),
        (6, np.rot90(RAMP, -1)),
        (7, np.rot90(RAMP, 2).T),
        (8, np.rot90(RAMP, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_exif_orientation_is_applied(kind, orientation, upright):
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_picture(encoded(RAMP, kind, exif=exif))
    assert picture.grey == pytest.approx(upright / 255, abs=0.04)
    assert (picture.height, picture.width) == upright.shape


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_laid_on_white(mode):
    black = Image.new("L", (60, 40), 0).convert(mode)
    black.putalpha(Image.fromarray(RAMP))
    picture = read_picture(encoded(black, "PNG"))
    assert picture.grey == pytest.approx(1 - RAMP / 255, abs=0.005)
    assert [notice for notice in picture.notices if "taken as white" in notice]


@pytest.mark.parametrize("source", ["file", "array"])
def test_white_ink_on_nothing_is_laid_on_black(source):
    white = np.full((40, 60, 4), 255, np.uint8)
    white[..., 3] = RAMP
    picture = read_picture(encoded(white, "PNG")) if source == "file" else picture_from_array(white)
    assert picture.grey == pytest.approx(RAMP / 255, abs=0.005)
    if source == "file":
        assert "taken as black" in picture.notices[0]


def test_opaque_alpha_is_no_notice():
    assert read_picture(encoded(Image.fromarray(RAMP).convert("RGBA"), "PNG")).notices == ()


def test_transparent_colour_of_a_palette_is_white():
    palette = Image.fromarray((RAMP > 127).astype(np.uint8), "P")
    palette.putpalette([0, 0, 0, 10, 20, 30])
    picture = read_picture(encoded(palette, "GIF", transparency=1))
    assert set(np.unique(picture.grey)) == {0, 1}
    assert (picture.grey == (RAMP > 127)).all()


def test_sixteen_bits_of_grey_are_not_clipped():
    deep = np.linspace(0, 65535, 2400).reshape(40, 60).astype(np.uint16)
    picture = read_picture(encoded(deep, "PNG"))
    assert picture.grey == pytest.approx(deep / 65535, abs=1e-5)
    assert "16 bits" in picture.notices[0]


def test_sixteen_bits_of_colour_are_noticed():
    row = b"\x00" + struct.pack(">6H", 65535, 65535, 65535, 32768, 32768, 32768)
    picture = read_picture(png(2, 1, depth=16, colour=2, rows=row))
    assert picture.grey == pytest.approx(np.array([[1, 0.5]]), abs=0.005)
    assert "16 bits" in picture.notices[0]


def test_cmyk_is_read_with_a_notice():
    picture = read_picture(encoded(Image.fromarray(RAMP).convert("CMYK"), "JPEG"))
    assert picture.grey == pytest.approx(RAMP / 255, abs=0.05)
    assert "CMYK" in picture.notices[0]


def test_palette_is_read():
    picture = read_picture(encoded(Image.fromarray(RAMP).convert("P"), "PNG"))
    assert picture.grey == pytest.approx(RAMP / 255, abs=0.005)
    assert picture.notices == ()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_first_frame_of_an_animation_is_read(kind):
    later = Image.fromarray(255 - RAMP)
    picture = read_picture(encoded(RAMP, kind, save_all=True, append_images=[later]))
    assert picture.grey == pytest.approx(RAMP / 255, abs=0.03)
    assert "first frame" in picture.notices[0]


def test_one_pixel_is_a_picture():
    assert read_picture(encoded(np.array([[51]], np.uint8), "PNG")).grey == pytest.approx(0.2)


def test_name_that_promises_another_format_is_noticed():
    picture = read_picture(encoded(RAMP, "JPEG"), "digit.png")
    assert picture.notices == ("The file is called digit.png but holds a JPEG; it was read as that.",)
    assert read_picture(encoded(RAMP, "JPEG"), "DIGIT.JPG").notices == ()


@pytest.mark.parametrize(
    ("data", "came"),
    [
        (b"just a text", "not a picture that can be recognised"),
        (encoded(RAMP, "TIFF"), "of the kind TIFF"),
        (encoded(RAMP, "AVIF"), "of the kind AVIF"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "of the kind HEIC"),
        (b"%PDF-1.7", "of the kind PDF"),
        (b'<?xml version="1.0"?><svg/>', "of the kind SVG"),
    ],
)
def test_another_format_is_refused_by_its_content(data, came):
    with pytest.raises(ImageError, match=rf"^The file is {came}.* PNG, JPEG, WebP, BMP, GIF\. Save"):
        read_picture(data, "digit.png")


def test_empty_file_is_refused():
    with pytest.raises(ImageError, match="The file is empty"):
        read_picture(b"", "digit.png")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_truncated_file_is_refused(kind, share):
    noise = np.random.default_rng(0).integers(0, 256, (80, 80), np.uint8)
    whole = encoded(noise, kind)
    with pytest.raises(ImageError, match=r"begins like a \w+ but is damaged or cut short"):
        read_picture(whole[: int(len(whole) * share)])


def test_file_that_is_too_large_is_not_opened():
    with pytest.raises(ImageError, match=r"The file has 0\.5 MB, and at most 0 MB are read"):
        read_picture(b"\x89PNG\r\n\x1a\n" + bytes(500_000), max_bytes=400_000)
    with pytest.raises(ImageError, match=r"The file has 20\.0 MB, and at most 20 MB are read"):
        read_picture(bytes(20_000_001))


def test_jpeg_with_thousands_of_passes_is_refused_before_it_is_decoded():
    data = encoded(Image.new("L", (3000, 3000)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    bomb = data[:-2] + data[last:-2] * 1000 + data[-2:]
    assert read_picture(data).grey.shape == (WORKING_SIDE, WORKING_SIDE)
    with pytest.raises(ImageError, match=r"needs 10\d\d passes"):
        read_picture(bomb)


def compressed(name, body):
    return name, body + zlib.compress(bytes(50_000_000), 9)


@pytest.mark.parametrize(
    "chunks",
    [
        [compressed(b"zTXt", b"note\0\0")],
        [compressed(b"iTXt", b"note\0\1\0\0\0")],
        [compressed(b"iCCP", b"profile\0\0")],
        [(b"tEXt", b"note\0" + bytes(15_000_000))],
    ],
    ids=["zTXt", "iTXt", "iCCP", "tEXt"],
)
def test_png_with_enormous_side_notes_is_read_or_refused_at_once(chunks):
    data = png(2, 1, rows=b"\x00\x00\xff", chunks=chunks)
    with work_of_at_most(5):
        try:
            grey = read_picture(data).grey
        except ImageError:  # Pillow bounds what it unpacks
            return
    assert grey.tolist() == [[0, 1]]


def test_gif_of_very_many_frames_is_read_at_once():
    gif = encoded(RAMP[:2, :2], "GIF")
    start = gif.index(b",")
    with work_of_at_most(5):
        picture = read_picture(gif[:start] + gif[start:-1] * 200_000 + gif[-1:])
    assert picture.grey.shape == (2, 2)
    assert "first frame" in picture.notices[0]


@pytest.mark.parametrize(
    ("kind", "place", "size"),
    [
        ("GIF", 6, struct.pack("<HH", 60_000, 60_000)),
        ("JPEG", (b"\xff\xc0", 5), struct.pack(">HH", 60_000, 60_000)),
        ("WEBP", (b"VP8L", 9), struct.pack("<I", 16_383 | 16_383 << 14)),
        ("BMP", 18, struct.pack("<ii", 60_000, 60_000)),
    ],
)
def test_promise_of_a_huge_size_is_refused_in_each_format(kind, place, size):
    data = encoded(RAMP, kind, lossless=True)
    at = place if isinstance(place, int) else data.index(place[0]) + place[1]
    with pytest.raises(ImageError, match=r"The picture has .* at most 50 million pixels"):
        read_picture(data[:at] + size + data[at + len(size) :])


# None of these holds a pixel: whoever decodes before judging finds them damaged, or fills the memory.
@pytest.mark.parametrize(
    ("side", "came"),
    [(8_000, "8000 × 8000 pixels"), (10_000, "an enormous number"), (60_000, "an enormous number")],
)
def test_bomb_is_refused_before_it_is_decoded(side, came):
    with pytest.raises(ImageError, match=f"The picture has {came}.* at most 50 million pixels"):
        read_picture(png(side, side))


def test_promise_of_a_size_alone_is_damaged():
    with pytest.raises(ImageError, match="damaged or cut short"):
        read_picture(png(100, 100))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_picture_is_reduced_to_the_working_side(kind):
    data = encoded(Image.fromarray(RAMP).resize((3000, 2000)), kind)
    picture = read_picture(data)
    assert picture.grey.shape == (683, WORKING_SIDE)
    assert (picture.width, picture.height) == (3000, 2000)
    small = np.asarray(Image.fromarray(RAMP).resize((1024, 683))) / 255
    assert np.abs(picture.grey - small).max() < 0.03


@pytest.mark.parametrize("source", ["file", "array"])
def test_reducing_does_not_alias(source):
    checks = (np.indices((1500, 1500)).sum(axis=0) % 2 * 255).astype(np.uint8)
    picture = read_picture(encoded(checks, "PNG")) if source == "file" else picture_from_array(checks)
    assert picture.grey.shape == (WORKING_SIDE, WORKING_SIDE)
    assert np.abs(picture.grey[8:-8, 8:-8] - 0.5).max() < 0.05


@pytest.mark.parametrize(
    "array",
    [
        RAMP,
        RAMP.astype(np.int64),
        RAMP / 255,
        (RAMP / 255).astype(np.float16),
        RAMP[..., None],
        np.dstack([RAMP] * 3),
        np.dstack([RAMP, RAMP, RAMP, np.full_like(RAMP, 255)]),
        np.asfortranarray(RAMP)[:, ::-1][:, ::-1],
    ],
    ids=["uint8", "int64", "float64", "float16", "channel", "rgb", "rgba", "strided"],
)
def test_array_of_any_kind_gives_the_same_grey(array):
    picture = picture_from_array(array)
    assert picture.grey.dtype == np.float32
    assert picture.grey == pytest.approx(RAMP / 255, abs=5e-4)


def test_bool_array_is_black_and_white():
    assert (picture_from_array(RAMP > 99).grey == (RAMP > 99)).all()


def test_alpha_of_an_array_is_laid_on_white():
    black = np.zeros((40, 60, 4), np.uint8)
    black[..., 3] = RAMP
    assert picture_from_array(black).grey == pytest.approx(1 - RAMP / 255, abs=1e-6)


def test_picture_does_not_share_the_array():
    array = np.zeros((5, 5), np.float32)
    picture = picture_from_array(array)
    array[:] = 1
    assert not picture.grey.any()


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros(5), r"shape \(5,\)"),
        (np.zeros((0, 5)), r"shape \(0, 5\)"),
        (np.zeros((5, 5, 2)), r"shape \(5, 5, 2\)"),
        (np.zeros((1, 28, 28, 1)), r"shape \(1, 28, 28, 1\)"),
        (np.array([[0.5, np.nan], [np.inf, 0]]), "NaN or infinite values, 2 of them"),
        (np.array([[0, 2.5]]), r"float64 has values from 0 to 2\.5, .* from 0 to 1\."),
        (np.array([[-1, 7]]), r"int64 has values from -1 to 7, .* from 0 to 255\."),
        (np.array([[1j]]), "array of complex128"),
        (np.array([["a"]]), "array of <U1"),
    ],
)
def test_array_that_is_no_picture_is_refused(array, sentence):
    with pytest.raises(ImageError, match=sentence):
        picture_from_array(array)


@given(
    st_numpy.arrays(
        st.sampled_from([np.uint8, np.int16, np.float32, np.bool_]), st_numpy.array_shapes(max_dims=4, max_side=5)
    )
)
def test_any_array_is_a_picture_or_a_sentence(array):
    try:
        grey = picture_from_array(array).grey
    except ImageError:
        return
    assert grey.shape == array.shape[:2]
    assert grey.min() >= 0
    assert grey.max() <= 1


@pytest.mark.parametrize("count", [300, pytest.param(20_000, marks=pytest.mark.long)])
def test_spoilt_files_are_pictures_or_sentences(count):
    for data in islice(spoilt_files(seed=0), count):
        try:
            grey = read_picture(data, "digit.png").grey
        except ImageError:
            continue
        assert 0 <= grey.min() <= grey.max() <= 1
        if grey.size < 100_000:  # the rest, from a spoilt promise of a size, takes its time
            assert to_mnist_form(grey).pixels.shape == (28, 28)


COLORS = np.random.default_rng(5).integers(0, 256, (12, 9, 3), np.uint8)


def saved(image, kind="PNG", **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def test_colours_come_where_they_are_asked_for():
    data = saved(Image.fromarray(COLORS))
    assert read_picture(data, color=False).color is None
    picture = read_picture(data)
    np.testing.assert_array_equal(picture.color, COLORS / np.float32(255))
    np.testing.assert_allclose(picture.grey, picture.color @ np.array([0.299, 0.587, 0.114]), atol=0.003)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16", "RGB"])
def test_a_grey_picture_has_no_colours(mode):
    grey = Image.fromarray(COLORS[:, :, 0])
    image = Image.new("I;16", (3, 3)) if mode == "I;16" else grey.convert(mode)
    assert read_picture(saved(image), color=True).color is None


@pytest.mark.parametrize(("ink", "ground"), [((0, 0, 90), 1.0), ((255, 255, 210), 0.0)])
def test_transparent_colours_are_laid_on_the_same_ground_as_grey(ink, ground):
    image = Image.new("RGBA", (6, 6), (*ink, 0))
    image.paste((*ink, 255), (0, 0, 3, 6))
    picture = read_picture(saved(image), color=True)
    np.testing.assert_array_equal(picture.color[:, 3:], np.full((6, 3, 3), ground))
    np.testing.assert_allclose(picture.color[0, 0], np.array(ink) / 255, atol=1e-6)
    assert (picture.grey[:, 3:] == ground).all()


def test_colours_are_turned_upright_and_reduced_like_grey():
    image = Image.fromarray(np.repeat(np.repeat(COLORS, 200, axis=0), 200, axis=1))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = read_picture(saved(image, "JPEG", exif=exif), color=True)
    assert picture.color.shape == (*picture.grey.shape, 3)
    assert picture.color.shape[0] < picture.color.shape[1]
