"""Figures for paper: SVG in black and white, which any printer prints as it is.

Grids have a number in each cell, as on the toy page, or none where somebody is to write one. Larger maps are greys:
zero is black, as it is on the screen and as the lessons say, and the most is white. All is vector, so it is sharp.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WIDTH = 660
"""CSS pixels: what A4 and Letter both have room for between margins of 18 mm."""
MOST_NUMBERED = 12
"""Rows or columns of a grid that has numbers in its cells; a larger one is greys."""

# Pixels.
_SIDE, _LEAST_SIDE, _MAP_SIDE = 30, 22, 72
_GAP, _HEAD, _FOOT = 22, 34, 10
_LETTER = 0.58  # of a letter's height, its width
_BAR_ROW, _BAR_LABEL, _BAR_VALUE = 18, 20, 62
_LEVELS = 48  # of grey
_OVERLAP = 0.04  # of a cell: greys that only touch have a white line between them in some viewers
_LINE, _QUIET = "#555", "#555"


@dataclass(frozen=True, eq=False, kw_only=True)
class PaperGrid:
    """A map as it is printed.

    Attributes:
        values: (H, W).
        title: What it is.
        more: The words below that.
        is_blank: Whether its cells are left empty, to be written into.
    """

    values: NDArray[np.float32]
    title: str
    more: str = ""
    is_blank: bool = False

    @property
    def is_numbered(self) -> bool:
        """Whether there is room for numbers in its cells."""
        return bool(max(self.values.shape) <= MOST_NUMBERED)


def grids_svg(grids: Sequence[PaperGrid], *, alt: str) -> str:
    """Draws grids side by side, in as many rows as they need.

    Args:
        grids: One at least.
        alt: What is seen, in words.

    Returns:
        An `<svg>` element, at most `WIDTH` wide.
    """
    side = _side_of(grids)
    left = top = width = 0.0
    height = _HEAD
    drawn: list[str] = []
    for grid in grids:
        rows, columns = grid.values.shape
        cell = side if grid.is_numbered else _MAP_SIDE * 2 / max(rows, columns)
        slot = max(columns * cell, _width_of(grid.title, 12), _width_of(grid.more, 11))
        if left and left + slot > WIDTH:
            left, top = 0.0, top + height + _FOOT
            height = _HEAD
        drawn.append(_text(left, top + 12, grid.title, 12, "#000", "600"))
        drawn.append(_text(left, top + 26, grid.more, 11, _QUIET))
        drawn += _numbered(grid, left, top + _HEAD, cell) if grid.is_numbered else ()
        if not grid.is_numbered:
            drawn.append(_greys(grid.values, left, top + _HEAD, cell, _ends(grid.values)))
        height = max(height, _HEAD + rows * cell)
        width = max(width, left + slot)
        left += slot + _GAP
    return _svg(width + 1, top + height + 1, alt, drawn)


def maps_svg(maps: Sequence[NDArray[np.float32]], names: Sequence[str], *, most: Sequence[float], alt: str) -> str:
    """Draws maps as greys, each with its name below.

    Args:
        maps: Each (H, W); what is below 0 is as black as 0.
        names: One for each.
        most: The value that is white, one for each; where it is 0 all is black.
        alt: What is seen, in words.

    Returns:
        An `<svg>` element, at most `WIDTH` wide.
    """
    drawn: list[str] = []
    step, in_row = _MAP_SIDE + 10, WIDTH // (_MAP_SIDE + 10)
    row = _MAP_SIDE + (22 if any(names) else 0)
    for index, (values, name, end) in enumerate(zip(maps, names, most, strict=True)):
        left, top = float(index % in_row * step), float(index // in_row * row)
        drawn.append(_greys(values, left, top, _MAP_SIDE / max(values.shape), (0.0, end)))
        drawn.append(_text(left, top + _MAP_SIDE + 13, name, 11, _QUIET))
    rows = -(-len(maps) // in_row)
    return _svg(min(len(maps), in_row) * step, rows * row, alt, drawn)


def bars_svg(values: Sequence[float], written: Sequence[str], *, alt: str) -> str:
    """Draws a bar for each value, from 0 on, with its index before it and its text behind it.

    Args:
        values: Probabilities or logits, one at least.
        written: What stands behind each bar.
        alt: What is seen, in words.

    Returns:
        An `<svg>` element, at most `WIDTH` wide.
    """
    low, high = min(0.0, *values), max(0.0, *values)
    room = (WIDTH / 2 - _BAR_LABEL - _BAR_VALUE) / ((high - low) or 1.0)
    zero = _BAR_LABEL - low * room
    end = _BAR_LABEL + (high - low) * room + 6
    drawn = [f'<path d="M{zero:.1f} 0V{_BAR_ROW * len(values)}" stroke="{_LINE}"/>']
    for index, (value, said) in enumerate(zip(values, written, strict=True)):
        base = _BAR_ROW * index
        left, width = zero + min(0.0, value) * room, abs(value) * room
        drawn.append(_text(0, base + 13, str(index), 12, "#000"))
        drawn.append(f'<rect x="{left:.1f}" y="{base + 4}" width="{width:.1f}" height="10" fill="#333"/>')
        drawn.append(_text(end, base + 13, said, 12, "#000"))
    return _svg(WIDTH / 2, _BAR_ROW * len(values), alt, drawn)


def _side_of(grids: Sequence[PaperGrid]) -> float:
    """Returns the side of a numbered cell, so that the grids stand in one row if they can."""
    numbered = [grid.values.shape[1] for grid in grids if grid.is_numbered]
    others = sum(_GAP + 2 * _MAP_SIDE for grid in grids if not grid.is_numbered)
    room = WIDTH - others - _GAP * len(numbered)
    return float(min(_SIDE, max(_LEAST_SIDE, room // max(sum(numbered), 1))))


def _numbered(grid: PaperGrid, left: float, top: float, side: float) -> Iterator[str]:
    rows, columns = grid.values.shape
    width, height = columns * side, rows * side
    lines = [f"M{left:g} {top + row * side:g}h{width:g}" for row in range(rows + 1)]
    lines += [f"M{left + column * side:g} {top:g}v{height:g}" for column in range(columns + 1)]
    dash = ' stroke-dasharray="3 2"' if grid.is_blank else ""
    yield f'<path d="{"".join(lines)}" fill="none" stroke="{_LINE}" stroke-width="0.8"{dash}/>'
    if grid.is_blank:
        return
    texts = [[number_text(value) for value in row] for row in grid.values.tolist()]
    longest = max(len(text) for row in texts for text in row)
    size = min(0.46 * side, 0.92 * side / (_LETTER * longest))
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            x, y = left + (column + 0.5) * side, top + (row + 0.5) * side + 0.35 * size
            yield f'<text x="{x:g}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="middle">{text}</text>'


def number_text(value: float) -> str:
    """Returns a number as a cell shows it, to four digits."""
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def _ends(values: NDArray[np.float32]) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return min(low, 0.0), max(high, 0.0)


def _greys(values: NDArray[np.float32], left: float, top: float, cell: float, ends: tuple[float, float]) -> str:
    """Draws a map as greys, each run of one grey in a row as one piece, and all pieces of a grey as one path."""
    low, high = ends
    shares = np.clip((values.astype(np.float64) - low) / ((high - low) or 1.0), 0, 1)
    levels = np.rint(shares * (_LEVELS - 1)).astype(int)
    pieces: dict[int, list[str]] = defaultdict(list)
    over = _OVERLAP * cell
    for row, line in enumerate(levels):
        starts = [0, *(np.flatnonzero(np.diff(line)) + 1).tolist(), len(line)]
        for start, stop in pairwise(starts):
            if level := int(line[start]):
                x, y, width = left + start * cell, top + row * cell, (stop - start) * cell
                pieces[level].append(f"M{x:.4g} {y:.4g}h{width + over:.3g}v{cell + over:.3g}h-{width + over:.3g}z")
    rows, columns = values.shape
    at = f'x="{left:g}" y="{top:g}" width="{columns * cell:g}" height="{rows * cell:g}"'
    paths = [f'<rect {at} fill="#000"/>']
    for level, drawn in sorted(pieces.items()):
        grey = round(255 * level / (_LEVELS - 1))
        paths.append(f'<path fill="#{grey:02x}{grey:02x}{grey:02x}" d="{"".join(drawn)}"/>')
    return "".join([*paths, f'<rect {at} fill="none" stroke="#000"/>'])


def _width_of(text: str, size: float) -> float:
    return _LETTER * size * len(text)


def _text(x: float, y: float, text: str, size: float, color: str, weight: str = "400") -> str:
    if not text:
        return ""
    at = f'x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}"'
    return f'<text {at} fill="{color}">{escape(text)}</text>'


def _svg(width: float, height: float, alt: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {width + 2:.0f} {height + 2:.0f}" '
        f'width="{width + 2:.0f}" height="{height + 2:.0f}" role="img" aria-label="{escape(alt)}" '
        f'font-family="sans-serif">{"".join(drawn)}</svg>'
    )
