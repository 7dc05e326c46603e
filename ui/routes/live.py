"""The live route: strokes come in over a WebSocket, frames go out, and no script runs in between.

A client has one update in flight; what it sends meanwhile replaces what waits, so that the latest wins. A
client that sends what no page sends, or far more than a hand can draw, loses that socket and nothing else.
"""

import asyncio
import itertools
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from cnn_core.errors import ConvscopeError, SpecError
from cnn_core.live.lab import MOST_BYTES, parse_lab
from cnn_core.live.why import is_why, parse_why, why_frame
from cnn_core.text import t
from ui.engine import engine
from ui.routes.sockets import FAILED, POLICY_VIOLATION, TOO_LARGE, Refused, refusal_of

MOST_A_SECOND = 240

_log = logging.getLogger(__name__)
_numbers = itertools.count(1)
_open: set[int] = set()  # touched by the event loop's thread alone


async def live(socket: WebSocket) -> None:
    """Serves one open page."""
    if refusal := refusal_of(socket, len(_open)):
        _log.warning("live socket refused: %s", refusal)
        await socket.close(refusal.code, str(refusal))
        return
    number = next(_numbers)
    _open.add(number)
    try:
        await socket.accept()
        _log.debug("live socket %d opened, %d in all", number, len(_open))
        await _serve(socket, number)
    finally:
        _open.remove(number)


async def _serve(socket: WebSocket, number: int) -> None:
    inbox: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
    tasks = {asyncio.create_task(_receive(socket, inbox)), asyncio.create_task(_answer(socket, inbox))}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await _close_after(socket, number, done.pop().exception())


async def _receive(socket: WebSocket, inbox: "asyncio.Queue[bytes]") -> None:
    """Keeps the newest message."""
    allowance, counted_at = float(MOST_A_SECOND), time.monotonic()
    while True:
        message = await socket.receive_bytes()
        now = time.monotonic()
        allowance = min(MOST_A_SECOND, allowance + MOST_A_SECOND * (now - counted_at)) - 1
        counted_at = now
        if len(message) > MOST_BYTES:
            raise Refused(TOO_LARGE, t("live_ui.too_large", came=len(message), most=MOST_BYTES))
        if allowance < 0:
            raise Refused(POLICY_VIOLATION, t("live_ui.too_many", most=MOST_A_SECOND))
        if inbox.full():
            inbox.get_nowait()
        inbox.put_nowait(message)


async def _answer(socket: WebSocket, inbox: "asyncio.Queue[bytes]") -> None:
    while True:
        number, asked = _asked(await inbox.get())
        try:
            frame = await asyncio.wrap_future(asked())
        except ConvscopeError as error:
            await socket.send_text(json.dumps({"id": number, "error": str(error)}))
            continue
        await socket.send_bytes(number.to_bytes(8, "little") + frame)


def _asked(message: bytes) -> "tuple[int, Callable[[], Future[bytes]]]":
    """Returns a message's number, and what asks the engine for the frame that it wants.

    Raises:
        SpecError: No page of this app sends it.
    """
    if is_why(message):
        number, why, bitmap = parse_why(message)
        return number, lambda: engine().ask(why_frame, why, bitmap)
    number, request, bitmap = parse_lab(message)
    return number, lambda: engine().frame(request, bitmap)


async def _close_after(socket: WebSocket, number: int, error: BaseException | None) -> None:
    match error:
        case WebSocketDisconnect():
            return
        case Refused():
            _log.warning("live socket %d closed: %s", number, error)
            await socket.close(error.code, str(error))
        case SpecError() | KeyError():  # a KeyError is starlette's word for text where bytes are due
            _log.warning("live socket %d closed: malformed message", number)
            await socket.close(POLICY_VIOLATION, t("live.malformed"))
        case RuntimeError():  # the socket went away while an answer was being sent
            return
        case _:
            _log.error("live socket %d ended", number, exc_info=error)
            await socket.close(FAILED)


ROUTES = [WebSocketRoute("/live", live)]
