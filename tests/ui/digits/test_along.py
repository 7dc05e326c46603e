"""A picture that somebody brought goes along in a short link, and in nothing else."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn_core.store.links import LinkedState, Links
from tests.helpers.patience import SECONDS
from ui.choosing import aside

PHOTO = b"\xff\xd8\nphoto" * 100_000


SCRIPT = """
import streamlit as st
from ui.choosing.aside import asides, forget_asides
from ui.digits import along
from ui.digits.chosen import Brought

forget_asides()
state = st.session_state
state.shown = None
if mine := state.get("mine"):
    along.offer("mnist", lambda: Brought(mine, "my\\nphoto.jpg"))
elif state.get("draws"):
    along.leave("mnist")
elif brought := along.came("mnist"):
    state.shown = (brought.name, brought.data)
state.told = {key: (each.read(), each.is_picture) for key, each in asides().items()}
"""


def page():
    return AppTest.from_string(SCRIPT, default_timeout=SECONDS)


@pytest.fixture
def links(tmp_path, monkeypatch):
    links = Links(tmp_path, most=9, most_each=9, most_bytes=10**8, days=1)
    monkeypatch.setattr(aside, "short_links", lambda: links)
    monkeypatch.setattr(st, "context", SimpleNamespace(url=None))
    return links


def ran(at):
    at.run()
    assert not at.exception
    return at


def test_a_picture_comes_whole_and_leaves_the_link_when_another_takes_its_place(links):
    at = page()
    at.session_state["mine"] = PHOTO
    told = ran(at).session_state["told"]
    assert list(at.query_params) == []
    assert told == {"mnist_picture": (b"my photo.jpg\n" + PHOTO, True)}
    held = tuple((key, value) for key, (value, _) in told.items())
    link = links.make(LinkedState(page="mnist_inspection", held=held), owner="ann")

    there = page()
    there.query_params["s"] = link.name
    assert ran(there).session_state["shown"] == ("my photo.jpg", PHOTO)
    assert there.session_state["told"] == told
    assert PHOTO not in there.session_state["short_link"].small.values()
    assert "s" in there.query_params
    there.session_state["mine"] = b"another"
    assert "s" not in ran(there).query_params


def test_who_draws_leaves_it(links):
    held = (("mnist_picture", b"my photo.jpg\nx"),)
    link = links.make(LinkedState(page="mnist_inspection", held=held), owner="ann")
    at = page()
    at.query_params["s"] = link.name
    assert ran(at).session_state["shown"] == ("my photo.jpg", b"x")
    at.session_state["draws"] = True
    assert ran(at).session_state["told"] == {}
    assert "s" not in at.query_params
