"""The name of a browser, given by a cookie with the first page."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.owner import COOKIE, NameBrowsers, owner_in

PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client():
    def echo(request):
        return PlainTextResponse(owner_in(request.cookies))

    return TestClient(Starlette(routes=[Route("/", echo)], middleware=[Middleware(NameBrowsers)]))


def test_a_new_browser_gets_a_name_with_its_first_page_and_keeps_it(client):
    first = client.get("/", headers=PAGE)
    assert first.text == ""
    assert "HttpOnly" in first.headers["set-cookie"]
    name = client.cookies[COOKIE]
    assert len(name) >= 20
    second = client.get("/", headers=PAGE)
    assert second.text == name
    assert "set-cookie" not in second.headers


def test_two_browsers_get_two_names(client):
    names = set()
    for _ in range(2):
        client.cookies.clear()
        client.get("/", headers=PAGE)
        names.add(client.cookies[COOKIE])
    assert len(names) == 2


def test_what_is_no_page_gives_no_name(client):
    assert "set-cookie" not in client.get("/", headers={"accept": "*/*"}).headers


@pytest.mark.parametrize(("cookies", "name"), [({}, ""), ({COOKIE: "abc"}, "abc"), ({COOKIE: "x" * 65}, "")])
def test_a_name_that_the_server_does_not_give_counts_for_none(cookies, name):
    assert owner_in(cookies) == name
