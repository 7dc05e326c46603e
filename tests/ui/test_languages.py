import re
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from streamlit.runtime.state import SessionState
from streamlit.testing.v1 import AppTest

import ui
import ui.session_lock
from app import app
from cnn_core import text
from cnn_core.settings import Settings
from cnn_core.text import language, speaking, t
from tests.helpers.patience import SECONDS
from tests.helpers.second_language import second_language
from ui import languages
from ui.choosing.address_table import EVERY_PAGE
from ui.languages import LANGUAGE_COOKIE, LANGUAGE_NAME, SpeakReadersLanguage, language_of

ROOT = Path(__file__).parents[2]
SAID = {
    "page.name": "콘브스코프",
    "every_page.arriving": "페이지를 여는 중입니다.",
    "every_page.language.name": "한국어",
    "every_page.language.legend": "언어",
    "gate.title": "열 수 없습니다",
}
KOREAN = {"accept-language": "ko-KR,ko;q=0.9,en;q=0.8"}


@pytest.fixture
def korean(tmp_path):
    with second_language(tmp_path, SAID):
        yield


@pytest.fixture
def english_alone(tmp_path, monkeypatch):
    (tmp_path / "en").symlink_to(ui.CONTENT / "en")
    monkeypatch.setattr(text, "_folders", [*text._folders, tmp_path])


@pytest.fixture
def setting(monkeypatch, tmp_path):
    def choose(code):
        monkeypatch.setattr(languages, "settings", lambda: Settings(cache=tmp_path, language=code))

    return choose


def test_the_address_counts_before_the_choice_the_setting_and_the_browser(korean, setting):
    assert language_of({}, {}, KOREAN) == "ko"
    setting("en")
    assert language_of({}, {}, KOREAN) == "en"
    assert language_of({}, {LANGUAGE_COOKIE: "ko"}, {}) == "ko"
    assert language_of({LANGUAGE_NAME: "en"}, {LANGUAGE_COOKIE: "ko"}, KOREAN) == "en"
    assert language_of({LANGUAGE_NAME: "xx"}, {LANGUAGE_COOKIE: "../.."}, KOREAN) == "en"


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("ko", "ko"),
        ("en;q=0.5, ko;q=0.8", "ko"),
        ("de, ko;q=0", "en"),
        ("*", "en"),
        ("", "en"),
        ("ko;q=much, ", "en"),
        ("fr-CH, fr;q=0.9, en;q=0.2, ko-KR;q=0.1", "en"),
    ],
)
def test_of_what_a_browser_prefers_the_dearest_that_there_is_counts(korean, accepted, code):
    assert language_of({}, {}, {"accept-language": accepted}) == code


def test_where_there_is_one_language_nobody_gets_another(english_alone):
    assert language_of({LANGUAGE_NAME: "ko"}, {LANGUAGE_COOKIE: "ko"}, KOREAN) == "en"


async def page(_request):
    return PlainTextResponse(t("page.name"))


async def socket(connection):
    await connection.accept()
    await connection.send_text(t("page.name"))
    await connection.close()


def test_a_request_and_a_socket_are_answered_in_their_readers_language(korean):
    routes = [Route("/page", page), WebSocketRoute("/socket", socket)]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(SpeakReadersLanguage)]))
    assert client.get("/page", headers=KOREAN).text == SAID["page.name"]
    assert client.get("/page").text == "Convscope"
    with client.websocket_connect("/socket", headers={"Cookie": f"{LANGUAGE_COOKIE}=ko"}) as said:
        assert said.receive_text() == SAID["page.name"]
    assert language.get() == "en"


def test_a_language_in_the_address_of_a_page_holds_until_the_browser_is_closed(korean):
    client = TestClient(app, base_url="http://localhost")
    kept = client.get("/?lang=ko", headers={"Accept": "text/html"}).headers.get_list("set-cookie")
    assert f"{LANGUAGE_COOKIE}=ko; Path=/; SameSite=Lax" in kept
    assert LANGUAGE_NAME in EVERY_PAGE
    assert LANGUAGE_COOKIE not in str(client.get("/?lang=xx", headers={"Accept": "text/html"}).headers)
    assert LANGUAGE_COOKIE not in str(client.get("/health?lang=ko").headers)
    assert SAID["page.name"] in client.get("/training", headers={"Accept": "text/html"}).text


def test_a_page_names_its_language_and_offers_each_by_its_own_name(korean):
    client = TestClient(app, base_url="http://localhost")
    said = client.get("/", headers={"Accept": "text/html", **KOREAN}).text
    assert '<html lang="ko"' in said
    assert SAID["every_page.arriving"] in said
    names = dict(re.findall(r'<label lang="(\w+)"><input type="radio" name="language" [^>]*>(\w+)</label>', said))
    assert names == {"en": "English", "ko": "한국어"}
    assert re.search(r'value="ko" checked', said)


def test_a_page_of_one_language_offers_no_choice(english_alone):
    said = TestClient(app, base_url="http://localhost").get("/", headers={"Accept": "text/html", **KOREAN}).text
    assert '<html lang="en"' in said
    assert 'name="language"' not in said


def test_a_refusal_is_in_the_language_of_who_is_refused(korean):
    client = TestClient(app, base_url="http://somewhere.example")
    said = client.get("/", headers={"Accept": "text/html", **KOREAN}).text
    assert SAID["gate.title"] in said
    assert '<html lang="ko">' in said


def test_what_is_called_before_a_script_speaks_its_readers_language_too(korean, monkeypatch):
    """Callbacks and fragments do not run the script from its top."""
    heard = []
    monkeypatch.setattr(st, "context", type("C", (), {"cookies": {LANGUAGE_COOKIE: "ko"}, "headers": {}})())
    monkeypatch.setattr(SessionState, "on_script_will_rerun", lambda *_, **__: heard.append(str(t("page.name"))))
    with speaking("en"):
        state = ui.session_lock.OneScriptsState(ui.session_lock.LockedState(), lambda: None)
        state.on_script_will_rerun(None)
    assert heard == [SAID["page.name"]]


def test_a_page_speaks_the_language_of_its_address(app_engine, tmp_path):
    with second_language(tmp_path, {"navigation.about": "앱 정보"}):
        page = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=SECONDS)
        page.query_params[LANGUAGE_NAME] = "ko"
        assert "앱 정보" in str(page.run())
        page.query_params.clear()
        assert "앱 정보" not in str(page.run())
