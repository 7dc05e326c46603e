"""The page "Why this answer" without a browser: what the component is given, and what is shown of a cell."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.models.inspection import inspect
from cnn_core.nets.course import NETS
from cnn_core.pictures.digits import load_digits
from tests.helpers.patience import SECONDS
from ui.nets.titles import net_title
from ui.pages.explanation import layer as why_layer
from ui.pages.explanation import why

PAGE = Path(__file__).parents[2] / "pages" / "explanation.py"
KEY = "why_page"
DIGIT = load_digits().held_out_images[0]


@pytest.fixture(scope="module", autouse=True)
def engine(app_engine):
    return app_engine


@pytest.fixture
def shown(monkeypatch):
    """What the page gives to the component, which runs in a browser only (tests/e2e drive it there)."""
    given: dict[str, Any] = {}

    def component(*, key, data, **_callbacks):
        given.clear()
        given.update(data)

    monkeypatch.setattr(why, "_why", component)
    monkeypatch.setattr(why_layer, "searched_layer", lambda *_: None)  # or all digits pass through the net
    return given


@pytest.fixture
def at(shown):
    return AppTest.from_file(PAGE, default_timeout=SECONDS)


def tell(at, **chosen):
    told = {"net": "two_block/default", "place": None, "scalings": [], "target": None, "view": "net"}
    at.session_state[KEY] = {"chosen": told | chosen}
    at.run()
    assert not at.exception
    return at


def place(layer, channel, row, column):
    return {"layer": layer, "channel": channel, "row": row, "column": column}


def headings(at):
    return [each.value for each in at.subheader]


def test_it_begins_with_a_held_out_digit_and_every_layer_of_the_two_block_net(at, shown):
    at.run()
    assert not at.exception
    assert shown["source"] == "drawing"
    assert shown["label"] == load_digits().held_out_labels[0]
    assert [layer["name"] for layer in shown["net"]["layers"]] == ["conv1", "pool1", "conv2", "pool2"]
    assert shown["net"]["layers"][2]["field"]["rows"] == {"size": 8, "jump": 4, "first": -3 + 2}
    assert headings(at) == []


def test_only_nets_with_an_answer_are_offered_and_the_address_names_one(at, shown):
    at.query_params["net"] = "two_block/default"
    at.run()
    (choice,) = at.selectbox
    course = [net_title(net) for net in NETS.values() if net.model.has_logits]
    assert choice.options[: len(course)] == course  # behind them what else the store has
    assert not any("andom" in option for option in choice.options)
    for nonsense in ("random_filters/untrained", "nobody"):
        at.query_params["net"] = nonsense
        at.run()
        assert not at.exception
        assert shown["net"]["name"] == "two_block/default"


def test_another_net_of_the_store_is_explained_under_its_whole_name(at, shown, engine):
    other = replace(NETS["two_block/default"], seed=5)
    engine.store.save(replace(engine.store.load(NETS["two_block/default"]), net=other))
    try:
        at.query_params["net"] = "two_block/default@5"
        tell(at, net="two_block/default@5", place=place("conv1", 0, 14, 14), scalings=[["conv1", 5, 0.0]])
        assert shown["net"]["name"] == "two_block/default@5"
        assert shown["chosen"]["scalings"] == [["conv1", 5, 0.0]]
        assert headings(at)[0].startswith("conv1 · channel 0 · row 14, column 14")
        tell(at, scalings=[["conv1", 6, 0.0]])  # said of another net, which is shown no longer
        assert shown["chosen"]["scalings"] == [["conv1", 5, 0.0]]
    finally:
        engine.store.delete(other)


def test_a_selected_cell_is_told_with_what_keras_gives(at, shown):
    tell(at, place=place("conv2", 10, 4, 2))
    value = inspect(DIGIT).activations["conv2"][0, 4, 2, 10]
    (heading,) = headings(at)
    assert heading == f"conv2 · channel 10 · row 4, column 2: {value:.3g}"
    (said,) = [each.value for each in at.markdown if "products" in each.value]
    assert "3 × 3 cells in each of 32 channels of pool1" in said
    assert "288 products" in said
    assert "padding" not in said


def test_one_step_back_goes_to_the_cell_that_hands_on_most_and_from_there_to_the_digit(at, shown):
    tell(at, place=place("conv2", 10, 4, 2))
    at.button[0].click().run()
    assert not at.exception
    before = inspect(DIGIT).activations["pool1"][0]
    gone = shown["go"]["place"]
    assert (gone["layer"], shown["go"]["number"]) == ("pool1", 1)
    tell(at, place=gone)
    value = before[gone["row"], gone["column"], gone["channel"]]
    assert headings(at)[0].endswith(f": {value:.3g}")
    assert any("wins" in button.label for button in at.button)
    at.button[0].click().run()
    gone = shown["go"]["place"]
    assert (gone["layer"], shown["go"]["number"]) == ("conv1", 2)
    tell(at, place=gone)
    assert len(at.button) == 0  # from here on there are pixels
    assert any("One step back, in the digit" in each.value for each in at.markdown)


def test_a_cell_of_a_channel_that_is_off_is_zero_and_one_at_the_edge_tells_of_the_padding(at, shown):
    tell(at, place=place("conv1", 5, 0, 0), scalings=[["conv1", 5, 0]])
    assert headings(at) == ["conv1 · channel 5 · row 0, column 0: 0"]
    (said,) = [each.value for each in at.markdown if "products" in each.value]
    assert "55.6" in said  # five of nine cells
    assert "Turned to 0.0" in said
    assert shown["chosen"]["scalings"] == [["conv1", 5, 0.0]]


@pytest.mark.parametrize(
    "chosen",
    [
        {"place": place("conv9", 0, 0, 0)},
        {"place": place("conv1", 99, 0, 0), "target": 12},
        {"place": place("conv1", True, 28, None), "view": "?"},
        {"place": "conv1", "scalings": [["conv1", 0, 7], ["x", None, 0], None, ["conv1", "0", 1]]},
        {"net": "three_block/default", "place": place("conv3", 0, 0, 0)},
    ],
)
def test_nonsense_from_the_browser_selects_no_cell_and_switches_nothing(at, shown, chosen):
    tell(at, **chosen)
    assert not any("·" in heading for heading in headings(at))  # at most a layer is selected
    assert shown["chosen"]["scalings"] == []
    assert shown["chosen"]["target"] is None
    assert shown["chosen"]["view"] == "net"


def test_what_is_chosen_stands_in_the_address_and_comes_from_it(at, shown):
    looks = {"whole": True, "layer": "conv1", "grad_cam": "pool1", "patch": 7, "stride": 3, "checked": True}
    chosen = {
        "scalings": [["conv1", 5, 0.0], ["pool1", None, 0.5]],
        "target": 4,
        "view": "ranking",
        "looks": looks,
    }
    tell(at, place=place("conv2", 10, 4, 2), **chosen)
    written = dict(at.query_params)
    names = set(written)
    assert {name: text for name, text in written.items() if not name.startswith("why_cell_")} == {
        "v": "2",
        "why_place": "conv2.10.4.2",
        "why_off": "conv1.5*0;pool1*0.5",
        "why_target": "4",
        "why_view": "ranking",
        "why_whole": "yes",
        "why_layer": "conv1",
        "why_grad_cam": "pool1",
        "why_patch": "7",
        "why_stride": "3",
        "why_checked": "yes",
    }
    other = AppTest.from_file(PAGE, default_timeout=SECONDS)
    other.query_params.update(written)
    other.run()
    assert shown["chosen"] == {"place": place("conv2", 10, 4, 2), **chosen}
    assert headings(other)[0].startswith("conv2 · channel 10 · row 4, column 2")
    tell(at)
    assert not names & set(at.query_params)


@pytest.mark.parametrize(
    "address",
    [
        {"why_place": "conv9.1"},
        {"why_place": "conv1.x"},
        {"why_place": "conv1.1.2.3.4.5"},
        {"why_off": "conv1.99*0;*;conv1*x"},
        {"why_off": "conv1*inf"},
        {"why_off": "conv1.1*nan;;"},
        {"why_target": "10", "why_view": "?"},
        {"why_target": "", "why_place": "", "why_off": ""},
    ],
)
def test_nonsense_in_the_address_chooses_nothing(at, shown, address):
    at.query_params.update(address)
    at.run()
    assert not at.exception
    nothing = {"scalings": [], "target": None, "view": "net"}
    assert {name: shown["chosen"][name] for name in nothing} == nothing


def test_a_picked_digit_is_the_one_that_is_explained(at, shown):
    at.query_params["why_source"] = "Pick"
    at.query_params["why_index"] = "5"
    at.run()
    assert not at.exception
    assert shown["source"] == "digit"
    tell(at, place=place("pool2", 3, 1, 1))
    value = inspect(load_digits().held_out_images[5]).activations["pool2"][0, 1, 1, 3]
    assert headings(at) == [f"pool2 · channel 3 · row 1, column 1: {np.float32(value):.3g}"]


def test_the_maps_and_the_graph_can_be_taken_along_as_they_are_shown(at):
    def offered():
        (offer,) = tell(at, **chosen).session_state["take_along_offers"]().values()
        return offer

    chosen = {"scalings": [["conv1", 5, 0.0], ["pool1", None, 0.5]], "target": 4}
    off = offered()
    assert "npz" not in off.files  # of the net as it is
    assert off.files["png"]()[1:4] == b"PNG"
    name, graph = off.more["graph"]
    assert name == "net_two_block_why.svg"
    text = graph()
    assert "conv1 channel 5 at 0 % · pool1 at 50 %" in text
    assert ">5: " in text  # it stays in view
    chosen = {"view": "strokes"}
    strokes = offered()
    assert strokes.files["png"]()[1:4] == b"PNG"
    assert "graph" not in strokes.more
    chosen = {"view": "space"}
    assert "png" not in offered().files
