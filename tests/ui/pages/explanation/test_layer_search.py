import threading
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.errors import WorkerDied
from tests.helpers.patience import SECONDS
from ui.pages.explanation import layer_search


def page():
    import streamlit as st

    from cnn_core.nets.course import named_net
    from ui.pages.explanation.layer_search import searched_layer

    found = searched_layer(named_net("two_block"), "conv1")
    st.text("none yet" if found is None else f"found {found}")


@pytest.fixture
def search(monkeypatch):
    """A search that ends when it is told to."""
    told, calls = threading.Event(), []

    def profile(net, layer, *, on_progress, ask):
        calls.append(layer)
        on_progress(0.25)
        told.wait(SECONDS)
        if len(calls) == 1 and state.fails:
            raise WorkerDied("The worker is gone.")
        return "a profile"

    state = SimpleNamespace(told=told, calls=calls, fails=False)
    monkeypatch.setattr(layer_search, "layer_profile", profile)
    layer_search._search.clear()
    yield state
    told.set()
    layer_search._search.clear()


def until(at, text):
    for _ in range(200):
        at.run()
        if any(text in each.value for kind in ("text", "warning") for each in at.get(kind)):
            return
    pytest.fail(f"{text} does not come")


def test_a_search_says_how_far_it_is_and_is_made_once(search):
    at = AppTest.from_function(page, default_timeout=SECONDS)
    at.run()
    assert at.text[0].value == "none yet"
    for _ in range(50):
        progress: Any
        (progress,) = at.get("progress")
        if progress.value == 25:
            break
        at.run()
    else:
        pytest.fail("its progress is not shown")
    search.told.set()
    until(at, "found a profile")
    at.run()
    assert search.calls == ["conv1"]


def test_a_search_that_fails_is_said_and_made_again(search):
    search.fails = True
    search.told.set()
    at = AppTest.from_function(page, default_timeout=SECONDS)
    until(at, "The worker is gone.")
    until(at, "found a profile")
