"""The route that pages ask ahead of their scripts, with a page that doubles what it is asked."""

import json

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.arithmetic.pooling import pool
from cnn_core.errors import SpecError
from tests.helpers.stepper_blob import read
from ui.choosing.handles import OtherHandlesError
from ui.routes import ahead
from ui.stepper import Panel
from ui.stepper import ahead as pages
from ui.stepper.ahead import Ahead, Outlook, remember

PLACE = {"pin": {"map": "output", "row": 5, "column": 0}, "filter": 0, "channel": 0}


def show(changes):
    """Pools with the window that a handle says."""
    if (size := changes.handles.get("window")) is None:
        raise OtherHandlesError
    operation = pool(np.arange(16, dtype=np.float32).reshape(4, 4), size)
    return Outlook(panels=[Panel(operation=operation)], said=("size", str(len(changes.edits))))


def ask(body, name="page"):
    remember("page", Ahead(show=show, handles=("window",)))
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return TestClient(Starlette(routes=ahead.ROUTES)).post(f"/ahead/{name}", content=body)


def wish(edits=(), place=PLACE, **handles):
    return {"handles": handles, "edits": list(edits), "place": place}


EDIT = {"map": "input", "row": 0, "column": 0, "index": 0, "text": "1"}


def test_it_answers_with_what_changes_lead_to_and_a_place_that_is_there():
    answer = ask(wish([EDIT], window=2))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = read(answer.content)
    np.testing.assert_array_equal(found["panels"][0]["arrays"]["output"][..., 0], [[5, 7], [13, 15]])
    assert found["said"] == ["size", "1"]
    assert found["place"]["pin"] == {"map": "output", "row": 1, "column": 0}


def test_what_the_script_has_to_show_is_no_content():
    assert ask(wish(window=9)).status_code == 204
    assert ask(wish()).status_code == 204
    with pytest.raises(SpecError):
        pool(np.ones((4, 4)), 9)


def test_a_page_that_is_not_remembered_is_not_found(monkeypatch):
    monkeypatch.setattr(pages, "_pages", pages._Pages())
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    assert ask(wish(window=2), "another").status_code == 404
    for name in ("one", "two"):
        remember(name, Ahead(show=show, handles=()))
    assert pages.show_of("page") is None
    assert pages.show_of("two") is show


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[" * 5000,
        b"null",
        {"handles": {}},
        wish(place=None, window=2),
        wish(window="2"),
        wish(window=2.5),
        wish(window=True),
        wish(window=10**30),
        wish([{**EDIT, "map": "output"}], window=2),
        wish([{**EDIT, "row": None}], window=2),
        wish([EDIT] * 300, window=2),
        wish([{**EDIT, "text": "1" * ahead.MOST_BYTES}], window=2),
    ],
)
def test_nonsense_is_refused(body):
    assert ask(body).status_code == 400
