"""What the app's own sockets have in common: who is let in, how they are served, and how misuse ends.

Who sends what no page sends, or far more than a page does, loses that socket and nothing else.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from cnn_core.errors import SpecError
from cnn_core.settings import settings
from cnn_core.text import t

POLICY_VIOLATION = 1008
TOO_LARGE = 1009
FAILED = 1011
TRY_AGAIN_LATER = 1013
SECONDS_BEFORE_A_CLOSE = 1.0
"""Who loses a socket by misuse opens another at once, and each handshake costs the server some milliseconds."""

_log = logging.getLogger(__name__)


class Refused(Exception):
    """Ends a socket.

    Args:
        code: Of the WebSocket protocol.
        reason: A sentence.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def is_same_origin(socket: WebSocket) -> bool:
    """Whether the page that opens the socket came from this server, by the name that the browser knows it by."""
    origin = socket.headers.get("origin")
    if origin is None:
        return True  # no browser leaves it out
    known_as = {socket.headers.get("host"), socket.headers.get("x-forwarded-host")}
    return urlsplit(origin).netloc in known_as - {None, ""}


def refusal_of(socket: WebSocket, count: int) -> Refused | None:
    """Returns why a page is not let in; None where it is.

    Args:
        socket: That the page opens.
        count: How many of its kind are open.
    """
    if not is_same_origin(socket):
        return Refused(POLICY_VIOLATION, t("live_ui.origin"))
    if count >= settings().sockets:
        return Refused(TRY_AGAIN_LATER, t("live_ui.full", most=settings().sockets))
    return None


class Allowance:
    """How much a page may send.

    Args:
        a_second: So many messages a second, and as many at once.
        most_bytes: The length of the longest.
    """

    def __init__(self, a_second: int, most_bytes: int) -> None:
        self._a_second, self._most_bytes = a_second, most_bytes
        self._left, self._counted_at = float(a_second), time.monotonic()

    def take(self, message: bytes | str) -> None:
        """Counts a message that has come.

        Raises:
            Refused: It is one too many, or too long.
        """
        now = time.monotonic()
        self._left = min(self._a_second, self._left + self._a_second * (now - self._counted_at)) - 1
        self._counted_at = now
        if len(message) > self._most_bytes:
            raise Refused(TOO_LARGE, t("live_ui.too_large", came=len(message), most=self._most_bytes))
        if self._left < 0:
            raise Refused(POLICY_VIOLATION, t("live_ui.too_many", most=self._a_second))


async def serve_page(
    socket: WebSocket, kind: str, its_open: set[WebSocket], *parts: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Lets a page in, runs the parts of its service until the first of them ends, and closes its socket.

    Args:
        socket: That the page opens.
        kind: What the log calls it.
        its_open: The sockets of this kind that are open; touched by the event loop's thread alone.
        parts: Each receives or sends until it fails; its error says how the socket is closed.
    """
    if refusal := refusal_of(socket, len(its_open)):
        _log.warning("%s socket refused: %s", kind, refusal)
        await socket.close(refusal.code, str(refusal))
        return
    its_open.add(socket)
    try:
        await socket.accept()
        _log.debug("%s socket opened, %d in all", kind, len(its_open))
        await _close_after(socket, kind, await _first_error(parts))
    finally:
        its_open.remove(socket)


async def _first_error(parts: tuple[Callable[[], Coroutine[Any, Any, None]], ...]) -> BaseException | None:
    tasks = {asyncio.create_task(part()) for part in parts}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return done.pop().exception()


async def _close_after(socket: WebSocket, kind: str, error: BaseException | None) -> None:
    if isinstance(error, Refused | SpecError | KeyError):
        await asyncio.sleep(SECONDS_BEFORE_A_CLOSE * (0.5 + random.random()))  # not all of them at one time
    match error:
        case WebSocketDisconnect() | RuntimeError():  # it went away, while something was sent to it too
            return
        case Refused():
            _log.warning("%s socket closed: %s", kind, error)
            await socket.close(error.code, str(error))
        case SpecError() | KeyError():  # a KeyError is starlette's word for text where bytes are due, and for bytes
            _log.warning("%s socket closed: malformed message", kind)
            await socket.close(POLICY_VIOLATION, t("live.malformed"))
        case _:
            _log.error("%s socket ended", kind, exc_info=error)
            await socket.close(FAILED)
