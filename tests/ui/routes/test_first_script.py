import re

import pytest
from starlette.testclient import TestClient

from app import app
from ui.routes.first_script import BringFirstScript
from ui.scripts import version


@pytest.fixture(scope="module")
def client():
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/toy_convolution", "/no_such_page"])
def test_each_page_has_the_script_before_all_others(path, client):
    answer = client.get(path, headers={"Accept": "text/html"})
    first = re.search(r"<(?:script|link|meta)\b[^>]*>", answer.text)
    assert first[0] == f'<script type="module" src="./scripts/{version()}/display/history.js">'
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "etag" not in answer.headers
    assert client.get(f"/scripts/{version()}/display/history.js").status_code == 200


def test_what_is_no_page_is_passed_on_as_it_is(client):
    answer = client.get("/health", headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "application/json"
    assert "script" not in answer.text


async def page_in_parts(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    for part, is_more in ((b"<html><he", True), (b"ad></head>", True), (b"</html>", False)):
        await send({"type": "http.response.body", "body": part, "more_body": is_more})


def test_a_page_may_come_in_parts():
    text = TestClient(BringFirstScript(page_in_parts)).get("/", headers={"Accept": "text/html"}).text
    assert text.startswith('<html><head><script type="module"')
    assert text.endswith("</script></head></html>")
