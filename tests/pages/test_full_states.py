"""Every name of the table of addresses: what is chosen is in the address, and the address gives it back."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.engine import Engine, TrainingRun
from cnn_core.nets.training_text import find_net
from cnn_core.store.moments import Moment, default_moments
from tests.helpers.full_states import NET, OTHER_NET, full_states, untold
from tests.helpers.patience import SECONDS
from tests.helpers.stored_nets import store_untrained
from ui.choosing.address_table import VERSION, VERSION_NAME

ROOT = Path(__file__).parents[2]
STATES = list(full_states())
OF_NETS = ("net", "mnist_net", "mnist_recipe")


@pytest.fixture(scope="module", autouse=True)
def nets(app_engine):
    """The nets of the states, as they are drawn, and a moment of each."""
    moments = default_moments()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "train", lambda _engine, net, **_: TrainingRun(net))
        for text in (NET, OTHER_NET):
            net = find_net(text)
            store_untrained(app_engine.store, net)
            moments.save(net, Moment(step=14, epoch=0.2), app_engine.store.load(net).weights)
        yield
        for text in (NET, OTHER_NET):
            app_engine.delete(find_net(text))


def opened(page, address):
    """Opens a page behind the navigation, where links to other pages are known."""
    at = AppTest.from_file(ROOT / "pages" / "navigation.py", default_timeout=SECONDS)
    if page != "start":
        at.run().switch_page(f"{page}.py")
    for name, value in {VERSION_NAME: str(VERSION), **address}.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def said(at):
    values = {name: at.query_params[name] for name in at.query_params if name != VERSION_NAME}
    return {name: value[-1] if isinstance(value, list) else value for name, value in values.items()}


def named(state):
    return f"{state.page}-{STATES.index(state)}"


def test_together_the_states_hold_each_name_that_an_address_can_have():
    assert not untold()


@pytest.mark.parametrize("state", STATES, ids=named)
def test_what_an_address_says_is_shown_and_written_again(state):
    at = opened(state.page, state.address)
    assert [info.value for info in at.info if "link" in info.value] == []
    assert said(at) == dict(state.address)


@pytest.mark.parametrize("state", STATES, ids=named)
def test_what_is_chosen_is_written_into_the_address(state):
    at = opened(state.page, state.address)
    chosen = {name: at.session_state[name] for name in state.address if name in at.session_state}
    # What is chosen of a net holds for this one alone.
    bare = {name: value for name, value in state.address.items() if name in OF_NETS or name not in chosen}
    other = opened(state.page, bare)
    assert said(other) == bare
    for _ in range(2):  # a cell that is chosen anew begins with the channel that counts most in it
        for name, value in chosen.items():
            other.session_state[name] = value
        other.run()
    assert said(other) == dict(state.address)
