"""What can be taken along of how a net does: its confusion matrix as a picture, its numbers as a table."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnn_core.exports.results_files import confusion_png, results_csv
from cnn_core.models.evaluation import confusion_matrix
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import StoredNet
from cnn_core.text import percent, t
from ui.nets.titles import net_title
from ui.pages.results.confusion import Cell


def result_files(entries: Sequence[StoredNet], cell: Cell | None) -> Mapping[str, Callable[[int], bytes | str]]:
    """Returns what makes the files of each net that is shown, by their endings.

    Args:
        entries: The nets.
        cell: The cell of the first net's matrix that is open.
    """
    return {"png": partial(_picture, entries, cell), "csv": partial(_table, entries)}


def _picture(entries: Sequence[StoredNet], cell: Cell | None, number: int) -> bytes:
    counts = _counts(entries[number])
    right = percent(counts.trace() / counts.sum())
    title = t("take_along.picture.right", net=net_title(entries[number].net), accuracy=right)
    return confusion_png(title, counts, cell=None if number else cell)


def _table(entries: Sequence[StoredNet], number: int) -> str:
    entry = entries[number]
    return results_csv(training_text(entry.net), _counts(entry), entry.report.history)


def _counts(entry: StoredNet) -> NDArray[np.int32]:
    return confusion_matrix(entry.held_out_answers, load_digits().held_out_labels)
