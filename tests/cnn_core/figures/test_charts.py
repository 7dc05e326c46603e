import numpy as np
import pytest

from cnn_core.figures.charts import bars_figure, curves_figure
from cnn_core.figures.colors import ACCENT
from tests.helpers.sent_figures import decoded, sent


class TestBars:
    probabilities = np.array([0.1, 0.9, 0, 0, 0, 0, 0, 0, 0, 0], np.float32)

    def test_bars_hold_the_probabilities_from_0_to_1(self):
        figure = bars_figure(self.probabilities)
        bars = sent(figure)["data"][1]
        np.testing.assert_array_equal(decoded(bars["x"]), self.probabilities)
        np.testing.assert_array_equal(decoded(bars["y"]), range(10))
        assert figure.layout.xaxis.range == (0, 1)
        assert [text[:-2] for text in figure.data[0].text] == ["10.0", "90.0", *["0.0"] * 8]

    def test_the_likeliest_has_the_accent(self):
        colors = bars_figure(self.probabilities).data[1].marker.color
        assert [index for index, color in enumerate(colors) if color == ACCENT] == [1]

    def test_the_true_digit_is_named(self):
        names = bars_figure(self.probabilities, label=3).layout.yaxis.ticktext
        assert [index for index, name in enumerate(names) if "true" in name] == [3]
        assert names[4] == "4"

    def test_logits_stand_on_an_axis_of_their_own(self):
        logits = np.array([-3, 2, *[0] * 8], np.float32)
        figure = bars_figure(self.probabilities, logits=logits)
        left = sent(figure)["data"][2]
        np.testing.assert_array_equal(decoded(left["x"]), logits)
        assert left["text"][:2] == ["−3.0", "2.0"]
        low, high = figure.layout.xaxis2.range
        assert low == -high < -3
        assert figure.layout.xaxis2.domain[1] < figure.layout.xaxis.domain[0]

    def test_no_answer_is_not_an_answer(self):
        figure = bars_figure(np.full(10, np.nan, np.float32), logits=np.full(10, np.nan, np.float32))
        assert set(figure.data[0].text) == {"–"}
        assert ACCENT not in figure.data[1].marker.color


class TestCurves:
    def test_curves_count_from_one(self):
        figure = curves_figure({"training": [3, 2, 1], "held out": [3.5, np.nan]}, x_title="epoch", y_title="loss")
        first, second = sent(figure)["data"]
        assert (first["name"], second["name"]) == ("training", "held out")
        assert decoded(first["x"]).tolist() == [1, 2, 3]
        np.testing.assert_array_equal(decoded(first["y"]), [3, 2, 1])
        np.testing.assert_array_equal(decoded(second["y"]), [3.5, np.nan])
        assert first["line"]["color"] != second["line"]["color"]
        assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("epoch", "loss")

    @pytest.mark.parametrize("history", [{}, {"loss": []}, {"loss": [1.0]}])
    def test_nothing_yet(self, history):
        assert len(curves_figure(history, x_title="epoch", y_title="loss").data) == len(history)

    @pytest.mark.parametrize(("points", "mode"), [(30, "lines+markers"), (31, "lines")])
    def test_few_points_are_dotted(self, points, mode):
        assert curves_figure({"loss": [1.0] * points}, x_title="", y_title="").data[0].mode == mode
