"""Where a short link leads."""

import logging
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.store.links import LinkedState, Links
from ui.routes import short_links as route


@pytest.fixture
def links(tmp_path, monkeypatch):
    links = Links(tmp_path, most=9, most_each=9, most_bytes=10**6, days=1)
    monkeypatch.setattr(route, "short_links", lambda: links)
    return links


@pytest.fixture
def client():
    return TestClient(Starlette(routes=route.ROUTES), base_url="http://app.example", follow_redirects=False)


def place(client, path):
    """Returns the page and the state that a browser is sent to."""
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["cache-control"] == "no-store"
    parts = urlsplit(str(answer.next_request.url))
    assert parts.netloc == "app.example"
    return parts.path, parse_qsl(parts.query)


def test_it_leads_to_its_page_with_its_state(client, links):
    query = (("toy_image", "1,2;3,4"), ("toy_padding", "SAME & more"), ("toy_name", "두 개"))
    link = links.make(LinkedState(page="toy_convolution", query=query), owner="ann")
    assert place(client, f"/s/{link.name}") == ("/toy_convolution", list(query))
    assert place(client, f"/s/{link.name.upper()}") == ("/toy_convolution", list(query))


def test_the_start_page_has_no_name(client, links):
    assert place(client, f"/s/{links.make(LinkedState(page=''), owner='ann').name}") == ("/", [])


def test_of_what_no_address_holds_the_page_asks_by_the_links_name(client, links):
    link = links.make(LinkedState(page="training", held=(("drawing", b"x"),)), owner="ann")
    assert place(client, f"/s/{link.name}") == ("/training", [("s", link.name)])


def test_a_frame_says_how_it_is_shown(client, links):
    link = links.make(LinkedState(page="training"), owner="ann")
    assert place(client, f"/s/{link.name}?embed=true&x=1") == ("/training", [("embed", "true")])


@pytest.mark.parametrize(
    "name",
    ["", "abcdef", "zzzzzz", "a/b/c", "..%2f..%2fetc", "%00", "<b>x</b>", "x" * 3000, "%ff", "//evil.example"],
)
def test_one_that_does_not_open_leads_to_the_start_page_and_says_nothing(client, links, name, caplog):
    with caplog.at_level(logging.WARNING):
        path, query = place(client, f"/s/{name}")
    assert path in ("/", "/s/")
    assert len(dict(query).get("s", "")) <= 12
    assert caplog.records == []
