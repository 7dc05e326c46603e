import gzip
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app import app
from ui.routes import packed
from ui.routes.packed import PackAnswers

PACKED = {"Accept-Encoding": "gzip"}
LONG = b"one line after another\n" * 100


def client_of(answers, asked):
    async def answer(request):
        name = request.path_params["name"]
        asked.append(name)
        body, headers, kind = answers[name]
        return Response(body, headers=headers, media_type=kind)

    return TestClient(PackAnswers(Starlette(routes=[Route("/{name}", answer)])))


KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": '"1"'}
ANSWERS = {
    "kept": (LONG, KEPT, "text/javascript"),
    "changing": (LONG, {"Cache-Control": "no-cache"}, "text/html"),
    "named": (LONG, KEPT | {"Set-Cookie": "a=b"}, "text/javascript"),
    "short": (b"x", KEPT, "text/javascript"),
    "picture": (LONG, KEPT, "image/png"),
    "packed": (gzip.compress(LONG), {"Content-Encoding": "gzip"}, "text/javascript"),
}


@pytest.fixture
def asked():
    return []


@pytest.fixture
def client(asked):
    return client_of(ANSWERS, asked)


@pytest.mark.parametrize("name", ["kept", "changing", "named"])
def test_a_text_comes_packed_and_is_the_same(client, name):
    answer = client.get(f"/{name}", headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < len(LONG) / 5
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.content == LONG


@pytest.mark.parametrize("name", ["short", "picture"])
def test_what_does_not_pay_comes_as_it_is(client, name):
    assert "Content-Encoding" not in client.get(f"/{name}", headers=PACKED).headers


def test_what_is_packed_already_is_packed_once(client):
    assert client.get("/packed", headers=PACKED).content == LONG


@pytest.mark.parametrize(
    "headers", [{"Accept-Encoding": "identity"}, PACKED | {"Range": "bytes=0-9"}, PACKED | {"If-None-Match": '"1"'}]
)
def test_who_cannot_unpack_or_asks_for_a_part_is_left_alone(client, headers):
    client.get("/kept", headers=PACKED)
    assert "Content-Encoding" not in client.get("/kept", headers=headers).headers


def test_a_file_that_never_changes_is_packed_once(client, asked):
    for name in ("kept", "kept", "changing", "changing", "named", "named"):
        client.get(f"/{name}", headers=PACKED)
    assert asked == ["kept", "changing", "changing", "named", "named"]
    assert client.get("/kept", headers=PACKED).headers["ETag"] == 'W/"1"'


def test_what_is_kept_has_a_bound(monkeypatch, asked):
    monkeypatch.setattr(packed, "MOST_KEPT", 150)
    client = client_of(dict.fromkeys("abc", ANSWERS["kept"]), asked)
    for name in "abca":
        client.get(f"/{name}", headers=PACKED)
    assert asked == ["a", "b", "c", "a"]


def test_the_apps_pages_and_streamlits_scripts_come_packed_and_may_be_kept():
    client = TestClient(app, base_url="http://localhost")
    page = client.get("/", headers=PACKED | {"Accept": "text/html"})
    assert page.headers["Content-Encoding"] == "gzip"
    scripts = re.findall(r'"\./(static/js/[^"]+\.js)"', page.text)
    largest = max(
        (client.get(f"/{script}", headers=PACKED) for script in scripts), key=lambda got: len(got.content)
    )
    assert len(largest.content) > 500_000
    assert int(largest.headers["Content-Length"]) < len(largest.content) / 4
    assert "immutable" in largest.headers["Cache-Control"]
