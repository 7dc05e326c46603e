"""Nothing of the server's files can be had through the app's own routes."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui.assets import ROUTES
from ui.lab import HERE, asset_version


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=ROUTES))


def test_each_module_of_the_live_page_is_served_for_ever(client):
    for file in HERE.glob("*.js"):
        answer = client.get(f"/lab/{asset_version()}/{file.name}")
        assert answer.status_code == 200
        assert answer.content == file.read_bytes()
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "lab.css",
        "../__init__.py",
        "..%2f__init__.py",
        "%2e%2e%2f__init__.py",
        "..%252f__init__.py",
        "..%5c__init__.py",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "lab.js%00.py",
        "",
        "%ff",
    ],
)
def test_nothing_else_is(client, name):
    assert client.get(f"/lab/{asset_version()}/{name}").status_code == 404


def test_another_version_is_not_served(client):
    assert client.get("/lab/0/lab.js").status_code == 404
    assert client.get("/lab/..%2f..%2fapp/lab.js").status_code == 404


def test_plotly_comes_whole_and_packed(client):
    packed, plain = (client.get("/plotly.js", headers={"accept-encoding": way}) for way in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert len(plain.content) > 1_000_000


@pytest.mark.parametrize("path", ["/plotly.js/../app.py", "/plotly.js%2f..%2fapp.py", "/plotly.js/x"])
def test_nothing_lies_beside_plotly(client, path):
    assert client.get(path).status_code == 404
