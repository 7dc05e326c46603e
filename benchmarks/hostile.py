"""What one client can do to the others: heavy and malformed traffic, and a probe that draws beside it.

The real app. The probe is a browser's stroke without the browser: ten drawings a second over a socket of its own,
all layers of the three-block net in view. Meanwhile one client, by one cookie, does one kind of thing as fast as it
is answered, over one socket and then over sixty. It runs at low priority: it stands for another machine, and its
work is not the server's. Measured is the time in ms from a stroke's being due to its answer, and the server's
resident memory after it all.

`--only KIND` runs one kind, `--sockets N` with so many instead.
"""

import asyncio
import contextlib
import multiprocessing
import os
import random
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import websockets

from benchmarks.frames import p95
from benchmarks.machine import machine
from benchmarks.stroke import LAYERS, NET, drawings
from benchmarks.table import Figure, finish, parser
from cnn_core.live.lab import MOST_BYTES, pack_lab
from cnn_core.live.why import pack_why
from cnn_core.nets.course import named_net
from cnn_core.nets.training_text import find_net
from cnn_core.settings import settings
from cnn_core.store.moments import default_moments
from cnn_core.training.train import train_and_save
from tests.helpers.server import Server

SECONDS = 6.0
HERTZ = 10
MOST_P95, MOST_WORST, MOST_MEMORY = 60, 250, 400
SOCKETS = (1, 60)
LIVED = "two_block/e3"
"""A net whose moments are kept."""
COOKIE = {"Cookie": "convscope_browser=hostile"}
FOREIGN = "http://elsewhere.example"
APP = Path(__file__).with_name("hostile_app.py")

Attack = Callable[[str, int, Callable[[], bool]], Awaitable[None]]


def noise(number: int) -> Any:
    """Returns a digit all of ink, no two alike, so that each patch of one pixel changes something."""
    return np.random.default_rng(number).integers(1, 256, (28, 28), np.uint8)


async def over_socket(
    url: str, is_over: Callable[[], bool], message: Callable[[int], bytes], *, path: str = "/live"
) -> None:
    """Sends message after message, each when the one before is answered, over one socket after another."""
    numbers = count(random.randrange(10**6))
    while not is_over():
        try:
            async with connect(url, path) as socket:
                while not is_over():
                    await socket.send(message(next(numbers)))
                    await asyncio.wait_for(socket.recv(), 60)
        except (OSError, websockets.WebSocketException, TimeoutError):
            await asyncio.sleep(0.02)


def connect(url: str, path: str, **headers: str) -> websockets.connect:
    """Opens a socket of the hostile client's."""
    return websockets.connect(
        f"ws{url.removeprefix('http')}{path}",
        max_size=None,
        additional_headers=COOKIE | headers,
        ping_interval=None,
    )


async def by_requests(
    url: str, is_over: Callable[[], bool], path: Callable[[int], str], body: Callable[[int], bytes] | None = None
) -> None:
    """Makes request after request."""

    def ask(number: int) -> None:
        request = urllib.request.Request(url + path(number), data=body(number) if body else None, headers=COOKIE)
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()

    for number in count(random.randrange(10**6)):
        if is_over():
            return
        try:
            await asyncio.to_thread(ask, number)
        except OSError:
            await asyncio.sleep(0.02)


async def explanations(url: str, _index: int, is_over: Callable[[], bool]) -> None:
    """Every method at rest, a patch of one pixel, each held against a random net."""
    strokes = {"patch": 1, "stride": 1, "layer": None, "is_checked": True}
    wanted = {"net": NET, "view": "strokes", "strokes": strokes, "is_exact": True, "bitmap": "digit"}
    await over_socket(url, is_over, lambda number: pack_why(number, noise(number), **wanted))


async def frames(url: str, index: int, is_over: Callable[[], bool]) -> None:
    """Frames of all layers of two nets, every channel, while the digit moves and in exact numbers by turns."""
    wanted = {"nets": [NET, "two_block/default"], "layers": list(LAYERS), "channels": None}
    messages = [
        pack_lab(1, bitmap, **wanted, is_exact=number % 2 == 1)
        for number, bitmap in enumerate(islice(drawings(index), 20))
    ]
    await over_socket(url, is_over, lambda number: messages[number % len(messages)])


async def histories(url: str, _index: int, is_over: Callable[[], bool]) -> None:
    """What a net made of a digit at each moment of its training."""
    await by_requests(url, is_over, lambda _: f"/history?net={LIVED}", lambda number: noise(number).tobytes())


async def accuracies(url: str, _index: int, is_over: Callable[[], bool]) -> None:
    """How well the three-block net does without one of its channels, each time without another one."""
    await by_requests(url, is_over, lambda number: f"/asked/accuracy?net={NET}&channel={number % 128}")


async def searches(url: str, index: int, is_over: Callable[[], bool]) -> None:
    """A layer's strongest digits."""
    await by_requests(
        url, is_over, lambda number: f"/asked/search?net={NET}&layer={LAYERS[(index + number) % len(LAYERS)]}"
    )


async def untrained(url: str, _index: int, is_over: Callable[[], bool]) -> None:
    """Nets that nobody trained, each time another one."""
    await over_socket(
        url,
        is_over,
        lambda number: pack_lab(
            1, noise(number), nets=[f"c8-max2_c8-max2/e1@{number}"], moments=[0], bitmap="digit"
        ),
    )


async def malformed(url: str, _index: int, is_over: Callable[[], bool]) -> None:
    """Bytes that are no message."""
    await over_socket(url, is_over, lambda number: random.Random(number).randbytes(2000))


async def large(url: str, _index: int, is_over: Callable[[], bool]) -> None:
    """Messages as long as any may be, and longer ones by turns."""
    await over_socket(url, is_over, lambda number: b"\xff" * (MOST_BYTES if number % 2 else 16 * MOST_BYTES))


async def handshakes(url: str, index: int, is_over: Callable[[], bool]) -> None:
    """Sockets that a page of another origin opens, Streamlit's own among them."""
    for number in count(index):
        if is_over():
            return
        with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
            async with asyncio.timeout(20):
                async with connect(url, ("/live", "/_stcore/stream")[number % 2], Origin=FOREIGN) as socket:
                    await socket.recv()


KINDS: dict[str, Attack] = {
    "explanations with patch 1": explanations,
    "frames": frames,
    "histories": histories,
    "an ablated net's accuracy": accuracies,
    "layer searches": searches,
    "untrained nets": untrained,
    "malformed messages": malformed,
    "large messages": large,
    "foreign handshakes": handshakes,
}


def attack(kind: str, url: str, sockets: int, end: Any) -> None:
    """Does one kind of thing over so many sockets until an event is set; a process of its own runs it."""
    os.nice(10)

    async def all_of_them() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(sockets))
        await asyncio.gather(*(KINDS[kind](url, index, end.is_set) for index in range(sockets)))

    asyncio.run(all_of_them())


async def probe(url: str, seconds: float) -> list[float]:
    """Draws ten times a second; returns the ms from each stroke's being due to its answer."""
    messages = [pack_lab(1, bitmap, nets=[NET], layers=list(LAYERS)) for bitmap in islice(drawings(99), 60)]
    times: list[float] = []
    start = time.perf_counter()  # the handshake is part of the first stroke
    address = f"ws{url.removeprefix('http')}/live"
    async with websockets.connect(address, max_size=None, ping_interval=None, open_timeout=None) as socket:
        for number in range(int(seconds * HERTZ)):
            due = start + number / HERTZ
            if time.perf_counter() - start > 10 * seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if times:
                due = max(due, time.perf_counter() - 1 / HERTZ)  # a hand does not draw again what it has drawn
            await socket.send(messages[number % len(messages)])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(socket.recv(), 60)
            times.append(1000 * (time.perf_counter() - due))
    return times


def beside(server: Server, kind: str | None, sockets: int) -> list[Figure]:
    """Measures the probe beside one kind of traffic."""
    context = multiprocessing.get_context("spawn")
    end = context.Event()
    hostile = context.Process(target=attack, args=(kind, server.url, sockets, end)) if kind else None
    if hostile:
        hostile.start()
        time.sleep(2.5)  # it loads this module
    times = asyncio.run(probe(server.url, SECONDS))
    memory = server.process.memory_info().rss / 1e6
    if hostile:
        end.set()
        hostile.join(5)
        hostile.kill()
        hostile.join()
    name = f"{kind}, {sockets} socket{'s' * (sockets > 1)}" if kind else "nothing else"
    return [
        Figure(f"{name}: the probe, p95", p95(times), "ms", MOST_P95),
        Figure(f"{name}: the probe, worst", max(times), "ms", MOST_WORST),
        Figure(f"{name}: the server's memory", memory, "MB", MOST_MEMORY),
    ]


def measure(only: str | None, sockets: tuple[int, ...]) -> list[Figure]:
    """Runs the kinds, one after another."""
    figures: list[Figure] = []
    with Server(
        cache=settings().cache, script=APP, CONVSCOPE_TRAIN_AT_START="", CONVSCOPE_LOG_LEVEL="ERROR"
    ) as server:
        server.until_it_answers()
        while b'"warm"' not in urllib.request.urlopen(f"{server.url}/health").read():
            time.sleep(0.2)
        asyncio.run(probe(server.url, 1))  # opens the net
        figures += beside(server, None, 0)
        for kind in KINDS:
            if not only or only in kind:
                for number in sockets:
                    figures += beside(server, kind, number)
    return figures


if __name__ == "__main__":
    command = parser(__doc__)
    command.add_argument("--only", help="a part of the name of a kind")
    command.add_argument("--sockets", type=int, help="so many sockets")
    options = command.parse_args()
    os.environ.setdefault("CONVSCOPE_CACHE", tempfile.mkdtemp(prefix="convscope-hostile-"))
    train_and_save(named_net(NET))
    lived = find_net(LIVED)
    train_and_save(lived, again=not default_moments().list(lived))
    finish(
        measure(options.only, (options.sockets,) if options.sockets else SOCKETS),
        check=options.check,
        machine=() if options.only else machine(),
    )
