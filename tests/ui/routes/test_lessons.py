"""The route that a lesson's bar asks; no script of a page runs for an answer."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.settings import settings
from ui.lessons.answers import MOST_BYTES
from ui.routes import lessons

ASKED = {
    "lesson": "convolution",
    "step": "sum",
    "wish": "check",
    "typed": "",
    "address": "",
    "key": "",
    "drawing": "",
}


def ask(**said):
    content = said.pop("content", None) or json.dumps(ASKED | said)
    return TestClient(Starlette(routes=lessons.ROUTES)).post("/lesson", content=content)


@pytest.fixture
def teacher(monkeypatch):
    monkeypatch.setenv("CONVSCOPE_TEACHER_KEY", "long enough")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_a_number_that_was_typed_is_judged():
    answer = ask(typed="21")
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert (found["verdict"], found["answer"]) == ("right", "21")
    assert found["said"].startswith("10·1 + 1·2")
    found = ask(typed="57").json()
    assert (found["verdict"], found["answer"]) == ("wrong", "")
    assert "as it is written" in found["said"]
    assert ask(typed="lots").json()["verdict"] == "unread"


def test_what_was_done_on_the_page_is_read_from_its_address():
    weights = {"step": "weights", "address": "?v=2&toy_kernels=0%2C0%3B0%2C1&tour=convolution.2"}
    assert ask(**weights).json()["verdict"] == "right"
    assert "top left pixel" in ask(step="weights", address="toy_kernels=1,0;0,0").json()["said"]
    assert ask(step="weights").json() == {"verdict": "unread", "said": "", "answer": ""}
    assert "read by no window" in ask(step="unread", address="?toy_pin=input,7,3").json()["said"]
    assert ask(step="unread", address="?toy_pin=input,2,2").json()["verdict"] == "right"


def test_the_answer_is_shown_to_who_gives_up():
    found = ask(wish="give_up").json()
    assert (found["verdict"], found["answer"]) == ("shown", "21")


def test_the_answer_is_shown_to_a_teacher_alone(teacher):
    assert ask(wish="teach", key="long enough").json()["answer"] == "21"
    for key in ("", "long enougn", "ключ", "\udcff"):
        assert ask(wish="teach", key=key).json() == {"verdict": "refused", "said": "", "answer": ""}


def test_without_a_key_in_the_settings_nobody_is_the_teacher():
    assert settings().teacher_key is None
    assert ask(wish="teach", key="").json()["verdict"] == "refused"


@pytest.mark.parametrize(
    ("lesson", "step"), [("none", "sum"), ("../first", "sum"), ("convolution", "none"), ("first", "toy")]
)
def test_what_is_no_question_is_not_found(lesson, step):
    assert ask(lesson=lesson, step=step).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"\xff",
        "[" * 5000,
        "{}",
        json.dumps(ASKED | {"typed": 3}),
        json.dumps(ASKED | {"wish": "all"}),
        "x" * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_message_is_refused(content):
    assert ask(content=content).status_code == 400


def test_an_address_of_too_many_names_is_refused():
    assert ask(address="&".join(["a=1"] * 500)).status_code == 400
