"""Small maps with a number in every cell, as HTML tables: a screen reader reads them, and a slider moves them.

They have the colours that maps have everywhere; where the numbers would not fit, a Plotly figure is the better map.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.figures.colors import ColorRange, color_range, ink, paint

TABLE_SHEET = Path(__file__).parent / "cell_tables.css"
"""The style of the maps, which a page loads once."""


def show_tables(tables: Iterable[str]) -> None:
    """Shows maps side by side, as far as there is room.

    Args:
        tables: What `cell_table` returns.
    """
    st.html(TABLE_SHEET)
    st.html(tables_html(tables))


def tables_html(tables: Iterable[str]) -> str:
    """Returns maps side by side as HTML, for a page that has `TABLE_SHEET` already."""
    return f'<div class="grids">{"".join(tables)}</div>'


def cell_table(
    values: NDArray[np.float32],
    *,
    term: str,
    more: str,
    colors: ColorRange | None = None,
    side: int = 46,
    is_indexed: bool = False,
) -> str:
    """Returns a map as HTML.

    Args:
        values: (H, W).
        term: What it is, above it.
        more: The words below that.
        colors: By default `color_range(values)`; maps to be compared need one range between them.
        side: Of a cell, in CSS pixels.
        is_indexed: Whether the rows and columns have their indices beside them.
    """
    colors = colors or color_range(values)
    papers = paint(values, colors).reshape(-1, 3).tolist()
    inks = ink(values, colors).ravel().tolist()
    cells = [
        f'<td style="background:#{red:02x}{green:02x}{blue:02x};color:{color}">{number_text(value)}</td>'
        for value, (red, green, blue), color in zip(values.ravel().tolist(), papers, inks, strict=True)
    ]
    H, W = values.shape
    rows = ["".join(cells[start : start + W]) for start in range(0, H * W, W)]
    if is_indexed:
        heads = "".join(f'<th scope="col">{column}</th>' for column in range(W))
        rows = [f"<td></td>{heads}", *(f'<th scope="row">{index}</th>{row}' for index, row in enumerate(rows))]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    caption = f"<figcaption><b>{escape(term)}</b><span>{escape(more)}</span></figcaption>"
    return f'<figure style="--side:{side}px">{caption}<table>{body}</table></figure>'


def number_text(value: float) -> str:
    """Returns a number as a cell shows it."""
    return f"{value:g}".replace("-", "−")
