import numpy as np
import pytest

from cnn_core.figures.colors import ACCENT
from cnn_core.figures.evaluation import LEAST_TOP, class_accuracy_figure, confusion_figure, training_figure
from cnn_core.models.evaluation import class_accuracy
from cnn_core.text import percent
from tests.helpers.sent_figures import decoded, sent

CONFUSION = np.diag(np.arange(90, 100)).astype(np.int32)
CONFUSION[4, 9], CONFUSION[9, 4] = 7, 2
HISTORY = {
    "loss": [1.0, 0.5],
    "validation_loss": [0.8, 0.4],
    "accuracy": [0.7, 0.9],
    "validation_accuracy": [0.8, 0.95],
}


class TestConfusion:
    def test_colours_tell_the_mistakes_and_words_what_is_right_too(self):
        cells, numbers, right = sent(confusion_figure(CONFUSION))["data"]
        assert decoded(cells["z"])[4, 9] == 7
        assert np.isnan(decoded(cells["z"]).diagonal()).all()
        assert (cells["zmin"], cells["zmax"]) == (0, 7)
        np.testing.assert_array_equal(decoded(cells["customdata"]), CONFUSION)
        written = np.array(numbers["text"]).reshape(10, 10)
        assert {(row, column) for row, column in np.argwhere(written != "")} == {(4, 9), (9, 4)}
        assert right["text"][0] == "<b>90</b>"

    def test_the_rows_are_the_true_digits(self):
        figure = confusion_figure(CONFUSION)
        assert figure.layout.yaxis.title.text == "true digit"
        assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
        assert "%{y} taken for %{x}" in figure.data[0].hovertemplate

    def test_a_single_mistake_does_not_shine(self):
        one = np.eye(10, dtype=np.int32)
        one[0, 1] = 1
        assert confusion_figure(one).data[0].zmax == LEAST_TOP

    def test_a_cell_is_marked_and_the_width_kept(self):
        figure = confusion_figure(CONFUSION, mark=(4, 9), size=364)
        assert figure.layout.width <= 364
        assert figure.layout.shapes[-1].path == "M8.5,3.5H9.5V4.5H8.5Z"


class TestClassAccuracy:
    def test_points_lie_at_the_accuracies_with_their_errors(self):
        accuracy = class_accuracy(CONFUSION)
        figure = class_accuracy_figure({"net": accuracy})
        assert figure.layout.xaxis.ticksuffix == percent(1).removeprefix("100.0")  # as all percents are written
        (points,) = sent(figure)["data"]
        np.testing.assert_allclose(decoded(points["x"]), 100 * accuracy.shares, rtol=1e-6)
        np.testing.assert_allclose(decoded(points["error_x"]["arrayminus"]), 100 * accuracy.errors, rtol=1e-6)
        ends = decoded(points["x"]) + decoded(points["error_x"]["array"])
        assert ends.max() <= 100 * (1 + 1e-6)
        low = 100 * (accuracy.shares - accuracy.errors).min()
        assert low - 5 <= figure.layout.xaxis.range[0] <= low
        assert figure.layout.annotations[4].text.startswith(f"{94 / 101:.1%}"[:-1])

    def test_two_nets_stand_beside_each_other(self):
        accuracy = class_accuracy(CONFUSION)
        first, second = sent(class_accuracy_figure({"one": accuracy, "other": accuracy}))["data"]
        assert first["marker"]["color"] != second["marker"]["color"]
        assert np.all(decoded(first["y"]) < decoded(second["y"]))

    def test_no_digit_of_a_kind(self):
        none = class_accuracy(np.zeros((10, 10), np.int32))
        assert {note.text for note in class_accuracy_figure({"net": none}).layout.annotations} == {"–"}


class TestTraining:
    @pytest.mark.parametrize(("measure", "last"), [("loss", 0.4), ("accuracy", 95)])
    def test_what_was_kept_back_is_a_line_and_what_was_trained_on_is_dotted(self, measure, last):
        figure = training_figure({"net": HISTORY}, measure=measure)
        kept_back, trained_on = sent(figure)["data"]
        assert decoded(kept_back["y"])[-1] == np.float32(last)
        if measure == "accuracy":
            assert figure.layout.yaxis.ticksuffix == percent(1).removeprefix("100.0")
        assert (kept_back["name"], kept_back["line"]["dash"]) == ("held out", "solid")
        assert (trained_on["name"], trained_on["line"]["dash"]) == ("training", "dot")
        assert kept_back["line"]["color"] == trained_on["line"]["color"] == ACCENT

    def test_two_runs_have_a_colour_each(self):
        traces = training_figure({"one": HISTORY, "other": HISTORY}, measure="loss").data
        assert len({trace.line.color for trace in traces}) == 2
        assert traces[2].name == "other · held out"

    def test_the_axis_keeps_still_while_epochs_come(self):
        ranges = {
            training_figure({"net": history}, measure="accuracy", epochs=8).layout.xaxis.range
            for history in ({}, {"accuracy": [0.5], "validation_accuracy": [0.6]}, HISTORY)
        }
        assert ranges == {(0.8, 8.2)}
