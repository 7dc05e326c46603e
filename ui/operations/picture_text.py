"""A small picture as the text that an address holds: who opens the address gets these very pixels.

What is packed may lose a little, so that it is the unpacked picture that counts, before and after.
"""

import base64
import binascii
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.errors import ImageError
from cnn_core.pictures.images import Picture, read_picture
from cnn_core.text import t

MOST_SIDE = 64
MOST_BYTES = 4500
MOST_CHARACTERS = 1 + 4 * -(-MOST_BYTES // 3)

_GREY, _COLORS = "g", "c"
_QUALITIES = range(95, 0, -10)


def write_picture(picture: Picture) -> str:
    """Returns a picture, scaled down to `MOST_SIDE` where it is larger, as text for `read_picture_text`."""
    values = picture.grey if picture.color is None else picture.color
    small = fitted(Image.fromarray(np.rint(values * 255).astype(np.uint8)), MOST_SIDE)
    kind = _GREY if picture.color is None else _COLORS
    return kind + base64.urlsafe_b64encode(_packed(small)).decode().rstrip("=")


@lru_cache(maxsize=32)
def read_picture_text(text: str) -> Image.Image:
    """Returns the picture that a text holds, in mode L or RGB.

    Raises:
        ImageError: The text holds no picture, or one that is too large.
    """
    kind, packed = text[:1], text[1:]
    if kind not in (_GREY, _COLORS) or len(text) > MOST_CHARACTERS:
        raise ImageError(t("picture_text.damaged"))
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:  # a ValueError is its word for what is not ASCII
        raise ImageError(t("picture_text.damaged")) from error
    picture = read_picture(data, color=kind == _COLORS, max_bytes=MOST_BYTES, max_pixels=MOST_SIDE**2)
    if max(picture.width, picture.height) > MOST_SIDE:
        raise ImageError(t("picture_text.damaged"))
    values = picture.grey if picture.color is None else picture.color
    return Image.fromarray(np.rint(values * 255).astype(np.uint8))


def fitted(image: Image.Image, most_side: int) -> Image.Image:
    """Returns an image scaled down so that its longer side is at most so long; a smaller one stays as it is."""
    scale = most_side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def picture_values(image: Image.Image) -> NDArray[np.float32]:
    """Returns an image's values in 0..1, `(H, W, 1)` or, in colours, `(H, W, 3)`."""
    values = np.asarray(image, np.float32) / np.float32(255)
    return values[:, :, None] if values.ndim == 2 else values


def _packed(image: Image.Image) -> bytes:
    """Returns an image as WebP: without loss where that is short enough, else with as little loss as fits."""
    data = _webp(image, lossless=True, quality=100)
    for quality in _QUALITIES:
        if len(data) <= MOST_BYTES:
            break
        data = _webp(image, lossless=False, quality=quality)
    return data


def _webp(image: Image.Image, *, lossless: bool, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", lossless=lossless, quality=quality, method=6)
    return file.getvalue()
