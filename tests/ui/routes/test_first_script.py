import re

import pytest
from starlette.testclient import TestClient

from app import app
from cnn_core.text import t
from ui.every_page import THEME_COOKIE
from ui.owner import COOKIE
from ui.routes.first_script import BringFirstScript
from ui.scripts import version


@pytest.fixture(scope="module")
def client():
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/toy_convolution", "/no_such_page"])
def test_each_page_has_the_script_before_all_others(path, client):
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "identity"})
    first = re.search(r"<(?:script|link|meta)\b[^>]*>", answer.text)
    assert first[0] == f'<script type="module" src="./scripts/{version()}/every_page/first.js">'
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "etag" not in answer.headers
    assert client.get(f"/scripts/{version()}/every_page/first.js").status_code == 200


def test_the_page_says_at_once_what_it_is_and_what_it_waits_for(client):
    text = client.get("/", headers={"Accept": "text/html"}).text
    assert "<title>Convscope</title>" in text
    body = text[text.index("<body>") :]
    assert t("every_page.arriving") in body
    assert t("every_page.promise") in body


def test_who_comes_again_has_the_letters_already_and_the_colours_that_were_chosen(client):
    first = client.get("/", headers={"Accept": "text/html", "Cookie": ""}).text
    again = client.get(
        "/", headers={"Accept": "text/html", "Cookie": f"{COOKIE}=somebody; {THEME_COOKIE}=dark"}
    ).text
    assert '<html lang="en" data-arriving>' in first
    assert '<html lang="en" data-theme="dark">' in again


@pytest.mark.parametrize("theme", ["", "blue", '"><script>', "a" * 5000])
def test_a_cookie_that_is_no_theme_is_nothing(theme, client):
    headers = {"Accept": "text/html", "Cookie": f"{COOKIE}=somebody; {THEME_COOKIE}={theme}"}
    assert '<html lang="en">' in client.get("/", headers=headers).text


def test_what_is_no_page_is_passed_on_as_it_is(client):
    answer = client.get("/health", headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "application/json"
    assert "script" not in answer.text


@pytest.mark.parametrize("path", ["/handout/convolution", "/handout/none"])
def test_a_page_to_print_is_passed_on_as_it_is(path, client):
    text = client.get(path, headers={"Accept": "text/html"}).text
    assert text.startswith("<!doctype html><html")
    assert "<script" not in text
    assert t("every_page.arriving") not in text


async def page_in_parts(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    for part, is_more in ((b"<html><he", True), (b'ad></head><div id="root">', True), (b"</div></html>", False)):
        await send({"type": "http.response.body", "body": part, "more_body": is_more})


def test_a_page_may_come_in_parts():
    text = TestClient(BringFirstScript(page_in_parts)).get("/", headers={"Accept": "text/html"}).text
    assert text.startswith('<html lang="en" data-arriving><head><script type="module"')
    assert text.endswith('</head><div id="root"></div></html>')
