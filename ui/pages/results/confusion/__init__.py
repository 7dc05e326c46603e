"""The confusion matrix as a component, because a Plotly heatmap in Streamlit tells nothing of a click.

One cell is in reach of Tab, the arrow keys go on from there, Enter and Space choose.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.figures.colors import ink, paint
from cnn_core.figures.evaluation import mistake_colors
from cnn_core.text import t
from ui.scripts import loader

Cell = tuple[int, int]
"""The true digit and the answer."""

_HERE = Path(__file__).parent

_matrix = st.components.v2.component(
    "convscope_confusion",
    html='<div class="confusion" data-root></div>',
    css=(_HERE / "confusion.css").read_text("utf-8"),
    js=loader("pages/results/confusion/confusion.js"),
)


def show_confusion(
    confusion: NDArray[np.int32], *, chosen: Cell | None, key: str, take: Callable[[Cell], None]
) -> None:
    """Shows a confusion matrix; colours tell the mistakes, and what is right is bold on the diagonal.

    Args:
        confusion: What `cnn_core.models.evaluation.confusion_matrix` returns.
        chosen: The cell to outline.
        key: The widget's.
        take: Called with a cell that is chosen.
    """
    mistakes = confusion * (1 - np.eye(len(confusion), dtype=np.int32))
    colors = mistake_colors(confusion)
    papers = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in paint(mistakes, colors).reshape(-1, 3)]
    data = {
        "counts": confusion.ravel().tolist(),
        "papers": papers,
        "inks": ink(mistakes, colors).ravel().tolist(),
        "chosen": list(chosen) if chosen else None,
        "words": {
            "title": t("results.confusion"),
            "answer": t("figures.answer"),
            "label": t("figures.label"),
            # the script fills in which cell it is
            "cell": t("figures.confusion", label="{label}", answer="{answer}", count="{count}"),
        },
    }
    _matrix(key=key, data=data, on_cell_change=lambda: _take(st.session_state.get(key), len(confusion), take))


def _take(told: object, size: int, take: Callable[[Cell], None]) -> None:
    """Takes over the cell that the browser tells of, if there is such a cell."""
    cell = told.get("cell") if isinstance(told, Mapping) else None
    match cell:
        case [int(label), int(answer), _] if label in range(size) and answer in range(size):
            take((label, answer))
