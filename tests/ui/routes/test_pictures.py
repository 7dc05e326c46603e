"""Where a dropped picture goes."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.settings import settings
from ui.digits.dropped import MOST_KEPT, dropped
from ui.owner import COOKIE
from ui.routes import pictures


@pytest.fixture
def client():
    return TestClient(Starlette(routes=pictures.ROUTES))


def test_a_picture_of_the_largest_size_comes_whole(client):
    data = bytes(range(250)) * (settings().picture_bytes // 250)
    answer = client.post("/picture", content=data, headers={"cookie": f"{COOKIE}=me"})
    assert answer.status_code == 200
    assert dropped().get(answer.json()["picture"]) == data


def test_a_larger_one_is_refused_in_a_sentence_and_nothing_of_it_stays(client):
    answer = client.post("/picture", content=bytes(settings().picture_bytes + 1))
    assert answer.status_code == 413
    assert "MB" in answer.text
    assert pictures._coming == 0


def test_more_than_there_is_room_for_at_once_is_refused_before_it_is_kept(client, monkeypatch):
    monkeypatch.setattr(pictures, "_coming", settings().picture_bytes + MOST_KEPT)
    answer = client.post("/picture", content=b"x")
    assert (answer.status_code, answer.text[:8]) == (503, "Too many")
    assert pictures._coming == settings().picture_bytes + MOST_KEPT
