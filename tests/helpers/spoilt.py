"""Valid pictures of each format, and what becomes of them when bytes are flipped, cut out, doubled or cut off."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image


def valid_files() -> list[bytes]:
    """Returns small pictures of every format that is read, in each of its own ways."""
    grey = Image.fromarray(np.linspace(0, 255, 48 * 64).reshape(48, 64).astype(np.uint8))
    colour = Image.merge("RGB", [grey, grey.rotate(90, expand=False), grey.transpose(Image.Transpose.ROTATE_180)])
    clear = colour.copy()
    clear.putalpha(grey)
    exif = Image.Exif()
    exif[0x0112] = 6
    deep = Image.fromarray(np.linspace(0, 65535, 48 * 64).reshape(48, 64).astype(np.uint16))
    films = [colour, colour.rotate(180), colour.rotate(90)]
    ways: list[tuple[Image.Image, str, dict[str, Any]]] = [
        (grey, "PNG", {}),
        (colour, "PNG", {"exif": exif}),
        (clear, "PNG", {}),
        (colour.convert("P"), "PNG", {"transparency": 3}),
        (grey.convert("1"), "PNG", {}),
        (deep, "PNG", {}),
        (colour, "PNG", {"save_all": True, "append_images": films}),
        (grey, "JPEG", {}),
        (colour, "JPEG", {"exif": exif, "progressive": True}),
        (colour.convert("CMYK"), "JPEG", {}),
        (colour, "WEBP", {}),
        (clear, "WEBP", {"lossless": True, "exif": exif}),
        (colour, "WEBP", {"save_all": True, "append_images": films}),
        (grey, "BMP", {}),
        (colour, "BMP", {}),
        (grey.convert("1"), "BMP", {}),
        (grey, "GIF", {}),
        (colour, "GIF", {"save_all": True, "append_images": films}),
        (clear, "GIF", {}),
    ]
    files = []
    for image, kind, how in ways:
        file = BytesIO()
        image.save(file, kind, **how)
        files.append(file.getvalue())
    return files


def spoilt_files(seed: int) -> Iterator[bytes]:
    """Yields spoilt pictures without end, the same for the same seed."""
    random = np.random.default_rng(seed)
    files = valid_files()
    while True:
        for file in files:
            yield _spoilt(file, random)


def _spoilt(file: bytes, random: np.random.Generator) -> bytes:
    data = bytearray(file)
    # Half of the blows fall on the first 200 bytes, where sizes and counts are promised.
    reach = len(data) if random.random() < 0.5 else min(200, len(data))
    for place in random.integers(reach, size=random.choice([1, 1, 2, 4, 16])):
        data[place] = random.choice([0, 1, 0x7F, 0x80, 0xFF, int(random.integers(256))])
    start, length = int(random.integers(len(data))), int(random.integers(1, 64))
    match random.integers(8):
        case 0:
            del data[start:]
        case 1:
            del data[start : start + length]
        case 2:
            data[start:start] = data[start : start + length]
    return bytes(data)
