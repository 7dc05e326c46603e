"""The gate before an app that tells what comes through."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cnn_core.settings import Settings
from ui.gate import gate
from ui.gate.gate import Gate, server_error
from ui.gate.headers import answer_headers
from ui.gate.pace import Pace
from ui.owner import COOKIE

CHOSEN = Settings(cache=Path(), hosts=("testserver",), sockets=6, sockets_per_address=5, sockets_per_client=3)


async def tell(request):
    return PlainTextResponse(request.method)


async def fail(_request):
    raise ZeroDivisionError


async def leave(_request):
    raise ClientDisconnect


async def hold(socket):
    await socket.accept(subprotocol=(socket.scope["subprotocols"] or [None])[0])
    await socket.send_json(socket.headers.get("origin"))
    await socket.receive()


def served(chosen=CHOSEN):
    app = Starlette(
        routes=[
            Route("/", tell, methods=["GET", "POST"]),
            Route("/fail", fail),
            Route("/leave", leave),
            WebSocketRoute("/live", hold),
            WebSocketRoute("/deep/_stcore/stream", hold),
        ],
        middleware=[Middleware(Gate, chosen=chosen)],
        exception_handlers={Exception: server_error},
    )
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def client():
    return served()


def said_by(client, path="/live", subprotocols=None, **headers):
    """Opens a socket and returns how it is closed."""
    with client.websocket_connect(path, subprotocols, headers=headers) as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        return closed.value.code, closed.value.reason


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_page_of_another_origin_may_send_nothing_to_any_route(client, method):
    answer = client.request(method, "/", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "CONVSCOPE_HOSTS=elsewhere.example" in answer.text


def test_what_it_loads_it_is_not_shown(client):
    answer = client.get("/", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_name_that_is_not_the_servers_is_refused_with_the_setting(client):
    answer = client.get("/", headers={"host": "elsewhere.example:81", "accept": "text/html"})
    assert answer.status_code == 403
    assert "CONVSCOPE_HOSTS to elsewhere.example" in answer.text


def test_its_own_pages_come_through(client):
    assert client.post("/", headers={"origin": "http://testserver"}).text == "POST"
    assert client.get("/").text == "GET"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/nowhere", {}),
        ("/fail", {}),
        ("/", {"host": "elsewhere.example"}),
        ("/", {"origin": "null"}),
    ],
)
def test_every_answer_has_the_headers(client, path, headers):
    answer = client.get(path, headers=headers)
    for name, value in answer_headers(CHOSEN.embedders):
        assert answer.headers[name] == value


def test_who_leaves_in_the_middle_of_a_request_is_no_error():
    """The test client passes on what a server would log as a traceback."""
    with pytest.raises(AssertionError), TestClient(served().app) as client:  # "no answer", which nobody waits for
        client.get("/leave")


def test_a_socket_of_another_origin_hears_why(client):
    code, reason = said_by(client, origin="https://elsewhere.example")
    assert code == 1008
    assert reason.startswith("Set CONVSCOPE_HOSTS=elsewhere.example on the server")
    assert said_by(client, host="elsewhere.example")[0] == 1008


def test_streamlit_sees_no_origin_but_its_own(client):
    for headers in (
        {"origin": "http://testserver"},
        {"origin": "https://class.example", "x-forwarded-host": "class.example"},
    ):
        with client.websocket_connect("/deep/_stcore/stream", headers=headers) as socket:
            assert socket.receive_json() == "http://testserver"
    with client.websocket_connect("/live") as socket:
        assert socket.receive_json() is None


def test_streamlits_page_shows_the_refusal(client, monkeypatch):
    monkeypatch.setattr(gate, "SECONDS_TOLD", 0.0)
    where, names = "/deep/_stcore/stream", ["streamlit", "token"]
    with client.websocket_connect(where, names, headers={"origin": "https://x.example"}) as socket:
        assert socket.accepted_subprotocol == "streamlit"
        shown = [ForwardMsg.FromString(socket.receive_bytes()) for _ in range(3)]
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert "CONVSCOPE\\_HOSTS" in shown[1].delta.new_element.alert.body
    assert closed.value.code == 1008


def test_one_browser_has_its_share_of_sockets_and_leaves_the_others_theirs(client):
    mine, yours = {"cookie": f"{COOKIE}=me"}, {"cookie": f"{COOKIE}=you"}
    with ExitStack() as stack:
        for path in ("/live", "/live", "/deep/_stcore/stream"):
            stack.enter_context(client.websocket_connect(path, headers=mine))
        code, reason = said_by(client, **mine)
        assert code == 1013
        assert "CONVSCOPE_SOCKETS_PER_CLIENT" in reason
        page = client.get("/", headers={**mine, "accept": "text/html"})
        assert page.status_code == 503
        assert "CONVSCOPE_SOCKETS_PER_CLIENT" in page.text
        assert client.get("/", headers=mine).status_code == 200  # what is no page needs no socket
        assert client.get("/", headers={**yours, "accept": "text/html"}).status_code == 200
        stack.enter_context(client.websocket_connect("/live", headers=yours)).receive_json()
    with client.websocket_connect("/live", headers=mine) as socket:
        socket.receive_json()


@pytest.fixture
def waits(monkeypatch):
    """Whose turn was asked for, and how long each had to wait: two at once, and fifty a second."""
    found = []

    class Told(Pace):
        def wait(self, client):
            found.append((client, super().wait(client)))
            return found[-1][1]

    monkeypatch.setattr(gate, "Pace", lambda: Told(at_once=2, a_second=50))
    return found


def test_a_browser_that_opens_socket_after_socket_is_let_in_later(waits):
    client = served()
    for owner in ("ann", "ann", "ann", "bob"):
        with client.websocket_connect("/live", headers={"cookie": f"{COOKIE}={owner}"}) as socket:
            assert socket.receive_json() is None
    assert [name for name, _ in waits] == ["browser ann"] * 3 + ["browser bob"]
    assert [wait > 0 for _, wait in waits] == [False, False, True, False]


def test_who_is_refused_again_and_again_hears_why_later(waits):
    client = served()
    for _ in range(3):
        assert said_by(client, origin="null")[1]
    assert [name for name, _ in waits] == ["refused testclient"] * 3
    assert [wait > 0 for _, wait in waits] == [False, False, True]


def test_too_many_refusals_at_a_time_go_without_a_word(client, monkeypatch):
    monkeypatch.setattr(gate, "MOST_TOLD", 2)
    for _ in range(2):
        assert said_by(client, origin="null")[1]
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/live", headers={"origin": "null"}),
    ):
        pass
    assert closed.value.reason == ""


def test_a_long_name_is_cut(client):
    assert len(client.get("/", headers={"host": "x" * 5000}).text) < 600
