"""The live route: strokes come in over a WebSocket, frames go out, and no script runs in between.

A client has one update in flight; what it sends meanwhile replaces what waits, so that the latest wins. What waits
for the engine is answered by turns of the browsers, however many sockets each of them has.
"""

import asyncio
import json
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from cnn_core.errors import ConvscopeError
from cnn_core.live.lab import MOST_BYTES, parse_lab
from cnn_core.live.why import is_why, parse_why
from ui.clients import client_of
from ui.engine import engine
from ui.routes.sockets import Allowance, serve_page

MOST_A_SECOND = 240
SECONDS_OF_A_REFUSAL = 0.1
"""A refusal takes that long: it costs nothing to make, and asking for it again and again would cost the server."""

_open: set[WebSocket] = set()


async def live(socket: WebSocket) -> None:
    """Serves one open page."""
    inbox: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
    await serve_page(socket, "live", _open, partial(_receive, socket, inbox), partial(_answer, socket, inbox))


async def _receive(socket: WebSocket, inbox: "asyncio.Queue[bytes]") -> None:
    """Keeps the newest message."""
    allowance = Allowance(MOST_A_SECOND, MOST_BYTES)
    while True:
        message = await socket.receive_bytes()
        allowance.take(message)
        if inbox.full():
            inbox.get_nowait()
        inbox.put_nowait(message)


async def _answer(socket: WebSocket, inbox: "asyncio.Queue[bytes]") -> None:
    client = client_of(socket)
    while True:
        number, asked = _asked(await inbox.get(), client)
        try:
            frame = await asyncio.wrap_future(asked())
        except ConvscopeError as error:
            await asyncio.sleep(SECONDS_OF_A_REFUSAL)
            await socket.send_text(json.dumps({"id": number, "error": str(error)}))
            continue
        await socket.send_bytes(number.to_bytes(8, "little") + frame)


def _asked(message: bytes, client: Hashable) -> "tuple[int, Callable[[], Future[bytes]]]":
    """Returns a message's number, and what asks the engine for the frame that a client wants by it.

    Raises:
        SpecError: No page of this app sends it.
    """
    if is_why(message):
        number, why, bitmap = parse_why(message)
        return number, lambda: engine().why(why, bitmap, client=client)
    number, request, bitmap = parse_lab(message)
    return number, lambda: engine().frame(request, bitmap, client=client)


ROUTES = [WebSocketRoute("/live", live)]
