"""Bytes or an array to a picture, grey and in colours, or to a sentence that says why not.

The size of a file is judged before it is opened, and its pixels before they are decoded.
"""

import re
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, ImageOps

from cnn_core.errors import ImageError
from cnn_core.text import t

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
WORKING_SIDE = 1024

FORMATS = {
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "WebP": (".webp",),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
}
"""What is read, and the endings that such a file's name may have."""

_SIGNATURES = {
    "PNG": rb"\x89PNG\r\n\x1a\n",
    "JPEG": rb"\xff\xd8\xff",
    "WebP": rb"RIFF....WEBP",
    "BMP": rb"BM",
    "GIF": rb"GIF8[79]a",
    "HEIC": rb"....ftyp(hei|hev|mif)",
    "AVIF": rb"....ftypavi",
    "TIFF": rb"II\*\x00|MM\x00\*",
    "PDF": rb"%PDF",
    "SVG": rb"\s*<(svg|\?xml)",
}
_START_OF_SCAN = b"\xff\xda"
_MOST_PASSES = 20  # over all of `max_pixels`: a JPEG of 0.3 MB can ask for thousands, and for a minute
_LEAST_SEEN = 20  # of 255: a drawing that stands out by less from what it is laid on is not seen
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, as Pillow and JPEG have it


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture in grey and, where that was asked for, in its colours; upright.

    Attributes:
        grey: `(H, W)` float32 in 0..1, the luma; 0 is black. The longer side is at most `WORKING_SIDE`.
        width: The width of what came, in pixels.
        height: Its height.
        notices: Sentences on what the reader might not expect, such as that only the first frame was read.
        color: `(H, W, 3)` float32 in 0..1, RGB, in the size of `grey`; None where all is grey,
            or where they were not asked for.
    """

    grey: npt.NDArray[np.float32]
    width: int
    height: int
    notices: tuple[str, ...] = ()
    color: npt.NDArray[np.float32] | None = None


def read_picture(
    data: bytes,
    name: str = "",
    *,
    color: bool = True,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
) -> Picture:
    """Reads a PNG, JPEG, WebP, BMP or GIF, known by its content.

    The orientation in the EXIF data is applied, transparency laid on white (on black, where it would hide all
    there is), the first frame of an animation taken, and a large picture reduced to `WORKING_SIDE`.

    Args:
        data: The whole file.
        name: The file's name, for a notice when it promises another format than the file holds.
        color: Whether its colours are wanted too. Without them, ink that differs from the ground in colour alone is
            not found.
        max_bytes: The largest file that is opened.
        max_pixels: The largest picture that is decoded.

    Raises:
        ImageError: The file is empty, too large, in another format, damaged or cut short.

    Example:
        >>> data = cnn_core.operation_png(cnn_core.pool([[1, 2], [3, 4]], 2))
        >>> picture = cnn_core.read_picture(data)
        >>> picture.grey.shape == (picture.height, picture.width)
        True
    """
    allowed = ", ".join(FORMATS)
    if not data:
        raise ImageError(t("images.empty", allowed=allowed))
    if len(data) > max_bytes:
        raise ImageError(t("images.too_many_bytes", came=len(data) / 1e6, most=max_bytes / 1e6))
    kind = _kind_of(data)
    if kind not in FORMATS:
        came = t("images.format_known", kind=kind) if kind else t("images.format_unknown")
        raise ImageError(t("images.format", came=came, allowed=allowed))

    try:
        picture = _decode(data, kind, max_pixels, color=color)
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(t("images.pixels_untold"), max_pixels) from error
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them stumble over
        raise ImageError(t("images.damaged", kind=kind)) from error

    suffix = PurePath(name).suffix.lower()
    if suffix and suffix not in FORMATS[kind]:
        renamed = t("images.renamed", name=name, kind=kind)
        return replace(picture, notices=(renamed, *picture.notices))
    return picture


def picture_from_array(array: npt.NDArray[Any]) -> Picture:
    """Takes an array as a picture.

    Args:
        array: `(H, W)`, `(H, W, 1)`, `(H, W, 3)` as RGB or `(H, W, 4)` as RGBA, laid on white or black as
            `read_picture` does; bool, whole numbers in 0..255 or floats in 0..1.

    Raises:
        ImageError: Another shape, another type, or values outside the range of the type.

    Example:
        >>> import numpy
        >>> cnn_core.picture_from_array(numpy.zeros((2, 3), numpy.uint8)).grey.shape
        (2, 3)
    """
    shape = array.shape
    if array.size == 0 or len(shape) not in (2, 3) or shape[2:] not in ((), (1,), (3,), (4,)):
        raise ImageError(t("images.array_shape", came=shape))
    values, color = _in_unit_range(array), None
    if len(shape) == 3:
        luma = values[..., :3] @ LUMA if shape[2] > 1 else values[..., 0]
        if shape[2] == 4:
            luma, color = _laid(luma, values[..., :3], values[..., 3])
        elif shape[2] == 3:
            color = values
        values = luma
        color = None if color is None or (color == color[..., :1]).all() else _reduced_colors(color)
    return Picture(_reduced(Image.fromarray(values), full=1.0), shape[1], shape[0], color=color)


def _kind_of(data: bytes) -> str:
    return next((kind for kind, start in _SIGNATURES.items() if re.match(start, data, re.DOTALL)), "")


def _decode(data: bytes, kind: str, max_pixels: int, *, color: bool) -> Picture:
    with Image.open(BytesIO(data), formats=[kind.upper()]) as image:
        if image.width * image.height > max_pixels:
            size = t("images.pixels", width=image.width, height=image.height)
            raise _too_many_pixels(size, max_pixels)
        passes = data.count(_START_OF_SCAN) if kind == "JPEG" else 1
        if passes * image.width * image.height > _MOST_PASSES * max_pixels:
            raise ImageError(t("images.too_many_passes", passes=passes))
        notices = _notices(image, data)
        width, height = image.size
        # A JPEG is then decoded at a half, a quarter or an eighth, and its luma is the file's own, with colours or
        # without: no effect on the rest.
        image.draft("YCbCr" if color else "L", _working_size(width, height))
        image.load()
        if image.getexif().get(ExifTags.Base.Orientation, 1) > 4:
            width, height = height, width
        ImageOps.exif_transpose(image, in_place=True)
        upright = _without_most(image)
        grey, ground = _grey(upright)
        if ground:
            notices = (*notices, t(f"images.transparent_{ground}"))
        colors = _colors(upright, ground) if color else None
        return Picture(_reduced(grey, full=255.0), width, height, notices, colors)


def _without_most(image: Image.Image) -> Image.Image:
    """Returns a very large image at a whole part of its size, before it is copied any further.

    It is what `_reduced` begins with for each of its channels. Colours count by how much is seen of them.
    """
    factor = max(image.size) // (2 * WORKING_SIDE)
    if factor < 2 or image.mode not in ("L", "RGB", "RGBA"):
        return image
    return image.convert("RGBa").reduce(factor).convert("RGBA") if image.mode == "RGBA" else image.reduce(factor)


def _notices(image: Image.Image, data: bytes) -> tuple[str, ...]:
    png_depth = data[24] if image.format == "PNG" else 8
    found = {
        "animated": image.format != "MPO" and getattr(image, "is_animated", False),
        "cmyk": image.mode == "CMYK",
        "deep": png_depth == 16,
    }
    return tuple(t(f"images.{name}") for name, is_so in found.items() if is_so)


def _grey(image: Image.Image) -> tuple[Image.Image, str]:
    """Returns the luma in 0..255, in mode L or F, and what transparency was laid on: "white", "black" or ""."""
    if image.mode.startswith("I;16"):  # which Pillow would clip at 255
        return Image.fromarray(np.asarray(image, np.float32) / 257), ""
    if not image.has_transparency_data:
        return image.convert("L"), ""
    if image.mode not in ("RGBA", "LA"):
        image = image.convert("RGBA")
    alpha, luma = image.getchannel("A"), image.convert("L")
    if alpha.getextrema()[0] == 255:  # as every browser's canvas has it
        return luma, ""
    on_white, on_black = (Image.composite(luma, Image.new("L", luma.size, level), alpha) for level in (255, 0))
    is_hidden = np.ptp(on_white.getextrema()) < _LEAST_SEEN <= np.ptp(on_black.getextrema())
    return (on_black, "black") if is_hidden else (on_white, "white")


def _colors(image: Image.Image, ground: str) -> npt.NDArray[np.float32] | None:
    """Returns a picture's colours at its working size, `(H, W, 3)`, laid on a ground; None where all is grey."""
    if image.mode.startswith("I") or image.mode in ("1", "L", "LA", "F"):
        return None
    colors = image.convert("RGB")
    if ground:
        alpha = image.convert("RGBA").getchannel("A")
        colors = Image.composite(colors, Image.new("RGB", colors.size, ground), alpha)
    values = _reduced(colors, full=255.0)
    return None if (values == values[..., :1]).all() else values


def _laid(
    luma: npt.NDArray[np.float32], color: npt.NDArray[np.float32], alpha: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Returns luma and colours, laid on white, or on black where white would hide all there is."""
    on_white, on_black = luma * alpha + (1 - alpha), luma * alpha
    is_hidden = np.ptp(on_white) < _LEAST_SEEN / 255 <= np.ptp(on_black)
    colors = color * alpha[..., None]
    return (on_black, colors) if is_hidden else (on_white, colors + (1 - alpha[..., None]))


def _working_size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, WORKING_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _reduced(image: Image.Image, *, full: float) -> npt.NDArray[np.float32]:
    """Returns an image at its working size, `(H, W)` or `(H, W, 3)` float32, with `full` as 1."""
    size = _working_size(*image.size)
    if size != image.size:
        image = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    values = np.asarray(image, np.float32) / np.float32(full)
    return np.clip(values, 0, 1, out=values)


def _reduced_colors(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Returns colours `(H, W, 3)` at their working size; Pillow has no image of three floats a pixel."""
    channels = [
        _reduced(Image.fromarray(np.ascontiguousarray(channel)), full=1.0) for channel in np.moveaxis(values, 2, 0)
    ]
    return np.stack(channels, axis=-1)


def _in_unit_range(array: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    if array.dtype.kind not in "buif":
        raise ImageError(t("images.array_dtype", came=array.dtype))
    if array.dtype.kind == "f" and not (finite := np.isfinite(array)).all():
        raise ImageError(t("images.array_finite", count=np.count_nonzero(~finite)))
    most = 255 if array.dtype.kind in "ui" else 1
    low, high = array.min(), array.max()
    if low < 0 or high > most:
        raise ImageError(t("images.array_values", dtype=array.dtype, low=low, high=high, most=most))
    return array.astype(np.float32) / np.float32(most)


def _too_many_pixels(came: str, max_pixels: int) -> ImageError:
    return ImageError(t("images.too_many_pixels", came=came, most=max_pixels / 1e6))
