"""Nothing of the server's files can be had through the app's own routes."""

import re
from urllib.parse import urljoin

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui.routes.assets import ROUTES
from ui.scripts import loader, version
from ui.scripts.bundles import bundles


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=ROUTES))


def test_each_component_is_served_for_ever(client):
    assert len(bundles()) > 8
    for path, text in bundles().items():
        answer = client.get(f"/scripts/{version()}/{path}")
        assert answer.status_code == 200
        assert answer.text == text
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("module", ["lab/lab.js", "stepper/stepper.js", "pages/explanation/why/why.js"])
def test_the_loader_names_a_module_that_is_served(client, module):
    address = f"scripts/{version()}/{module}"
    assert address in loader(module)
    assert client.get(f"/{address}").status_code == 200


def test_what_a_component_imports_is_served(client):
    found = 0
    for path, text in bundles().items():
        for asked in re.findall(r'^import .* from "(.*)";$', text, re.MULTILINE):
            found += 1
            assert client.get(urljoin(f"/scripts/{version()}/{path}", asked)).status_code == 200
    assert found >= 7


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
    assert client.get(f"/scripts/{version()}/lab/{name}").status_code == 404


def test_another_version_is_not_served(client):
    assert client.get("/scripts/0/lab/lab.js").status_code == 404
    assert client.get("/scripts/..%2f..%2fapp/lab/lab.js").status_code == 404
    assert client.get(f"/scripts/{version()}/../lab.js").status_code == 404
    assert client.get(f"/scripts/{version()}/content/toy.toml").status_code == 404


def test_plotly_comes_whole_and_packed(client):
    packed, plain = (client.get("/plotly.js", headers={"accept-encoding": way}) for way in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert len(plain.content) > 1_000_000


@pytest.mark.parametrize("path", ["/plotly.js/../app.py", "/plotly.js%2f..%2fapp.py", "/plotly.js/x"])
def test_nothing_lies_beside_plotly(client, path):
    assert client.get(path).status_code == 404
