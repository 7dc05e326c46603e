"""How well a net does on the held-out digits, as files: its confusion matrix as a picture, its numbers."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

import numpy as np
from numpy.typing import NDArray

from cnn_core.exports.map_sheet import Section, SheetMap, sheet_png
from cnn_core.figures.evaluation import mistake_colors
from cnn_core.text import t


def confusion_png(title: str, confusion: NDArray[np.int32], *, cell: tuple[int, int] | None = None) -> bytes:
    """Draws a confusion matrix, whose colours tell the mistakes.

    Args:
        title: What the net is called, and how it does.
        confusion: What `cnn_core.confusion_matrix` returns.
        cell: The true digit and the answer of a cell to outline.
    """
    mistakes = (confusion * (1 - np.eye(len(confusion), dtype=np.int32))).astype(np.float32)
    matrix = SheetMap(
        values=mistakes,
        counts=confusion,
        value_format=".0f",
        colors=mistake_colors(confusion),
        has_indices=True,
        mark=None if cell is None else (cell[0], cell[0] + 1, cell[1], cell[1] + 1),
    )
    section = Section(title=t("exports.confusion"), note=t("exports.confusion_axes"), maps=[matrix])
    return sheet_png(title, [section])


def results_csv(net: str, confusion: NDArray[np.int32], history: Mapping[str, Sequence[float]]) -> str:
    """Returns what a net takes the held-out digits for, and how its training went.

    A line of the CSV names the net. Behind a blank line comes the confusion matrix, a line for each true digit and
    a column for each answer, and behind another the figures of each epoch, where there are any.

    Args:
        net: As `cnn_core.training_text` writes it.
        confusion: What `cnn_core.confusion_matrix` returns.
        history: Figures by epoch: "loss", "accuracy", "validation_loss" and "validation_accuracy".
    """
    file = StringIO()
    table = csv.writer(file)
    table.writerows([["net", net], [], ["label", *range(len(confusion))]])
    table.writerows([label, *row] for label, row in enumerate(confusion.tolist()))
    if history:
        table.writerows([[], ["epoch", *history]])
        table.writerows([epoch, *figures] for epoch, figures in enumerate(zip(*history.values(), strict=True), 1))
    return file.getvalue()
