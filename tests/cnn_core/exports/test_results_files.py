import csv
import io

import numpy as np
from PIL import Image

from cnn_core.exports.results_files import confusion_png, results_csv
from cnn_core.figures.colors import paint
from cnn_core.figures.evaluation import mistake_colors

CONFUSION = np.random.default_rng(4).integers(0, 9, (10, 10)).astype(np.int32) + 90 * np.eye(10, dtype=np.int32)


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)))


def test_the_picture_has_each_mistake_s_colour_and_outlines_the_cell():
    plain, marked = (pixels(confusion_png("a net", CONFUSION, cell=cell)) for cell in (None, (4, 9)))
    mistakes = CONFUSION[~np.eye(10, dtype=bool)].astype(np.float32)
    for value in mistakes:
        assert (plain == paint(value, mistake_colors(CONFUSION))).all(-1).sum() > 500
    rows, columns = np.nonzero((plain != marked).any(-1))
    assert 55 < np.ptp(rows) < 75
    assert 55 < np.ptp(columns) < 75


def test_the_table_has_every_count_and_every_epoch():
    history = {"loss": [0.5, 0.25], "accuracy": [0.8, 0.9]}
    rows = list(csv.reader(io.StringIO(results_csv("two_block/e2", CONFUSION, history))))
    assert rows[0] == ["net", "two_block/e2"]
    assert rows[2] == ["label", *map(str, range(10))]
    np.testing.assert_array_equal(np.array([row[1:] for row in rows[3:13]], int), CONFUSION)
    assert rows[14:] == [["epoch", "loss", "accuracy"], ["1", "0.5", "0.8"], ["2", "0.25", "0.9"]]
    assert len(list(csv.reader(io.StringIO(results_csv("a", CONFUSION, {}))))) == 13
