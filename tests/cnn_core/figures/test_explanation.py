import numpy as np

from cnn_core.figures.explanation import FALLS, RISES, changes_figure, spread_figure
from tests.helpers.sent_figures import decoded, sent

CHANGES = np.linspace(-2, 2.5, 10).astype(np.float32)


def test_each_case_has_its_bars_and_a_scale_of_its_own_about_zero():
    figure = sent(changes_figure({"here": CHANGES, "mean": CHANGES / 10}))
    first, second = figure["data"]
    np.testing.assert_allclose(decoded(first["x"]), CHANGES)
    np.testing.assert_allclose(decoded(second["x"]), CHANGES / 10)
    low, high = figure["layout"]["xaxis"]["range"]
    assert low == -high
    assert high > 2.5
    assert figure["layout"]["xaxis2"]["range"][1] == np.float32(high / 10)
    assert figure["layout"]["xaxis"]["domain"][1] < figure["layout"]["xaxis2"]["domain"][0]
    assert figure["layout"]["xaxis"]["title"]["text"] == "here"


def test_what_rises_and_what_falls_differ_in_colour_and_sign():
    bars = changes_figure({"here": CHANGES}).data[0]
    assert list(bars.marker.color) == [RISES if change > 0 else FALLS for change in CHANGES]
    assert bars.text[0] == "−2.00"
    assert bars.text[-1] == "+2.50"


def test_a_class_without_any_change_has_a_scale_nevertheless():
    low, high = changes_figure({"here": np.zeros(10, np.float32)}).layout.xaxis.range
    assert low < 0 < high


def test_counts_stand_between_the_edges_of_their_bins_and_the_value_is_marked():
    figure = sent(spread_figure(np.array([100, 0, 7]), np.array([0.0, 1.0, 2.0, 3.0]), mark=2.5))
    (bars,) = figure["data"]
    np.testing.assert_array_equal(decoded(bars["x"]), [0.5, 1.5, 2.5])
    np.testing.assert_array_equal(decoded(bars["y"]), [100, 0, 7])
    np.testing.assert_array_equal(decoded(bars["customdata"]), [[0, 1], [1, 2], [2, 3]])
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert figure["layout"]["shapes"][0]["x0"] == 2.5


def test_a_dead_channel_has_one_bin_that_is_seen():
    bars = spread_figure(np.array([40]), np.zeros(2)).data[0]
    assert bars.width[0] > 0
