"""Numbers that were copied somewhere, and what a comma is among them.

A comma typed into a cell is a decimal one (`ui.operations.grids.read_number`). The same holds in a sheet, whose
cells are parted by lines, tabs, semicolons or spaces. Where the commas could part numbers as well, the page says
what they were taken for, or asks.
"""

import re
from dataclasses import dataclass
from itertools import chain

from cnn_core.errors import SpecError
from cnn_core.text import sentences, t
from ui.operations.grids import GridLimits, Grids, grid_size, is_number, read_grids, read_rows

_BESIDE_A_SPACE = re.compile(r"\s,|,\s")  # which no decimal comma is


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What was copied.

    Attributes:
        grids: The numbers.
        said: What its commas were taken for, where they could be taken for something else; else empty.
    """

    grids: Grids
    said: str = ""


def read_sheet(text: str, limits: GridLimits) -> Sheet:
    """Returns the grids of a text that was copied somewhere: from a spreadsheet, a CSV file, or `write_grids`.

    Lines are rows. Cells are parted by tabs or else by semicolons, and a comma is then a decimal one. Without both,
    a comma is a decimal one where the text reads so, as `0,5` below `0,25` does; otherwise commas part the cells.
    A comma beside a space always parts.

    Args:
        text: What was copied.
        limits: What is allowed.

    Raises:
        SpecError: The text is something else, or beyond the limits, or one line such as `0,5;0,25`, which may be
            two rows or two decimals.
    """
    text = text.strip("\r\n")
    lines = text.splitlines()
    if "|" in text:
        return Sheet(grids=read_grids(text.strip(), limits))
    if "\t" in text:
        return _sheet([line.split("\t") for line in lines], limits)
    if ";" in text and len(lines) > 1:
        return _sheet([line.split(";") for line in lines], limits)
    if ";" in text:
        return _of_one_line(text.strip(), limits)
    cells = [line.split() for line in lines] or [[""]]
    if "," not in text:
        return _sheet(cells, limits)
    parted = [line.split(",") for line in lines]
    if not _are_decimals(text, list(chain.from_iterable(cells))):
        try:
            return _sheet(parted, limits)
        except SpecError as error:
            raise SpecError(sentences(error, t("grids.commas_part"))) from error
    said = _said(cells) if _reads(parted, limits) else ""
    try:
        return Sheet(grids=(read_rows(cells, limits),), said=said)
    except SpecError as error:
        raise SpecError(sentences(error, t("grids.space_parts")) if said else error.sentence) from error


def commas_said(text: str, before: Grids, grids: Grids) -> str:
    """Says that commas were taken to part the numbers of a text, where somebody may have meant decimals.

    Of numbers that were changed in place nothing is said: their reader sees the commas in the text.

    Args:
        text: What was typed, for `read_grids`.
        before: What stood there.
        grids: What was read.
    """
    if grid_size(before[0]) == grid_size(grids[0]) or not _are_decimals(text, re.split("[;|]", text)):
        return ""
    example = _example(re.split("[;|]", text))
    first, second = example.split(",")
    return t("grids.taken_as_parting", came=f"`{example}`", first=first, second=second, point=_point(example))


def _of_one_line(text: str, limits: GridLimits) -> Sheet:
    """Reads `1,2;3,4`, of which the semicolons may part rows, or cells with decimal commas."""
    cells = text.split(";")
    if not _are_decimals(text, cells):
        return Sheet(grids=read_grids(text, limits))
    if _reads([cell.split(",") for cell in cells], limits):
        raise SpecError(t("grids.rows_or_decimals", rows=len(cells), came=f"`{_example(cells)}`"))
    return _sheet([cells], limits)


def _sheet(rows: list[list[str]], limits: GridLimits) -> Sheet:
    return Sheet(grids=(read_rows(rows, limits),))


def _are_decimals(text: str, cells: list[str]) -> bool:
    """Whether cells have commas that can all be decimal ones."""
    has_commas = any("," in cell for cell in cells)
    return has_commas and not _BESIDE_A_SPACE.search(text) and all(map(is_number, cells))


def _reads(rows: list[list[str]], limits: GridLimits) -> bool:
    try:
        read_rows(rows, limits)
    except SpecError:
        return False
    return True


def _said(cells: list[list[str]]) -> str:
    example = _example(list(chain.from_iterable(cells)))
    return t("grids.taken_as_decimal", came=f"`{example}`", point=_point(example))


def _example(cells: list[str]) -> str:
    return next(cell for cell in cells if "," in cell).strip()


def _point(number: str) -> str:
    return number.replace(",", ".")
