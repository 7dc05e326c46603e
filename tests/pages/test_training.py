from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.nets.training_text import find_net
from cnn_core.store.checkpoint import Checkpoint, Checkpoints
from cnn_core.store.moments import Moment, Moments
from tests.helpers.patience import SECONDS
from ui import lab
from ui.nets.training_news import full_report
from ui.pages.training import observatory

PAGE = Path(__file__).parents[2] / "pages" / "training.py"


@pytest.fixture(scope="module", autouse=True)
def engine(app_engine):
    return app_engine


@pytest.fixture
def shown(monkeypatch):
    """What the page gives to its live components, which run in a browser only (tests/e2e drive them there)."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(lab, "_lab", lambda *, data, **_: given.update(lab=data))
    monkeypatch.setattr(observatory, "_observatory", lambda **arguments: given.update(run=arguments))
    return given


@pytest.fixture
def open_page(shown):
    def open_page(net=None, **address):
        at = AppTest.from_file(PAGE, default_timeout=SECONDS)
        for name, value in ({} if net is None else {"net": net} | address).items():
            at.query_params[name] = value
        at.run()
        assert not at.exception
        return at

    return open_page


def chosen(shown):
    """The training that both components are about."""
    (net,) = shown["lab"]["nets"]
    assert net["name"] == shown["run"]["data"]["net"]
    return net["name"]


def by_label(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def test_it_begins_with_the_two_block_net_and_its_default_recipe(open_page, shown):
    at = open_page()
    assert chosen(shown) == "two_block/default"
    assert "net" not in at.query_params
    assert shown["lab"]["times"][0]["is_followed"] is True
    assert not at.number_input


@pytest.mark.parametrize(
    "text",
    [
        "three_block/notebook",
        "two_block/e2-b64-n500@7",
        "c4-max2_d16/default",
        "c4-max2/e1-r0.01-cos-affine-sgd-n100",
    ],
)
def test_an_address_names_a_training_and_keeps_it(open_page, shown, text):
    at = open_page(text)
    assert chosen(shown) == text
    at.run()
    assert chosen(shown) == text
    assert at.query_params["net"] == text


def test_a_net_that_was_built_here_is_shown_under_the_name_that_it_is_to_have(open_page, shown):
    at = open_page("c4-max2/e1-n200", training_name="My *first*")
    assert shown["run"]["data"]["own_name"] == "My *first*"
    assert at.segmented_control[0].proto.options[-1].content == r"My \*first\*"
    assert any("My" in panel.label for panel in at.expander)
    at.segmented_control[0].set_value("three_block").run()
    assert shown["run"]["data"]["own_name"] == ""
    assert "training_name" not in at.query_params


def test_the_text_of_a_net_alone_is_that_net_with_the_default_recipe(open_page, shown):
    open_page("c4-max2")
    assert chosen(shown) == "c4-max2/default"
    assert shown["lab"]["nets"][0]["first"] == {"name": "conv1", "shape": [3, 3, 4]}


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "c0",
        "two_block/e0",
        "two_block/e1-b0",
        "random_filters",
        "c5_maps/e1",
        "x" * 9000,
        "two_block@-1",
    ],
)
def test_nonsense_in_the_address_gets_a_sentence_and_the_default(open_page, shown, text):
    at = open_page(text)
    assert chosen(shown) == "two_block/default"
    assert "The default is shown instead" in at.warning[0].value
    assert "net" not in at.query_params
    assert not at.run().warning


def test_a_recipe_of_ones_own_begins_as_what_was_chosen_and_each_choice_stands_in_the_address(open_page, shown):
    at = open_page("two_block/notebook")
    at.segmented_control[1].set_value("own").run()
    assert chosen(shown) == "two_block/notebook"
    by_label(at.number_input, "Epochs").set_value(3).run()
    by_label(at.number_input, "Batch").set_value(32).run()
    by_label(at.number_input, "Training digits").set_value(700).run()
    by_label(at.number_input, "Learning rate").set_value(0.004).run()
    by_label(at.number_input, "Seed").set_value(11).run()
    by_label(at.selectbox, "Optimizer").set_value("rmsprop").run()
    by_label(at.selectbox, "Rate over time").set_value("cosine").run()
    by_label(at.toggle, "Alter each digit").set_value(True).run()
    assert not at.exception
    expected = "two_block/e3-b32-r0.004-cos-affine-rmsprop-n700@11"
    assert chosen(shown) == expected
    assert at.query_params["net"] == expected
    at.segmented_control[0].set_value("three_block").run()
    assert chosen(shown) == expected.replace("two_block", "three_block")
    at.segmented_control[1].set_value("default").run()
    assert chosen(shown) == "three_block/default"
    assert not at.number_input


def test_a_named_recipe_is_the_one_of_the_net_that_is_chosen(open_page, shown):
    at = open_page()
    at.segmented_control[0].set_value("three_block").run()
    assert chosen(shown) == "three_block/default"
    assert find_net(chosen(shown)).recipe.epochs == find_net("three_block").recipe.epochs


def test_a_net_of_ones_own_can_be_left_and_come_back_to(open_page, shown):
    at = open_page("c4-max2_d16")
    at.segmented_control[0].set_value("two_block").run()
    assert chosen(shown) == "two_block/default"
    at.segmented_control[0].set_value("own").run()
    assert chosen(shown) == "c4-max2_d16/default"


@pytest.mark.parametrize("told", [None, 7, {"picked": "x"}, {"picked": 10**6}, {"opened": "x"}, {"opened": 3}])
def test_nonsense_from_the_component_changes_nothing(open_page, shown, told, monkeypatch):
    def tell(*, data, on_picked_change, on_opened_change, **_):
        on_picked_change()
        on_opened_change()
        shown.update(run={"data": data})

    at = open_page("c4-max2/e2")
    monkeypatch.setattr(observatory, "_observatory", tell)
    at.session_state["training_observatory"] = told
    at.run()
    at.run()
    assert not at.exception
    assert chosen(shown) == "c4-max2/e2"
    assert "An example until you bring one" in shown["lab"]["caption"]


def test_after_an_interruption_all_that_is_told_ends_where_the_training_goes_on(engine):
    """As after a server's end between two checkpoints: the moments are ahead of what can be gone on from."""
    net, folder = find_net("c2-s4/e3-n2000@8"), engine.store.folder
    for step in (0, 5, 12):
        moment = Moment(step=step, epoch=step / 100, validation_loss=2.0, validation_accuracy=0.2)
        Moments(folder).save(net, moment, {"conv1/kernel": np.zeros((3, 3, 1, 2), np.float32)})
    Checkpoints(folder).save(net, Checkpoint(step=10, variables={"net/0": np.zeros(2, np.float32)}, record={}))
    told = full_report(net, "somebody")
    assert told["can_go_on"]
    assert told["heading"].startswith("Stopped at step 10 of ")
    assert told["latest"]["step"] == 10
    assert [moment["step"] for moment in told["moments"]] == [0, 5]
    assert [point[0] for point in told["curve"]] == [0, 5]
    assert told["share"] == 10 / told["steps"]
    Checkpoints(folder).delete(net)
    Moments(folder).delete(net)


def test_a_picture_can_be_taken_along_as_soon_as_there_are_weights(open_page):
    (trained,) = open_page().session_state["take_along_offers"]().values()
    assert trained.files["png"]()[1:4] == b"PNG"
    (not_yet,) = open_page("c3-s4/e2@7").session_state["take_along_offers"]().values()
    assert "png" not in not_yet.files
