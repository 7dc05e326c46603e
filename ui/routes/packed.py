"""Packs what the server sends, where it pays and the browser can unpack it.

Streamlit leaves its own files as they are: packed anew for each visitor they would cost more than they save. Here a
file that may be kept for ever, whose name stands for its bytes, is packed once and kept.
"""

import gzip
from collections import OrderedDict

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PACKED_TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")
LEAST_BYTES = 500
"""Of an answer that is packed; a smaller one goes in one packet in any case."""
MOST_KEPT = 32_000_000
"""Bytes of packed answers that are kept, the newest."""

_Answer = tuple[list[tuple[bytes, bytes]], bytes]


class PackAnswers:
    """Middleware that packs texts by gzip.

    Args:
        app: What it stands before.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[str, _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on a request, and packs the answer."""
        if scope["type"] != "http" or not _may_be_packed(scope):
            await self._app(scope, receive, send)
            return
        address = f"{scope.get('root_path', '')} {scope['path']}?{scope['query_string'].decode('latin-1')}"
        if kept := self._kept.get(address):
            self._kept.move_to_end(address)
            await _answer(*kept, send)
            return
        start: Message | None = None
        body = bytearray()

        async def send_packed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_worth_it(message):
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            packed = await run_in_threadpool(gzip.compress, bytes(body), 6)
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["Content-Encoding"] = "gzip"
            headers["Content-Length"] = str(len(packed))
            headers.add_vary_header("Accept-Encoding")
            if (tag := headers.get("ETag")) and not tag.startswith("W/"):
                headers["ETag"] = f"W/{tag}"  # the same to read, and not the same bytes
            answer = list(headers.raw), packed
            if "immutable" in headers.get("Cache-Control", "") and "set-cookie" not in headers:
                self._keep(address, answer)
            await _answer(*answer, send)

        await self._app(scope, receive, send_packed)

    def _keep(self, address: str, answer: _Answer) -> None:
        if address in self._kept:  # two asked for it at one time
            return
        self._kept[address] = answer
        self._size += len(answer[1])
        while self._size > MOST_KEPT:
            _, (_, packed) = self._kept.popitem(last=False)
            self._size -= len(packed)


def _may_be_packed(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    is_whole = not any(name in headers for name in ("range", "if-none-match", "if-modified-since"))
    return scope["method"] == "GET" and is_whole and "gzip" in headers.get("accept-encoding", "")


def _is_worth_it(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return (
        start["status"] == 200
        and headers.get("content-type", "").startswith(PACKED_TYPES)
        and "content-encoding" not in headers
        and int(headers.get("content-length", LEAST_BYTES)) >= LEAST_BYTES
    )


async def _answer(headers: list[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
