"""Pictures that the project draws itself, to convolve: each shows what one kind of kernel answers to."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cnn_core.arithmetic.geometry import Pair, standardize_pair
from cnn_core.errors import SpecError
from cnn_core.text import t

MOST_SIDE = 64
_FINE = 8  # times finer than asked for is what Pillow draws, and then averages
_WORD, _LETTER = "CNN", "A"
_LEAST_FOR_WORD = 20  # columns; with fewer, a letter alone can be read
_LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601, as in `images.py`
_SQUARES = 4  # of a checkerboard, along its shorter side
_LEVELS = (0.2, 1.0, 0.4, 0.8, 0.0)  # of the step edges, from left to right


def drawn_picture(name: str, size: int | Pair, *, color: bool = False) -> NDArray[np.float32]:
    """Returns a picture, the same at each call.

    Args:
        name: One of `PICTURE_NAMES`: `"text"` is bright on dark; `"checkerboard"` and `"gradient"` (dark at the top
            left, bright at the bottom right) go from 0 to 1; `"step_edges"` are five upright bands; `"scene"` is a
            house under a sun, which alone has colours.
        size: `(H, W)`, each at most `MOST_SIDE`.
        color: Whether three channels are wanted; a grey picture has the same in all.

    Returns:
        `(H, W)`, or `(H, W, 3)` as RGB, float32 in 0..1.

    Raises:
        SpecError: There is no such picture, or the size is not allowed.

    Example:
        >>> cnn_core.drawn_picture("checkerboard", 8).shape
        (8, 8)
    """
    if name not in _DRAWERS:
        raise SpecError(t("drawn_pictures.name", came=name, allowed=", ".join(PICTURE_NAMES)))
    rows, columns = standardize_pair(size, "size")
    if max(rows, columns) > MOST_SIDE:
        raise SpecError(t("drawn_pictures.size", came=size, most=MOST_SIDE))
    values = np.clip(_DRAWERS[name](rows, columns), 0, 1)  # (H, W) or (H, W, 3)
    if color and values.ndim == 2:
        values = np.repeat(values[:, :, None], 3, axis=2)
    elif not color and values.ndim == 3:
        values = values @ np.array(_LUMA)
    return values.astype(np.float32)


def _text(rows: int, columns: int) -> NDArray[np.float64]:
    word = _WORD if columns >= _LEAST_FOR_WORD else _LETTER
    font = ImageFont.load_default(size=200)
    left, top, right, bottom = font.getbbox(word)
    ink = Image.new("L", (round(right - left), round(bottom - top)))
    ImageDraw.Draw(ink).text((-left, -top), word, fill=255, font=font)
    margin = 1 if min(rows, columns) >= 5 else 0
    scale = min((columns - 2 * margin) / ink.width, (rows - 2 * margin) / ink.height)
    small = ink.resize((max(1, round(ink.width * scale)), max(1, round(ink.height * scale))), Image.Resampling.BOX)
    picture = Image.new("L", (columns, rows))
    picture.paste(small, ((columns - small.width) // 2, (rows - small.height) // 2))
    return np.asarray(picture, np.float64) / 255


def _checkerboard(rows: int, columns: int) -> NDArray[np.float64]:
    side = max(1, min(rows, columns) // _SQUARES)
    return np.add.outer(np.arange(rows) // side, np.arange(columns) // side) % 2 * 1.0


def _gradient(rows: int, columns: int) -> NDArray[np.float64]:
    return np.add.outer(np.arange(rows), np.arange(columns)) / max(1, rows + columns - 2)


def _step_edges(rows: int, columns: int) -> NDArray[np.float64]:
    bands = np.arange(columns) * len(_LEVELS) // columns
    return np.tile(np.array(_LEVELS)[bands], (rows, 1))


def _scene(rows: int, columns: int) -> NDArray[np.float64]:
    """Returns a house with a door, a window and a roof, a tree and a sun, `(H, W, 3)`."""
    width, height = columns * _FINE, rows * _FINE

    def at(*points: float) -> list[float]:
        """Returns points given as shares of the width and the height, in pixels."""
        return [share * (height if index % 2 else width) for index, share in enumerate(points)]

    picture = Image.new("RGB", (width, height), (135, 190, 235))
    draw = ImageDraw.Draw(picture)
    draw.rectangle(at(0, 0.72, 1, 1), fill=(86, 150, 70))
    radius = 0.1 * min(width, height)
    across, down = at(0.84, 0.17)
    draw.ellipse((across - radius, down - radius, across + radius, down + radius), fill=(255, 220, 80))
    draw.rectangle(at(0.15, 0.45, 0.55, 0.82), fill=(235, 215, 180))
    draw.polygon(at(0.09, 0.45, 0.35, 0.18, 0.61, 0.45), fill=(178, 60, 50))
    draw.rectangle(at(0.22, 0.58, 0.33, 0.82), fill=(95, 60, 40))
    draw.rectangle(at(0.4, 0.54, 0.5, 0.66), fill=(50, 80, 130))
    draw.rectangle(at(0.76, 0.6, 0.81, 0.86), fill=(95, 60, 40))
    draw.ellipse(at(0.66, 0.34, 0.91, 0.66), fill=(40, 105, 55))
    return np.asarray(picture.resize((columns, rows), Image.Resampling.BOX), np.float64) / 255


_DRAWERS: dict[str, Callable[[int, int], NDArray[np.float64]]] = {
    "text": _text,
    "checkerboard": _checkerboard,
    "gradient": _gradient,
    "step_edges": _step_edges,
    "scene": _scene,
}

PICTURE_NAMES = tuple(_DRAWERS)
"""The names, in the order in which they are offered; the interface translates them."""
