"""The trainings' route: a page hears over a WebSocket how trainings go, and starts and stops them by it.

A page says once which trainings it watches, and is told of all at first and then of what is new, some four times a
second at most. No script of the page runs for it.
"""

import asyncio
import json
from contextlib import suppress
from typing import Any

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from cnn_core.errors import ConvscopeError, SpecError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import IMAGE_SHAPE
from cnn_core.nets.training_text import find_net
from cnn_core.text import t
from ui.clients import client_of
from ui.engine import engine
from ui.nets.training_news import News
from ui.owner import nobody, owner_in
from ui.routes.sockets import POLICY_VIOLATION, Allowance, Refused, serve_page

SECONDS_BETWEEN_NEWS = 0.22
MOST_BYTES = 8192
MOST_WATCHED = 4
MOST_A_SECOND = 20
COMMANDS = ("start", "again", "pause", "resume", "cancel")


async def runs(socket: WebSocket) -> None:
    """Serves one open page."""
    page = _Page(socket)
    await serve_page(socket, "runs", page.receive, page.tell)


class _Page:
    """One open page: what it watches, and what it has been told of that."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        # A browser without cookies owns what it starts as long as its page is open.
        self._owner = owner_in(socket.cookies) or nobody()
        self._news = News((), self._owner)
        self._is_due = asyncio.Event()
        self._refusal: str | None = None

    async def receive(self) -> None:
        """Does what the page says."""
        allowance = Allowance(MOST_A_SECOND, MOST_BYTES)
        while True:
            text = await self._socket.receive_text()
            allowance.take(text)
            await self._do(text)
            self._is_due.set()

    async def _do(self, text: str) -> None:
        """Does what the page wants: to watch other trainings, or a command."""
        try:
            match json.loads(text):
                case {"watch": list(nets)} if len(nets) <= MOST_WATCHED:
                    self._news = News(tuple(map(_trained, nets)), self._owner)
                case {"do": str(command), "net": str(net), **rest} if command in COMMANDS:
                    name = _name(rest.get("name", ""))
                    self._refusal = await run_in_threadpool(obey, command, _trained(net), self._owner, name)
                case _:
                    raise Refused(POLICY_VIOLATION, t("live.malformed"))
        except (ValueError, TypeError, RecursionError, SpecError) as error:
            raise Refused(POLICY_VIOLATION, t("live.malformed")) from error

    async def tell(self) -> None:
        """Tells the page what is new."""
        await self._is_due.wait()  # until the page has said what it watches
        while True:
            told = await run_in_threadpool(self._news.since_last)
            if self._refusal:
                told, self._refusal = {**told, "refusal": self._refusal}, None
            if told:
                await self._socket.send_text(json.dumps(told, separators=(",", ":")))
            with suppress(TimeoutError):  # a command is answered at once
                async with asyncio.timeout(SECONDS_BETWEEN_NEWS):  # 3.11's `wait_for` can swallow a cancel
                    await self._is_due.wait()
            self._is_due.clear()


def _trained(text: object) -> TrainingSpec:
    """Reads the net that a message names.

    Raises:
        SpecError: It is none, or one that is not trained, which has no steps to be told of.
    """
    if not isinstance(text, str):
        raise SpecError(t("live.malformed"))
    net = find_net(text)
    if net.recipe.epochs == 0:
        raise SpecError(t("live.malformed"))
    return net


def _name(said: object) -> str:
    """Reads what a message calls a net.

    Raises:
        TypeError: It is no text.
    """
    if not isinstance(said, str):
        raise TypeError(said)
    return said


def obey(command: str, net: TrainingSpec, owner: str, name: str = "") -> str | None:
    """Carries out a command of a page.

    Args:
        command: One of `COMMANDS`.
        net: The training that it is about.
        owner: Whose browser it came from.
        name: What the net is to be called, if it is this owner who starts its training.

    Returns:
        A sentence that says why not, if it was refused.
    """
    try:
        match command:
            case "start":
                _start(net, owner, name)
            case "again":
                _start(net, owner, name, again=True)
            case "pause":
                engine().pause(net, owner=owner)
            case "resume":
                engine().resume(net)
            case "cancel":
                engine().cancel(net, owner=owner)
    except ConvscopeError as error:
        return str(error)
    return None


def _start(net: TrainingSpec, owner: str, name: str, *, again: bool = False) -> None:
    run = engine().train(net, owner=owner, again=again)
    if name and run.owner == owner and engine().may_delete(net, owner=owner):
        engine().rename(net, name, owner=owner)


async def history(request: Request) -> Response:
    """Answers with what a net made of a digit at each kept moment of its training.

    The request's body is the digit, 28 × 28 grey bytes; the answer is of each moment its step (int32) and its ten
    logits (float32), both little-endian.
    """
    side, _, _ = IMAGE_SHAPE
    try:
        if request.headers.get("content-length") != str(side * side):  # before it is read
            raise ValueError
        body = await request.body()
        net = find_net(request.query_params.get("net", ""))
        pixels = np.frombuffer(body, np.uint8).reshape(side, side)
        # what is kept of a training is listed from the disk
        asked = await run_in_threadpool(engine().history, net, pixels, client=client_of(request))
        found = await asyncio.wrap_future(asked)
    except (ValueError, SpecError):
        return Response(t("live.malformed"), status_code=400)
    except ConvscopeError as error:
        return Response(str(error), status_code=503)
    row: Any = np.dtype([("step", "<i4"), ("logits", "<f4", (10,))])
    rows = np.empty(len(found.steps), row)
    rows["step"], rows["logits"] = found.steps, found.logits
    return Response(rows.tobytes(), media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


ROUTES = [WebSocketRoute("/runs", runs), Route("/history", history, methods=["POST"])]
