"""Maps drawn on a sheet of paper with their names: a PNG picture, made with Pillow alone.

The sheet is white whatever the page is, since it goes into a document. Pillow's own font has Latin letters and no
sign beyond them, so that what it lacks is written in its nearest kin; a line with Korean words is in our own font.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cnn_core.figures.colors import ACCENT, ColorRange, ink, paint
from cnn_core.numbers import number_format, written

Widths = tuple[tuple[int, int], tuple[int, int]]

MOST_NUMBERED = 12  # cells in a row

# Pixels.
WIDTH = 2000
MARGIN = 40
GAP = 28
NUMBERED_CELL = 64
LEAST_NUMBERED_CELL = 46
LARGEST_MAP = 520
LARGEST_OF_MANY = 360
MANY = 4
BAR = 10
_ROOM = WIDTH - 2 * MARGIN

_PAPER = (255, 255, 255)
_TEXT = (28, 27, 31)
_QUIET = (104, 102, 110)
_EDGE = (128, 128, 128)
_HATCH = (128, 128, 128)
_HATCH_SHARE = 0.65  # of a line's colour; the rest is what lies below it
_TITLE_SIZE, _NAME_SIZE, _CAPTION_SIZE, _LARGEST_NUMBER, _LEAST_NUMBER = 30, 24, 18, 24, 11
_HANGUL = re.compile("[가-힣ㄱ-ㅣ]")
_HANGUL_FONT = Path(__file__).parents[1] / "data" / "hangul.ttf"
_KIN = str.maketrans(
    {"×": "x", "−": "-", "–": "-", "→": ">", "′": "'", "∞": "inf", "\N{NARROW NO-BREAK SPACE}": " "}
)


@dataclass(frozen=True, eq=False, kw_only=True)
class SheetMap:
    """A map, and what lies around it.

    Attributes:
        values: (H, W).
        caption: Stands above it.
        colors: What it is drawn in.
        value_format: Python's format of its numbers; by default `number_format`'s.
        is_numbered: Whether numbers stand in its cells, and not the ends of its colours below it; by default where
            there is room for them.
        counts: (H, W), what is written instead of the values.
        has_indices: Whether rows and columns are numbered at its edges, from 0; of a map without padding.
        padding: Rows above and below, columns left and right, drawn hatched.
        padding_text: What is written into the padding's cells.
        unread: Rows at the bottom and columns at the right, padding included, that are crossed out.
        mark: The first row, the row after the last, and the same of the columns, of what is outlined; None for
            nothing.
    """

    values: NDArray[np.float32]
    caption: str = ""
    colors: ColorRange
    value_format: str | None = None
    is_numbered: bool | None = None
    counts: NDArray[np.int32] | None = None
    has_indices: bool = False
    padding: Widths = ((0, 0), (0, 0))
    padding_text: str = ""
    unread: tuple[int, int] = (0, 0)
    mark: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Section:
    """Maps that belong together.

    Attributes:
        title: Their name and shape.
        note: What else there is to say.
        maps: At least one, all of one size.
        columns: How many of them stand in a row; by default as many as fit.
    """

    title: str
    note: str = ""
    maps: Sequence[SheetMap]
    columns: int | None = None


def sheet_png(title: str, sections: Sequence[Section]) -> bytes:
    """Draws sections from left to right, and below each other where the sheet is too narrow.

    Args:
        title: Stands on top.
        sections: At least one.

    Returns:
        The bytes of a PNG file.
    """
    title_lines = _lines(title, _TITLE_SIZE, _ROOM)
    blocks = [_section(section) for section in sections]
    top = MARGIN + len(title_lines) * _TITLE_SIZE * 4 // 3 + GAP
    placed, left, height = [], MARGIN, 0
    for block in blocks:
        if left > MARGIN and left + block.width > WIDTH - MARGIN:
            left, top, height = MARGIN, top + height + GAP, 0
        placed.append((left, top, block))
        left += block.width + 2 * GAP
        height = max(height, block.height)
    right = max(left + block.width for left, _, block in placed)
    width = max(right, *(MARGIN + _length(line, _TITLE_SIZE) for line in title_lines)) + MARGIN
    sheet = Image.new("RGB", (width, top + height + MARGIN), _PAPER)
    draw = ImageDraw.Draw(sheet)
    for index, line in enumerate(title_lines):
        draw.text((MARGIN, MARGIN + index * _TITLE_SIZE * 4 // 3), line, _TEXT, _font(_TITLE_SIZE, line))
    for left, top, block in placed:
        sheet.paste(block, (left, top))
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def _section(section: Section) -> Image.Image:
    cell = _cell(section)
    tiles = [_tile(each, cell) for each in section.maps]
    columns = max(min(section.columns or len(tiles), (_ROOM + GAP) // (tiles[0].width + GAP)), 1)
    columns = -(-len(tiles) // -(-len(tiles) // columns))  # rows of one length
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    heads = [(section.title, _NAME_SIZE, _TEXT)] + ([(section.note, _CAPTION_SIZE, _QUIET)] if section.note else [])
    widths = [sum(tile.width + GAP for tile in row) - GAP for row in rows]
    width = max(*widths, *(_length(text, size) for text, size, _ in heads))
    top = sum(size * 3 // 2 for _, size, _ in heads) + 6
    height = top + sum(max(tile.height for tile in row) + GAP for row in rows) - GAP
    image = Image.new("RGB", (width, height), _PAPER)
    draw, y = ImageDraw.Draw(image), 0
    for text, size, color in heads:
        draw.text((0, y), _plain(text), color, _font(size, text))
        y += size * 3 // 2
    for row in rows:
        left = 0
        for tile in row:
            image.paste(tile, (left, top))
            left += tile.width + GAP
        top += max(tile.height for tile in row) + GAP
    return image


def _cell(section: Section) -> int:
    """Returns the side of a cell, smaller where all maps of a row fit then and can still be read."""
    first = section.maps[0]
    rows, columns = _padded_shape(first)
    if not _is_numbered(first):
        most = LARGEST_MAP if len(section.maps) < MANY else LARGEST_OF_MANY
        if section.columns:
            most = min(most, _room_of_one(section.columns))
        return max(most // max(rows, columns), 2)
    fitting = _room_of_one(section.columns or len(section.maps)) // columns
    return min(fitting, NUMBERED_CELL) if fitting >= LEAST_NUMBERED_CELL else NUMBERED_CELL


def _room_of_one(count: int) -> int:
    """Returns how wide a map may be of which so many stand in a row."""
    return (_ROOM + GAP) // count - GAP


def _is_numbered(each: SheetMap) -> bool:
    return each.is_numbered if each.is_numbered is not None else max(_padded_shape(each)) <= MOST_NUMBERED


def _padded_shape(each: SheetMap) -> tuple[int, int]:
    rows, columns = (size + sum(widths) for size, widths in zip(each.values.shape, each.padding, strict=True))
    return rows, columns


def _tile(each: SheetMap, cell: int) -> Image.Image:
    """Draws one map with its caption and, without numbers, the ends of its colours."""
    (above, _), (before, _) = each.padding
    H, W = each.values.shape
    rows, columns = _padded_shape(each)
    is_numbered = _is_numbered(each)
    padded = np.pad(each.values, each.padding)
    pixels = _enlarged(paint(padded, each.colors), cell)  # (rows · cell, columns · cell, 3)
    inside = np.zeros((rows, columns), bool)
    inside[above : above + H, before : before + W] = True
    read = np.zeros((rows, columns), bool)
    read[: rows - each.unread[0], : columns - each.unread[1]] = True
    _hatch(pixels, ~inside, cell, directions=1)
    _hatch(pixels, ~read, cell, directions=2)
    map_image = Image.fromarray(pixels)
    if is_numbered:
        _write(map_image, each, padded, inside, cell)
    draw = ImageDraw.Draw(map_image)
    draw.rectangle((0, 0, map_image.width - 1, map_image.height - 1), outline=_EDGE)
    if each.mark:
        top, bottom, left, right = (place * cell for place in each.mark)
        draw.rectangle((left - 1, top - 1, right, bottom), outline=_PAPER, width=5)
        draw.rectangle((left, top, right - 1, bottom - 1), outline=ACCENT, width=3)
    if each.has_indices:
        map_image = _indexed(map_image, each, cell)
    return _captioned(map_image, each, has_scale=not is_numbered)


def _indexed(map_image: Image.Image, each: SheetMap, cell: int) -> Image.Image:
    """Writes the numbers of rows and columns above a map and left of it."""
    edge = _CAPTION_SIZE * 2
    image = Image.new("RGB", (map_image.width + edge, map_image.height + edge), _PAPER)
    image.paste(map_image, (edge, edge))
    draw, font = ImageDraw.Draw(image), _font(_CAPTION_SIZE)
    for axis, count in enumerate(each.values.shape):
        for index in range(count):
            along, across = edge + (index + 0.5) * cell, edge / 2
            middle = (along, across) if axis else (across, along)
            draw.text(middle, str(index), _QUIET, font, anchor="mm")
    return image


def _captioned(map_image: Image.Image, each: SheetMap, *, has_scale: bool) -> Image.Image:
    caption, font = _plain(each.caption), _font(_CAPTION_SIZE)
    low, high = (f"{value:.4g}" for value in (each.colors.zmin, each.colors.zmax))
    head = _CAPTION_SIZE * 3 // 2 if caption else 0
    foot = BAR + 8 + _CAPTION_SIZE * 3 // 2 if has_scale else 0
    ends = _length(f"{low}  {high}", _CAPTION_SIZE) if has_scale else 0
    width = max(map_image.width, _length(caption, _CAPTION_SIZE), ends)
    tile = Image.new("RGB", (width, head + map_image.height + foot), _PAPER)
    tile.paste(map_image, (0, head))
    draw = ImageDraw.Draw(tile)
    draw.text((0, 0), caption, _QUIET, _font(_CAPTION_SIZE, caption))
    if has_scale:
        top = head + map_image.height + 8
        scale = np.linspace(each.colors.zmin, each.colors.zmax, width)
        tile.paste(Image.fromarray(paint(np.tile(scale, (BAR, 1)), each.colors)), (0, top))
        draw.text((0, top + BAR + 2), _plain(low), _QUIET, font)
        draw.text((width, top + BAR + 2), _plain(high), _QUIET, font, anchor="ra")
    return tile


def _write(
    image: Image.Image, each: SheetMap, padded: NDArray[np.float32], inside: NDArray[np.bool_], cell: int
) -> None:
    """Writes the numbers into the cells, as large as the longest of them may be."""
    numbers = each.values if each.counts is None else each.counts
    texts = np.full(padded.shape, each.padding_text, object)
    texts[inside] = written(numbers, each.value_format or number_format(numbers)).ravel()
    longest = max(map(str, texts.flat), key=lambda text: _length(text, _LARGEST_NUMBER))
    size = _LARGEST_NUMBER
    while size > _LEAST_NUMBER and _length(longest, size) > cell - 8:
        size -= 1
    draw, font = ImageDraw.Draw(image), _font(size)
    for (row, column), color in np.ndenumerate(ink(padded, each.colors)):
        middle = ((column + 0.5) * cell, (row + 0.5) * cell)
        draw.text(middle, _plain(str(texts[row, column])), str(color), font, anchor="mm")


def _hatch(pixels: NDArray[np.uint8], cells: NDArray[np.bool_], cell: int, *, directions: int) -> None:
    """Draws oblique lines over some cells; in two directions they cross."""
    rows, columns = np.arange(pixels.shape[0])[:, None], np.arange(pixels.shape[1])
    period = max(min(12, 2 * cell), 6)
    is_line = (rows + columns) % period < 2
    if directions == 2:
        is_line = is_line | ((rows - columns) % period < 2)
    lines = is_line & _enlarged(cells, cell)
    pixels[lines] = np.round(_HATCH_SHARE * np.array(_HATCH) + (1 - _HATCH_SHARE) * pixels[lines])


def _enlarged(cells: NDArray[Any], factor: int) -> NDArray[Any]:
    return cells.repeat(factor, axis=0).repeat(factor, axis=1)


def _lines(text: str, size: int, width: int) -> list[str]:
    lines = [""]
    for word in _plain(text).split(" "):
        if lines[-1] and _length(f"{lines[-1]} {word}", size) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _length(text: str, size: int) -> int:
    return round(_font(size, text).getlength(_plain(text))) + 1


def _plain(text: str) -> str:
    return text.translate(_KIN)


def _font(size: int, text: str = "") -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return _font_of(size, has_hangul=_HANGUL.search(text) is not None)


@lru_cache(maxsize=32)
def _font_of(size: int, *, has_hangul: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(_HANGUL_FONT, size) if has_hangul else ImageFont.load_default(size)
