"""Layers and what there is to say of each, as an HTML table; `LAYER_SHEET` is its style.

Each cell knows its label, for screens on which the head is not shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

LAYER_SHEET = Path(__file__).parent / "layer_table.css"
"""The style of the table, which a page loads once."""


@dataclass(frozen=True, kw_only=True)
class LayerRow:
    """What is said of one layer.

    Attributes:
        name: Of the layer.
        cells: One for each column behind its name; an empty one says nothing.
        is_chosen: Whether the row is emphasized.
        kind: A class of the row.
    """

    name: str
    cells: Sequence[str]
    is_chosen: bool = False
    kind: str = ""


def layer_table(
    first: str, columns: Sequence[str], rows: Iterable[LayerRow], *, formulas: Mapping[str, str] | None = None
) -> str:
    """Returns the table.

    Args:
        first: The head of the layers' names.
        columns: The heads of the others.
        rows: The layers, from the input on.
        formulas: What stands below a head.
    """
    below = formulas or {}
    heads = [f"<th>{escape(first)}</th>"]
    heads += [f"<th>{escape(head)}<span>{escape(below.get(head, ''))}</span></th>" for head in columns]
    body = "".join(_row(row, columns) for row in rows)
    return f'<table class="layers"><thead><tr>{"".join(heads)}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: LayerRow, columns: Sequence[str]) -> str:
    written = "".join(
        f'<td data-label="{escape(head)}">{escape(cell)}</td>'
        for head, cell in zip(columns, row.cells, strict=True)
    )
    kinds = " ".join(filter(None, ["chosen" if row.is_chosen else "", row.kind]))
    name = escape(row.name)
    return f'<tr data-layer="{name}" class="{kinds}"><th scope="row">{name}</th>{written}</tr>'
