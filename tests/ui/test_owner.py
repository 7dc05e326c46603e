"""The name of a browser, given by a cookie with the first page."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from tests.helpers.patience import SECONDS
from ui.owner import COOKIE, NameBrowsers, nobody, owner_in

PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client():
    def echo(request):
        return HTMLResponse(owner_in(request.cookies))

    def picture(_request):
        return PlainTextResponse("picture")

    def kept(_request):
        return HTMLResponse("kept", headers={"cache-control": "public, max-age=60"})

    routes = [Route("/", echo), Route("/picture", picture), Route("/kept", kept)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(NameBrowsers)]))


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
    assert "set-cookie" not in client.get("/picture", headers=PAGE).headers


def test_what_a_proxy_may_keep_for_everybody_carries_no_name(client):
    assert "set-cookie" not in client.get("/kept", headers=PAGE).headers


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_a_browser_whose_name_counts_for_none_gets_one(client, name):
    answer = client.get("/", headers={**PAGE, "cookie": f"{COOKIE}={name}"})
    assert COOKIE in answer.headers["set-cookie"]


def test_the_name_stays_on_https_where_it_came_by_it(client):
    assert "Secure" not in client.get("/", headers=PAGE).headers["set-cookie"]
    client.cookies.clear()
    assert "; Secure" in client.get("https://testserver/", headers=PAGE).headers["set-cookie"]


def test_a_browser_without_a_name_is_never_the_server_itself():
    """The engine's word for the server is the empty name, which may delete everything."""

    def script():
        import streamlit as st

        from ui.owner import this_owner

        st.text(this_owner())

    assert (
        len({AppTest.from_function(script, default_timeout=SECONDS).run().text[0].value for _ in range(2)} - {""})
        == 2
    )
    names = {nobody() for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) >= 20 for name in names)


@pytest.mark.parametrize(("cookies", "name"), [({}, ""), ({COOKIE: "abc"}, "abc"), ({COOKIE: "x" * 65}, "")])
def test_a_name_that_the_server_does_not_give_counts_for_none(cookies, name):
    assert owner_in(cookies) == name
