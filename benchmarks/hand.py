"""A hand that draws: real pointer events, over a DevTools socket of its own.

The test tool's driver would do it too, but takes 2 ms of processor time an event: eight hands would measure it.
"""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import websockets
from playwright.async_api import Browser, Page, Playwright, async_playwright

from tests.helpers.browser import find, flags
from tests.helpers.server import Server, free_port

_PORT = free_port()  # of the one browser that a benchmark starts


async def launch(playwright: Playwright) -> Browser:
    """Starts a Chromium that hands can reach."""
    return await playwright.chromium.launch(
        executable_path=find(), args=[*flags(), f"--remote-debugging-port={_PORT}"]
    )


@asynccontextmanager
async def only_page(cache: Path, script: str) -> AsyncIterator[Page]:
    """Starts a server that trains nothing, and gives the only page of a Chromium at it.

    Args:
        cache: A folder for the store.
        script: That runs in every page before the page's own.
    """
    with Server(cache=cache, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        async with async_playwright() as playwright:
            browser = await launch(playwright)
            context = await browser.new_context(
                bypass_csp=True, base_url=server.url, viewport={"width": 1440, "height": 900}
            )
            page = await context.new_page()
            await page.add_init_script(script)
            yield page
            await browser.close()


class Hand:
    """Sends pointer events to one page. Made by `hand_on`."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._count = 0

    async def send(self, kind: str, x: float, y: float) -> None:
        """Sends `mousePressed`, `mouseMoved` or `mouseReleased`, and does not wait: a hand does not either."""
        self._count += 1
        is_down = kind != "mouseReleased"
        event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": int(is_down), "clickCount": 1}
        await self._socket.send(
            json.dumps({"id": self._count, "method": "Input.dispatchMouseEvent", "params": event})
        )

    async def finish(self) -> None:
        """Waits until the page has taken all events."""
        while json.loads(await self._socket.recv()).get("id") != self._count:
            pass


@asynccontextmanager
async def hand_on(page: Page) -> AsyncIterator[Hand]:
    """Gives a page of a browser from `launch` a hand."""
    session = await page.context.new_cdp_session(page)
    target = (await session.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
    await session.detach()
    address = f"ws://127.0.0.1:{_PORT}/devtools/page/{target}"
    # No pings: their answers would wait behind those to the events, which nobody reads before the end.
    async with websockets.connect(address, max_size=None, ping_interval=None) as socket:
        yield Hand(socket)


async def draw(page: Page, selector: str, *, hertz: float, seconds: float) -> None:
    """Draws circles on an element, a pointer event every 1/hertz seconds."""
    box = await page.locator(selector).bounding_box()
    assert box
    x, y, radius = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 0.35 * box["width"]
    async with hand_on(page) as hand:
        await hand.send("mousePressed", x + radius, y)
        started = time.perf_counter()
        for step in range(1, int(hertz * seconds) + 1):
            angle = 2 * math.pi * step / 60
            await hand.send("mouseMoved", x + radius * math.cos(angle), y + radius * math.sin(angle))
            await asyncio.sleep(max(0.0, started + step / hertz - time.perf_counter()))
        await hand.send("mouseReleased", x + radius, y)
        await hand.finish()
