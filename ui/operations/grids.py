"""Grids of numbers as people write them and as an address holds them.

`1,2,3;4,5,6` is a grid of two rows and three columns, and `1,1|10,10` are two grids of one row each. What is
read comes from anybody's address bar, so that every limit is checked here.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.numbers import grouped
from cnn_core.text import t

Grid: TypeAlias = tuple[tuple[float, ...], ...]
"""Rows of numbers, all of one length. Each is what a float32 holds, so that text and back changes nothing."""

Grids: TypeAlias = tuple[Grid, ...]
"""Grids of one size, at least one."""

LARGEST_NUMBER = 9999.0
MOST_CHARACTERS = 8000
_SHOWN_CHARACTERS = 24

# The browser reads these too, so that they are of what Python and JavaScript share.
_NUMBER = r"[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d{1,3})?"
_TWO_WAYS = r"[+-]?[1-9]\d{0,2},\d{3}"  # 1,500 may be one and a half, or fifteen hundred
_FLAGS = re.ASCII | re.IGNORECASE


@dataclass(frozen=True, kw_only=True)
class GridLimits:
    """What grids may be.

    Attributes:
        noun: What they are, for the sentences.
        most_size: Rows, and columns, of a grid.
        most_grids: How many there may be.
    """

    noun: Literal["image", "kernel", "bias", "target"]
    most_size: int
    most_grids: int = 1


def read_grids(text: str, limits: GridLimits) -> Grids:
    """Returns the grids that a text holds.

    Args:
        text: Numbers with commas between them, rows with semicolons, grids with bars.
        limits: What is allowed.

    Raises:
        SpecError: The text is something else, or beyond the limits.
    """
    noun = t(f"grids.{limits.noun}")
    if len(text) > MOST_CHARACTERS:
        raise SpecError(t("grids.too_long", noun=noun, came=grouped(len(text)), most=grouped(MOST_CHARACTERS)))
    parts = text.split("|")
    if len(parts) > limits.most_grids:
        raise SpecError(t("grids.too_many", noun=noun, came=len(parts), most=limits.most_grids))
    grids = tuple(_read_grid(part, limits) for part in parts)
    if len({grid_size(grid) for grid in grids}) > 1:
        raise SpecError(t("grids.sizes_differ", noun=noun))
    return grids


def read_rows(rows: Sequence[Sequence[str]], limits: GridLimits) -> Grid:
    """Returns the grid of some rows of cells.

    Args:
        rows: What stands in each cell, as `read_number` takes it; spaces around it do not count.
        limits: What is allowed.

    Raises:
        SpecError: There are too many, they are not equally long, or a cell holds no number.
    """
    noun = t(f"grids.{limits.noun}")
    if (came := sum(len(cell) + 1 for row in rows for cell in row)) > MOST_CHARACTERS + 1:
        raise SpecError(t("grids.too_long", noun=noun, came=grouped(came - 1), most=grouped(MOST_CHARACTERS)))
    for name, came in (("rows", len(rows)), ("columns", max(map(len, rows)))):
        if came > limits.most_size:
            raise SpecError(t(f"grids.too_many_{name}", noun=noun, came=came, most=limits.most_size))
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise SpecError(t("grids.ragged", noun=noun, row=index, came=len(row), first=len(rows[0])))
    return tuple(
        tuple(read_number(cell.strip(), i, j, limits) for j, cell in enumerate(row)) for i, row in enumerate(rows)
    )


def write_grids(grids: Grids) -> str:
    """Returns the text that `read_grids` reads, in the fewest characters."""
    return "|".join(";".join(",".join(map(write_number, row)) for row in grid) for grid in grids)


def write_number(number: float) -> str:
    """Returns the shortest text that `read_number` reads as the same number."""
    return str(np.float32(number)).removesuffix(".0")


def read_number(value: object, row: int, column: int, limits: GridLimits) -> float:
    """Returns the number of a cell, rounded to float32. A comma in a text is a decimal one.

    Args:
        value: What came: text, a number, or None for an empty cell.
        row: The cell's row, for the error.
        column: The cell's column, for the error.
        limits: What it is a cell of.

    Raises:
        SpecError: It is no number, or one out of bounds, or a comma in it could part thousands as well.
    """
    say = partial(_sentence, limits=limits, row=row, column=column)
    match value:
        case None | "":
            raise SpecError(say("empty"))
        case bool():
            number = math.nan
        case int() | float():
            number = math.inf if abs(value) > LARGEST_NUMBER else float(value)  # an int may exceed all floats
        case str() if re.fullmatch(_TWO_WAYS, text := value.replace("−", "-"), _FLAGS):
            whole, decimals = text.split(",")
            raise SpecError(say("two_ways", came=_quoted(value), one=f"{whole}.{decimals}", other=whole + decimals))
        case str() if re.fullmatch(_NUMBER, text := value.replace("−", "-"), _FLAGS):
            number = float(text.replace(",", "."))
        case _:
            number = math.nan
    if math.isnan(number):
        raise SpecError(say("no_number", came=_quoted(value)))
    if abs(number) > LARGEST_NUMBER:
        raise SpecError(say("too_large", came=_quoted(value)))
    return float(np.float32(number)) + 0.0  # -0 becomes 0


def is_number(text: str) -> bool:
    """Whether a cell's text is written as a number, or as one that can be read in two ways."""
    return re.fullmatch(_NUMBER, text.strip().replace("−", "-"), _FLAGS) is not None


def number_rule(limits: GridLimits) -> dict[str, object]:
    """Returns what a browser needs to judge a text as `read_number` does, and to say the same.

    Args:
        limits: What the text is a cell of.

    Returns:
        The patterns `number` and `two_ways`, without regard to case; `largest`; how many characters of a text are
        `shown`; and the sentences, with `{came}`, `{row}` and `{column}` left open, and `{one}` and `{other}`.
    """
    names = ("came", "row", "column", "one", "other")
    places = {name: f"{{{name}}}" for name in names}
    sentences = {
        name: _sentence(name, limits, **places) for name in ("empty", "no_number", "two_ways", "too_large")
    }
    return {
        "number": _NUMBER,
        "two_ways": _TWO_WAYS,
        "largest": LARGEST_NUMBER,
        "shown": _SHOWN_CHARACTERS,
        "sentences": sentences,
    }


def _sentence(name: str, limits: GridLimits, **values: object) -> str:
    return t(f"grids.{name}", noun=t(f"grids.{limits.noun}"), most=grouped(int(LARGEST_NUMBER)), **values)


def edit_grid(grid: Grid, edits: Mapping[int, Mapping[str, object]], limits: GridLimits) -> Grid:
    """Returns a grid with some of its cells replaced.

    Args:
        grid: The grid.
        edits: The new values, by row and by the name of the column, which is its index.
        limits: What is allowed.

    Raises:
        SpecError: A value is no number, or there is no such cell.
    """
    cells = [list(row) for row in grid]
    for row, values in edits.items():
        for name, value in values.items():
            if not (row in range(len(grid)) and name in map(str, range(len(grid[0])))):
                raise SpecError(t("grids.no_cell", noun=t(f"grids.{limits.noun}"), row=row, column=_quoted(name)))
            cells[row][int(name)] = read_number(value, row, int(name), limits)
    return tuple(map(tuple, cells))


def with_cell(grids: Grids, limits: GridLimits, *, index: int, row: int, column: int, text: str) -> Grids:
    """Returns grids with one of their cells replaced.

    Args:
        grids: The grids.
        limits: What is allowed.
        index: Of the grid; where there is one for all, it is that.
        row: Of the cell.
        column: Of the cell.
        text: What was typed.

    Raises:
        SpecError: It is no number, or there is no such cell.
    """
    index = index if index in range(len(grids)) else 0
    grid = edit_grid(grids[index], {row: {str(column): text.strip()}}, limits)
    return (*grids[:index], grid, *grids[index + 1 :])


def resize_grid(grid: Grid, rows: int, columns: int) -> Grid:
    """Returns a grid cut, or continued, to another size.

    A grid that holds one number everywhere is continued with that number, every other with zeros.
    """
    numbers = set(chain.from_iterable(grid))
    filling = numbers.pop() if len(numbers) == 1 else 0.0

    def cell(row: int, column: int) -> float:
        return grid[row][column] if row < len(grid) and column < len(grid[0]) else filling

    return tuple(tuple(cell(row, column) for column in range(columns)) for row in range(rows))


def grid_size(grid: Grid) -> tuple[int, int]:
    """Returns a grid's rows and columns."""
    return len(grid), len(grid[0])


def grid_from_array(values: NDArray[np.float32]) -> Grid:
    """Returns an array (H, W) as a grid."""
    return tuple(tuple(float(value) + 0.0 for value in row) for row in values)


def kernel_array(grids: Grids) -> NDArray[np.float32]:
    """Returns grids as a kernel (kh, kw, 1, F), a filter for each."""
    return np.stack([np.array(grid, np.float32) for grid in grids], axis=-1)[:, :, None, :]


def _read_grid(text: str, limits: GridLimits) -> Grid:
    return read_rows([row.split(",") for row in text.split(";")], limits)


def _quoted(value: object) -> str:
    """Returns what somebody typed so that Markdown shows it and does nothing with it."""
    text = " ".join(str(value).replace("`", "'").split())
    return f"`{text[:_SHOWN_CHARACTERS]}{'…' if len(text) > _SHOWN_CHARACTERS else ''}`"
