"""The routes that give lessons and the course to print."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.settings import settings
from cnn_core.text import t
from ui.lessons.library import read_lesson
from ui.routes import handouts

pytestmark = pytest.mark.usefixtures("app_engine")
RIGHT = read_lesson("convolution").questions[0].question.right
KEY = "long enough"


def client():
    return TestClient(Starlette(routes=handouts.ROUTES))


@pytest.fixture
def teacher(monkeypatch):
    monkeypatch.setenv("CONVSCOPE_TEACHER_KEY", KEY)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_a_lesson_comes_as_a_page_without_answers_and_without_a_field_for_a_key():
    answer = client().get("/handout/convolution")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert read_lesson("convolution").goal in answer.text
    assert RIGHT not in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize("name", ["none", "First", "..%2Ffirst", "a" * 60, "<b>"])
def test_what_is_no_lesson_is_told_in_a_sentence(name):
    answer = client().get(f"/handout/{name}")
    assert answer.status_code == 404
    assert "There is no lesson" in answer.text
    assert "<b>" not in answer.text


def test_the_key_brings_the_answers(teacher):
    answer = client().post("/handout/convolution", data={"key": KEY})
    assert answer.status_code == 200
    assert RIGHT in answer.text
    assert KEY not in answer.text


@pytest.mark.parametrize("key", ["", "long enougn", "ключ", KEY * 2])
def test_another_key_brings_a_sentence_and_no_answer(teacher, key):
    answer = client().post("/handout/convolution", data={"key": key})
    assert answer.status_code == 403
    assert t("handout.wrong_key").split(",")[0].replace("'", "&#x27;") in answer.text
    assert RIGHT not in answer.text


def test_a_key_in_the_address_is_none(teacher):
    answer = client().get("/handout/convolution", params={"key": KEY})
    assert RIGHT not in answer.text
    assert '<form method="post">' in answer.text


def test_without_a_key_in_the_settings_nobody_is_the_teacher():
    assert settings().teacher_key is None
    assert client().post("/handout/convolution", data={"key": ""}).status_code == 403


def test_a_body_that_is_too_long_is_refused(teacher):
    answer = client().post("/handout/convolution", content="key=" + "x" * handouts.MOST_BYTES)
    assert answer.status_code == 400


def test_many_names_in_a_body_are_refused(teacher):
    assert client().post("/handout/convolution", content="&".join(["a=1"] * 50)).status_code == 400
