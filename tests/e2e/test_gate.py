"""Who is let in, on the real server: by sockets and requests of all kinds, and in a browser."""

import re
import socket
import ssl
import stat
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from cnn_core.live.lab import pack_lab
from cnn_core.logs import MOST_A_MINUTE
from cnn_core.pictures.digits import load_digits
from tests.helpers.app import answer, draw, open_page
from tests.helpers.patience import SECONDS, until
from tests.helpers.proxy import Proxy
from tests.helpers.server import ROOT, Server
from ui.owner import COOKIE

PAGES = [file.stem for file in (ROOT / "pages").glob("*.py") if file.stem not in ("navigation", "start")]
STREAM = "/_stcore/stream"
LARGEST = 1_000_000
"""Bytes of a message; `.streamlit/config.toml` has it in megabytes."""


class Outside:
    """Stands for every outside host: the proxy of the system's settings, which notes who asks."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.asked += 1
                client.close()

    def close(self) -> None:
        self._listener.close()


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    outside = Outside()
    yield outside
    outside.close()


@pytest.fixture(scope="module")
def running(outside, tmp_path_factory) -> Iterator[Server]:
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), outside.url)
    cache = tmp_path_factory.mktemp("store")
    with Server(cache=cache, CONVSCOPE_TRAIN_AT_START="", no_proxy="", NO_PROXY="", **proxies) as server:
        server.until_it_answers()
        yield server


def opened(server: Server, path: str, *, trusted: ssl.SSLContext | None = None, **headers: str) -> ClientConnection:
    """Opens a socket as a page does, by https where that is trusted."""
    origin = headers.pop("Origin", None)
    return connect(
        f"{'wss' if trusted else 'ws'}://127.0.0.1:{server.port}{path}",
        ssl=trusted,
        origin=None if origin is None else Origin(origin),
        subprotocols=[Subprotocol("streamlit"), Subprotocol("token")] if path == STREAM else None,
        additional_headers={name.replace("_", "-"): value for name, value in headers.items()},
        proxy=None,
        open_timeout=SECONDS,
        close_timeout=0.1,
    )


def end_of(connection: ClientConnection) -> tuple[int, str]:
    """Returns how a server closes a socket."""
    with suppress(ConnectionClosed):
        while True:
            connection.recv(timeout=SECONDS)
    return connection.close_code or 0, connection.close_reason or ""


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        (STREAM, "https://elsewhere.example"),
        ("/live", "http://127.0.0.1:1"),
        ("/runs", "null"),
    ],
)
def test_a_foreign_handshake_hears_why_and_nobody_outside_is_asked(running, outside, path, origin):
    with opened(running, path, Origin=origin) as connection:
        code, reason = end_of(connection)
    assert code == 1008
    assert "CONVSCOPE_HOSTS" in reason
    assert outside.asked == 0


def test_who_asks_outside_would_be_seen(outside):
    before = outside.asked
    with suppress(OSError), socket.create_connection(("127.0.0.1", int(outside.url.rpartition(":")[2]))) as client:
        client.settimeout(SECONDS)
        client.recv(1)
    assert outside.asked == before + 1
    outside.asked = before


@pytest.mark.parametrize("path", [STREAM, "/live", "/runs"])
def test_a_message_is_refused_by_its_length_before_it_is_read(running, path):
    """The length stands in a frame's head; of the rest nothing is sent."""
    head = b"\x82\xff" + (200_000_000).to_bytes(8, "big") + bytes(4)
    with opened(running, path, Origin=running.url) as connection:
        connection.socket.sendall(head)
        assert end_of(connection)[0] == 1009


def test_what_comes_in_pieces_is_counted_together(running):
    with opened(running, "/live", Origin=running.url) as connection:
        with suppress(ConnectionClosed):
            connection.send(bytes(100_000) for _ in range(2 * LARGEST // 100_000))
        assert end_of(connection)[0] == 1009


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/history?net=two_block"),
        ("POST", "/ahead/x"),
        ("POST", "/picture"),
        ("PUT", "/_stcore/upload_file/a/b"),
    ],
)
def test_who_leaves_in_the_middle_of_a_request_leaves_no_traceback(running, method, path):
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", running.port), timeout=SECONDS) as client:
            kind = "multipart/form-data; boundary=x" if method == "PUT" else "application/octet-stream"
            lines = (f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 784", f"Content-Type: {kind}")
            client.sendall("\r\n".join((*lines, "", "--x", "")).encode())
    with urllib.request.urlopen(f"{running.url}/health", timeout=SECONDS):
        pass  # what came before has been read
    assert "Traceback" not in running.log


def test_messages_of_nonsense_leave_no_traceback(running):
    for message in ('{"watch":[1]}', '{"watch":["c2-max2/e0-n200"]}', '{"do":"start","net":"two_block/e0"}'):
        with opened(running, "/runs", Origin=running.url) as connection:
            connection.send(message)
            assert end_of(connection)[0] == 1008
    assert "Traceback" not in running.log


def test_refused_sockets_fill_no_disk(running):
    """Many of them, the last of which are refused without a word."""
    for _ in range(4 * MOST_A_MINUTE):
        with suppress(OSError, ConnectionClosed, Exception), opened(running, "/live", Origin="null"):
            pass
    assert 1 <= running.log.count("page comes from null") <= 2 * MOST_A_MINUTE  # a minute may end in between


def test_no_answer_that_is_for_everybody_has_a_cookie(running):
    with urllib.request.urlopen(running.url, timeout=SECONDS) as page:
        text = page.read().decode()
    paths = ["/held_out_digits.png", "/plotly.js", *re.findall(r'"\./(static/[^"]+)"', text)[:3]]
    public = 0
    for path in paths:
        asked = urllib.request.Request(f"{running.url}/{path.lstrip('/')}", headers={"Accept": "text/html"})
        with urllib.request.urlopen(asked, timeout=SECONDS) as answered:
            public += "public" in (answered.headers["Cache-Control"] or "")
            assert answered.headers["Set-Cookie"] is None
    assert public >= 3


@pytest.mark.long
def test_no_page_wants_what_the_policy_forbids(new_context):
    """The fixture hears what the browser says of it, here on every page, elsewhere on what is opened."""
    page = new_context().new_page()
    headers = page.request.get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert len(PAGES) == 13
    for name in PAGES:
        open_page(page, f"/{name}")


def test_what_the_policy_forbids_is_not_loaded_and_said(server, browser):
    """In a context of its own, because the fixture's may not want it."""
    with browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        open_page(page)
        said = page.evaluate(
            """() => new Promise((done) => {
              document.addEventListener("securitypolicyviolation", ({ blockedURI }) => done(blockedURI));
              document.body.append(Object.assign(new Image(), { src: "http://127.0.0.1:9/x.png" }));
            })"""
        )
        assert said.startswith("http://127.0.0.1:9")
        script = """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
          document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 1" }));
        })"""
        assert page.evaluate(script) == "script-src-elem"
        assert page.evaluate("window.ran") is None


def test_another_site_may_not_show_the_pages_in_a_frame(server, browser):
    with browser.new_context() as context:
        page = context.new_page()
        frame = f'<iframe src="{server.url}/course"></iframe>'
        page.route("**/outer", lambda route: route.fulfill(body=frame, content_type="text/html"))
        inner = page.frame_locator("iframe").get_by_test_id("stApp")
        page.goto(f"{server.url}/outer")
        expect(inner).to_be_visible()
        page.goto("http://127.0.0.1:9/outer")
        until(lambda: page.frames[-1].url.startswith("chrome-error:"))
        expect(inner).to_have_count(0)


def test_behind_a_proxy_that_sets_its_own_host_the_page_says_what_to_set(running, new_context):
    with Proxy(running.port, sets_host=True) as proxy:
        page = new_context(base_url=proxy.url, other_hosts=(proxy.url,)).new_page()
        page.goto("/mnist_inspection")
        place = proxy.url.removeprefix("http://")
        expect(page.get_by_text(f"Set CONVSCOPE_HOSTS={place} on the server")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("option", ["CONVSCOPE_HOSTS", "STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS"])
def test_with_that_set_it_works_there(new_context, tmp_path, option):
    with Proxy(0, sets_host=True) as proxy:
        named: dict[str, Any] = {
            option: proxy.url.removeprefix("http://") if option == "CONVSCOPE_HOSTS" else proxy.url
        }
        with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="", **named) as server:
            proxy.port = server.port
            server.until_it_answers()
            page = new_context(base_url=proxy.url, other_hosts=(proxy.url,)).new_page()
            open_page(page, "/mnist_inspection")
            draw(page)
            expect(answer(page)).to_contain_text("The net says 7")


@pytest.mark.long
def test_one_browser_has_its_share_and_is_told_so(new_context, tmp_path):
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="", CONVSCOPE_SOCKETS_PER_CLIENT="2") as server:
        server.until_it_answers()
        hosts = {"base_url": server.url, "other_hosts": (server.url,)}
        greedy, other = new_context(**hosts), new_context(**hosts)
        first, second = greedy.new_page(), greedy.new_page()
        open_page(first, "/mnist_inspection")  # has two sockets
        draw(first)
        expect(answer(first)).to_contain_text("The net says 7")
        second.goto("/")
        expect(second.get_by_text("This browser has 2 connections open here")).to_be_visible()
        third = other.new_page()
        open_page(third, "/mnist_inspection")
        draw(third)
        expect(answer(third)).to_contain_text("The net says 7")
        first.close()
        expect(second.get_by_role("heading", name="Not let in")).to_be_hidden()  # it tries again by itself


SERVE = "from ui.command import main; main()"


def made_by(script: Path, before: str = "true") -> Path:
    """Makes a program that serves the app by its settings, as the command `convscope` does."""
    lines = f"#!/bin/bash\n{before}\ncd '{ROOT}' && exec {sys.executable} -c '{SERVE}' \"$@\"\n"
    script.write_text(lines, "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


@pytest.mark.long
@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_an_address_counts_as_a_known_proxy_says_and_as_no_other_does(tmp_path, proxies):
    limits = {"CONVSCOPE_SOCKETS_PER_ADDRESS": "2", "CONVSCOPE_TRAIN_AT_START": "", "CONVSCOPE_PROXIES": proxies}
    with Server(cache=tmp_path, command=made_by(tmp_path / "serve"), **limits) as server, ExitStack() as stack:
        server.until_it_answers()

        def is_let_in(address: str, name: str) -> bool:
            cookie = f"{COOKIE}={name}"
            connection = stack.enter_context(opened(server, "/live", X_Forwarded_For=address, Cookie=cookie))
            pixels = load_digits().held_out_images[0]
            with suppress(ConnectionClosed):
                connection.send(pack_lab(1, pixels, bitmap="digit", side=28, layers=["pool2"]))
                connection.recv(timeout=SECONDS)
                return True
            return "CONVSCOPE_SOCKETS_PER_ADDRESS" not in (connection.close_reason or "")

        assert is_let_in("10.0.0.1", "ann")
        assert is_let_in("10.0.0.1", "bob")
        assert not is_let_in("10.0.0.1", "eve")
        assert is_let_in("10.0.0.2", "eve") == bool(proxies)


@pytest.mark.long
def test_it_serves_by_https_with_a_certificate_of_ones_own(tmp_path):
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
            check=True,
            capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("needs openssl, to make a certificate")
    files: dict[str, Any] = {
        "CONVSCOPE_CERTIFICATE": str(certificate),
        "CONVSCOPE_KEY": str(key),
        "CONVSCOPE_TRAIN_AT_START": "",
    }
    trusted = ssl.create_default_context(cafile=str(certificate))
    with Server(cache=tmp_path, command=made_by(tmp_path / "serve"), **files) as server:
        url = server.url.replace("http", "https")
        asked = urllib.request.Request(url, headers={"Accept": "text/html"})

        def answers() -> bool:
            with suppress(OSError), urllib.request.urlopen(asked, timeout=SECONDS, context=trusted) as page:
                assert "; Secure" in page.headers["Set-Cookie"]
                return True
            return False

        until(answers, lambda: server.log)
        with opened(server, "/live", trusted=trusted, Origin=url) as connection:
            connection.send(b"nonsense")
            assert end_of(connection)[0] == 1008


@pytest.mark.long
@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="needs a system that tells a process's limits")
def test_the_server_has_all_the_descriptors_that_it_may_have(tmp_path):
    script = made_by(tmp_path / "serve", "ulimit -Sn 512; ulimit -Hn 4096")
    with Server(cache=tmp_path, command=script, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        assert server.process.rlimit(psutil.RLIMIT_NOFILE) == (4096, 4096)
        assert "960 sockets may be open, not 1000" in server.log
