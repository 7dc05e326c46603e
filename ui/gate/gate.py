"""The middleware before everything else: it judges each request and socket, and puts headers on each answer."""

import asyncio
import logging
import time
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cnn_core.settings import Settings, settings
from cnn_core.text import t
from ui.gate import stream
from ui.gate.crowd import Crowd, Limits, client_name
from ui.gate.headers import answer_headers, put_headers
from ui.gate.names import is_own_host, is_own_origin, place_of
from ui.gate.pace import Pace
from ui.gate.refusals import FOREIGN, Refusal, close_reason
from ui.owner import owner_in

MOST_TOLD = 40
"""How many refused sockets are told why at a time; more of them are refused without a word."""
SECONDS_TOLD = 10.0
"""How long a refusal counts there. Streamlit's page keeps its socket so long, or it would try again at once."""
MOST_CHARACTERS = 100
"""Of what a request says of itself, in a sentence."""

READING = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing. What they bring is shown to no other site's page, by the browser's own rule. Where a
proxy sets its own host, a page has to load its scripts to say so."""

_log = logging.getLogger(__name__)


class Gate:
    """Middleware that lets in who may come.

    Args:
        app: What it stands before.
        chosen: The settings.
    """

    def __init__(self, app: ASGIApp, chosen: Settings) -> None:
        self._app = app
        self._chosen = chosen
        self._crowd = Crowd(
            Limits(
                in_all=chosen.sockets,
                per_address=chosen.sockets_per_address,
                per_client=chosen.sockets_per_client,
            )
        )
        self._pace = Pace()
        self._told: list[float] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request or a socket in, or says why not."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                put_headers(MutableHeaders(scope=message), self._chosen.embedders)
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._wrong_host(headers)
        if refusal is None and scope["method"] not in READING:
            refusal = self._foreign(headers)
        if refusal is None and "text/html" in headers.get("accept", ""):
            refusal = self._crowd.refusal_of(*_who(scope))  # its sockets would not be let in, and it stay blank
        if refusal:
            _log.warning("request refused: %s", refusal.sentence)
            await refusal.answer(headers)(scope, receive, send_with_headers)
            return
        with suppress(ClientDisconnect):  # it left in the middle of its own request, and hears no answer
            await self._app(scope, receive, send_with_headers)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = _who(scope)
        headers = Headers(scope=scope)
        if refusal := self._wrong_host(headers) or self._foreign(headers) or self._crowd.refusal_of(*who):
            _log.warning("socket refused: %s", refusal.sentence)
            await asyncio.sleep(min(self._pace.wait(f"refused {who[1]}"), SECONDS_TOLD))
            await self._say(refusal, scope, receive, send)
            return
        with self._crowd.one_more(*who):
            await asyncio.sleep(self._pace.wait(client_name(*who)))
            await self._app(_as_its_own(scope), receive, send)

    def _wrong_host(self, headers: Headers) -> Refusal | None:
        """Returns why a request is not for this server; None where it is."""
        for host in headers.getlist("host"):
            if not is_own_host(host, self._chosen):
                return Refusal(FOREIGN, t("gate.host", host=_cut(host), name=_cut(host.partition(":")[0])))
        return None

    def _foreign(self, headers: Headers) -> Refusal | None:
        """Returns why a request is not from one of this server's own pages; None where it is."""
        known_as = _known_as(headers)
        for origin in headers.getlist("origin"):  # what is no browser leaves it out
            if not is_own_origin(origin, known_as, self._chosen):
                host, asked = headers.get("host", ""), place_of(origin) or origin
                words = {"origin": _cut(origin), "host": _cut(host), "asked": _cut(asked)}
                return Refusal(FOREIGN, t("gate.origin", **words))
        return None

    async def _say(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        """Accepts a socket and closes it with its sentence; of one that is not accepted no script can read it."""
        now = time.monotonic()
        self._told = [then for then in self._told if now - then < SECONDS_TOLD]
        await receive()  # that it wants to connect
        if len(self._told) >= MOST_TOLD:
            await send({"type": "websocket.close"})
            return
        self._told.append(now)
        protocols = scope.get("subprotocols") or [None]
        await send({"type": "websocket.accept", "subprotocol": protocols[0]})
        if scope["path"].endswith(stream.SUFFIX):
            for message in stream.messages_of(refusal.sentence):
                await send({"type": "websocket.send", "bytes": message})
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS_TOLD):
                    while (await receive())["type"] != "websocket.disconnect":
                        pass
                    return
        await send({"type": "websocket.close", "code": refusal.kind.code, "reason": close_reason(refusal.sentence)})


def server_error(_request: Request, _error: Exception) -> Response:
    """Answers where a route fails, with the headers of every answer: no middleware sees this one."""
    return PlainTextResponse(t("gate.failed"), 500, headers=dict(answer_headers(settings().embedders)))


def _who(scope: Scope) -> tuple[str, str]:
    """Returns a browser's name and its address, which uvicorn takes from `X-Forwarded-For` behind a known proxy."""
    client = scope.get("client")
    return owner_in(HTTPConnection(scope).cookies), client[0] if client else ""


def _cut(said: str) -> str:
    """Returns as much of a header as a sentence has room for."""
    return said if len(said) <= MOST_CHARACTERS else f"{said[:MOST_CHARACTERS]}…"


def _known_as(headers: Headers) -> list[str]:
    """Returns by which hosts a request asks for this server; no page can make a browser say the proxy's part."""
    said = (headers.get("host", ""), headers.get("x-forwarded-host", "").partition(",")[0].strip())
    return [host for host in said if host]


def _as_its_own(scope: Scope) -> Scope:
    """Returns a request whose origin was judged, as one of the server's own pages.

    Streamlit compares the origin with the host by itself, and asks an outside host for this machine's address where
    they differ. Everybody would wait for that.
    """
    headers = Headers(scope=scope)
    if "origin" not in headers or not headers.get("host"):
        return scope
    scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
    own = f"{scheme}://{headers['host']}".encode("latin-1")
    return {**scope, "headers": [(name, own if name == b"origin" else value) for name, value in scope["headers"]]}
