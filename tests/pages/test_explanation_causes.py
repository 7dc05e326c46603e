"""What the page "Why this answer" shows of a channel and of an ablated net, with the real engine behind it."""

import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.explain import Scaling, ablate_held_out, filter_of, inspect_scaled, layer_profile, rank_channels
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from tests.helpers.charts import array_of, heatmap_of, specs
from tests.helpers.patience import SECONDS
from ui.pages.explanation import channel as why_channel

PAGE = Path(__file__).parents[2] / "pages" / "explanation.py"
NET = named_net("two_block")
DIGIT = load_digits().held_out_images[0]


@pytest.fixture(scope="module", autouse=True)
def engine(app_engine):
    layer_profile(NET, "conv2")  # kept on disk, so that the page need not search
    return app_engine


def chosen(place=None, scalings=()):
    """What the component tells, as `why.js` has it."""
    where = {"layer": None, "channel": None, "row": None, "column": None} | (place or {})
    return {
        "chosen": {
            "net": NET.name,
            "place": where if place else None,
            "scalings": [list(each) for each in scalings],
            "target": None,
            "view": "net",
        }
    }


def shown(place=None, scalings=()):
    at = AppTest.from_file(PAGE, default_timeout=SECONDS)
    at.session_state["why_page"] = chosen(place, scalings)
    at.run()
    while at.get("progress"):  # a profile is read in a thread, from the disk
        at.run()
    assert not at.exception
    return at


def words(at):
    return " ".join(each.value for kind in ("markdown", "caption", "subheader") for each in at.get(kind))


@pytest.fixture(scope="module")
def channel_page():
    return shown({"layer": "conv2", "channel": 10})


def test_a_channels_map_is_what_the_net_computes(channel_page):
    maps = inspect_scaled(DIGIT, NET).activations["conv2"][0]
    np.testing.assert_allclose(heatmap_of(channel_page, "why_channel_map"), maps[:, :, 10], rtol=1e-4, atol=1e-5)


def test_its_filters_are_the_weights(channel_page):
    weights = filter_of(NET, "conv2", 10)
    tiles = heatmap_of(channel_page, "why_channel_filters")  # with a cell of nothing between two tiles
    np.testing.assert_array_equal(tiles[:3, :3], weights[:, :, 0])
    np.testing.assert_array_equal(tiles[4:7, 4:7], weights[:, :, 9])


def test_its_classes_change_as_they_do_without_it(channel_page):
    here, average = specs(channel_page)["why_channel_changes"]["data"]
    ranking = rank_channels(DIGIT, NET, layer="conv2")
    np.testing.assert_allclose(array_of(here["x"]), ranking.changes[10], atol=1e-4)
    effect = ablate_held_out(NET, [Scaling(layer="conv2", channel=10)])
    np.testing.assert_allclose(array_of(average["x"]), effect.mean_changes, atol=1e-4)
    assert "Amber: rises without it; blue: falls" in words(channel_page)
    assert "Of the 64 channels ranked for 8 it stands at place 1" in words(channel_page)


def test_the_digits_that_excite_it_most_are_shown_with_what_it_sees_of_them(channel_page):
    profile = layer_profile(NET, "conv2")
    gallery = next(each.proto.body for each in channel_page.get("html") if "top-digits" in each.proto.body)
    values = [float(value) for value in re.findall(r"<span>([\d.]+)</span>", gallery)]
    np.testing.assert_allclose(values, profile.top_values[10, : len(values)], rtol=0.01)
    assert gallery.count("<i style=") == len(values)
    assert f"On the 1,000 held-out digits it is above zero in {profile.active_shares[10]:.1%}".removesuffix(
        "%"
    ) in words(channel_page)


def test_a_pooling_has_no_weights_and_a_channel_that_is_off_is_shown_as_it_would_be(monkeypatch):
    monkeypatch.setattr(why_channel, "searched_layer", lambda *_: None)  # this layer need not be searched
    at = shown({"layer": "pool2", "channel": 10}, [("pool2", 10, 0)])
    assert "has no weights" in words(at)
    maps = inspect_scaled(DIGIT, NET).activations["pool2"][0]
    np.testing.assert_allclose(heatmap_of(at, "why_channel_map"), maps[:, :, 10], rtol=1e-4, atol=1e-5)


def test_the_ablated_net_is_asked_when_somebody_wishes():
    scalings = [("conv2", None, 0.0)]
    at = shown(scalings=scalings)
    assert "right, without" not in words(at)
    at.button(key="why_ablated").click().run()
    assert not at.exception
    effect = ablate_held_out(NET, [Scaling(layer="conv2")])
    assert f"{effect.accuracy:.1%}".removesuffix("%") in words(at)
    assert f"{effect.base_accuracy:.1%}".removesuffix("%") in words(at)


def test_a_selected_layer_shows_what_each_of_its_channels_looks_for():
    at = shown({"layer": "conv2"})
    dead = int(layer_profile(NET, "conv2").is_dead.sum())
    assert f"64 channels, {dead} of them dead" in words(at)
    gallery = next(each.proto.body for each in at.get("html") if '"patches"' in each.proto.body)
    assert gallery.count("<img") == 64
    assert gallery.count('class="dead"') == dead


def test_nothing_is_asked_where_nothing_is_switched():
    at = shown()
    assert not any(button.key == "why_ablated" for button in at.button)
