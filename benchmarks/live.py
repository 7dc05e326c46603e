"""The live page: from the pointer's event to the frame that shows its effect, alone and in company.

The real app and a real headless Chromium with real pointer events, all six layers of the three-block net in view.
A change counts as painted at the first message-channel tick after the frame that holds it, measured from the
event's own time stamp. Beside it, in the same run, the two plain ways of `benchmarks/plain_ways.py`.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from itertools import islice
from statistics import median
from typing import Any

import websockets
from playwright.async_api import Browser, Page, async_playwright

from benchmarks.frames import AFTER_FRAME, p95
from benchmarks.hand import draw, hand_on, launch
from benchmarks.machine import machine
from benchmarks.plain_ways import WAYS, plain_server
from benchmarks.stroke import LAYERS, NET, TOGETHER, costs, drawings
from benchmarks.table import Figure, finish, parser
from cnn_core.live.lab import pack_lab
from cnn_core.nets.course import named_net
from cnn_core.settings import settings
from cnn_core.training.train import train_and_save
from tests.helpers.server import Server

SECONDS = 6.0
PAGE = "/mnist_inspection?mnist_net=Three+blocks"
CANVAS = "[aria-label^='Canvas: draw']"

# Keeps, for each frame that is painted: when the change that it shows was made, when it was painted, its bytes.
LISTEN = (
    AFTER_FRAME
    + """
window.seen = { painted: [], rested: [] };
for (const name of ["painted", "rested"]) {
  document.addEventListener(name, ({ detail }) =>
    afterFrame((now) => window.seen[name].push([detail.changedAt, now, detail.bytes ?? 0])));
}
"""
)

# Takes the time from the pointer's next release to the frame that shows so many layers.
AWAIT_LAYERS = """
let released = null, wanted = null;
window.awaitLayers = (count) => { released = null; wanted = count; window.took = null; };
addEventListener("pointerup", ({ timeStamp }) => { released = timeStamp; }, true);
document.addEventListener("painted", (event) => {
  if (released === null || window.took !== null) return;
  if (event.composedPath()[0].getRootNode().querySelectorAll(".layer").length === wanted)
    afterFrame((now) => { window.took ??= now - released; });
});
"""


async def stroke(page: Page, *, hertz: float, seconds: float = SECONDS) -> dict[str, Any]:
    """Draws one stroke and clears it.

    Returns:
        `painted`, the latencies in ms; `rate`, updates a second; `bytes`, of each update; `rest`, the time in ms
        from the stroke's end to the exact maps.
    """
    await page.evaluate("window.seen = { painted: [], rested: [] }")
    started = time.perf_counter()
    await draw(page, CANVAS, hertz=hertz, seconds=seconds)
    elapsed = time.perf_counter() - started
    seen = await page.evaluate("window.seen.painted")
    await page.wait_for_function("window.seen.rested.length > 0")
    rested = await page.evaluate("window.seen.rested")
    await asyncio.sleep(0.7)
    await page.get_by_role("button", name="Clear").click()
    await asyncio.sleep(0.7)
    return {
        "painted": [painted - changed for changed, painted, _ in seen],
        "rate": len(seen) / elapsed,
        "bytes": median(size for _, _, size in seen),
        "rest": rested[0][1] - rested[0][0],
    }


@asynccontextmanager
async def people(browser: Browser, server: Server, count: int) -> Any:
    """Opens the live page for so many people and waits until each has its maps at rest."""
    contexts = [
        await browser.new_context(bypass_csp=True, base_url=server.url, viewport={"width": 1440, "height": 900})
        for _ in range(count)
    ]
    pages = []
    for context in contexts:
        page = await context.new_page()
        await page.add_init_script(LISTEN)
        await page.goto(PAGE)
        await page.wait_for_function("window.seen.rested.length > 0")
        pages.append(page)
    await asyncio.sleep(1)
    yield pages
    for context in contexts:
        await context.close()


async def alone(page: Page) -> list[Figure]:
    """One person."""
    await stroke(page, hertz=30, seconds=2)  # warm
    streaming = await stroke(page, hertz=30)
    free = await stroke(page, hertz=125)
    rests = [(await stroke(page, hertz=30, seconds=0.7))["rest"] for _ in range(9)]
    # Bars and maps are painted in one frame, so that one time stands for both.
    return [
        Figure("bars, streaming at 30 Hz, alone", median(streaming["painted"]), "ms", 28),
        Figure("maps of all layers, streaming at 30 Hz, alone", median(streaming["painted"]), "ms", 38),
        Figure("the same, p95", p95(streaming["painted"]), "ms"),
        Figure("updates a second at 30 Hz, alone", streaming["rate"], "/s", 28, "at least"),
        Figure("updates a second unthrottled, alone", free["rate"], "/s", 50, "at least"),
        Figure("bytes an update", streaming["bytes"] / 1000, "KB"),
        Figure("stroke's end → Plotly heatmaps at rest", median(rests), "ms", 180),
    ]


async def together(browser: Browser, server: Server, count: int) -> list[Figure]:
    """Several people at once, each as fast as it goes."""
    async with people(browser, server, count) as pages:
        strokes = await asyncio.gather(*(stroke(page, hertz=30) for page in pages))
    latencies = [latency for each in strokes for latency in each["painted"]]
    rates = [each["rate"] for each in strokes]
    wanted = count == 8
    return [
        Figure(f"{count} browsers: updates a second in all", sum(rates), "/s", 110 if wanted else None, "at least"),
        Figure(
            f"{count} browsers: updates a second of the slowest",
            min(rates),
            "/s",
            12 if wanted else None,
            "at least",
        ),
        Figure(f"{count} browsers: change → maps painted, median", median(latencies), "ms"),
        Figure(f"{count} browsers: change → maps painted, p95", p95(latencies), "ms", 200 if wanted else None),
    ]


async def asking(server: Server, index: int, *, hertz: float | None, seconds: float) -> list[float]:
    """Asks for frames of all layers without a browser, one after another, each of another drawing.

    Args:
        server: Who is asked.
        index: Which of several clients this is.
        hertz: How often at most; None for as often as can be.
        seconds: For how long.

    Returns:
        The time in ms that each took.
    """
    wanted = {"nets": [NET], "layers": list(LAYERS)}
    messages = [pack_lab(1, bitmap, **wanted) for bitmap in islice(drawings(index), 60)]
    times: list[float] = []
    cookie = {"Cookie": f"convscope_browser=client-{index}"}
    address = f"ws{server.url.removeprefix('http')}/live"
    async with websockets.connect(address, max_size=None, additional_headers=cookie) as socket:
        await asyncio.sleep(index / 300)
        end = time.perf_counter() + seconds
        while (started := time.perf_counter()) < end:
            await socket.send(messages[len(times) % len(messages)])
            await socket.recv()
            times.append(1000 * (time.perf_counter() - started))
            if hertz:
                await asyncio.sleep(max(0.0, 1 / hertz - (time.perf_counter() - started)))
    return times


async def classroom(server: Server) -> list[Figure]:
    """Clients without a browser: one at a screen's pace, many ten times a second, and some without a pause."""
    single = len(await asking(server, 0, hertz=60, seconds=SECONDS / 2)) / (SECONDS / 2)
    figures = [Figure("a single client at 60 Hz, updates a second", single, "/s")]
    for count in (30, 60):
        answers = await asyncio.gather(
            *(asking(server, index, hertz=10, seconds=SECONDS) for index in range(count))
        )
        times = [each for client_times in answers for each in client_times]
        starved = sum(median(client_times) > 100 for client_times in answers)
        figures += [
            Figure(f"{count} clients at 10 Hz, round trip, median", median(times), "ms"),
            Figure(f"{count} clients at 10 Hz, round trip, p95", p95(times), "ms", 15 if count == 30 else None),
            # A machine on which one alone gets fewer than 30 a second is too slow for sixty.
            Figure(f"{count} clients at 10 Hz, starved", starved, "", 0 if single >= 30 else None),
        ]
    waiting = await asyncio.gather(
        *(asking(server, index, hertz=None, seconds=SECONDS / 2) for index in range(TOGETHER))
    )
    each = 1000 * (SECONDS / 2) / sum(map(len, waiting))
    return [
        *figures,
        Figure(f"{TOGETHER} clients without a pause, clients, server and worker an update", each, "ms"),
    ]


async def clicks(page: Page) -> list[list[float]]:
    """Changes the net to and fro by its widget.

    Returns:
        For each of the two ways, the times in ms from the pointer's release to the new net's maps.
    """
    times: list[list[float]] = [[], []]
    async with hand_on(page) as hand:
        for number in range(10):
            way = number % 2
            option = page.get_by_role("radio", name=("Random filters", "Three blocks")[way])
            if not await option.is_visible():
                await page.get_by_role("button", name="Net and maps").click()
            await option.wait_for()
            box = await option.bounding_box()
            assert box
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            await page.evaluate("count => window.awaitLayers(count)", (1, 6)[way])
            await hand.send("mousePressed", x, y)
            await hand.send("mouseReleased", x, y)
            await hand.finish()
            await page.wait_for_function("window.took !== null", polling=100)
            times[way].append(await page.evaluate("window.took"))
            await asyncio.sleep(0.3)
    return times


@asynccontextmanager
async def drawn_on(page: Page) -> AsyncIterator[None]:
    """Draws on a page meanwhile."""
    hand = asyncio.create_task(draw(page, CANVAS, hertz=30, seconds=60))
    yield
    hand.cancel()
    await asyncio.gather(hand, return_exceptions=True)


async def other_widgets(browser: Browser, server: Server) -> list[Figure]:
    """A widget of the page, without and with somebody who draws on another, by turns."""
    quiet: list[list[float]] = [[], []]
    disturbed: list[list[float]] = [[], []]
    async with people(browser, server, 2) as (clicking, drawing):
        await clicking.evaluate(f"(() => {{ {AFTER_FRAME} {AWAIT_LAYERS} }})()")
        await clicks(clicking)  # warm
        for _ in range(6):
            for found, hand in ((quiet, nullcontext()), (disturbed, drawn_on(drawing))):
                async with hand:
                    for times, more in zip(found, await clicks(clicking), strict=True):
                        times += more
                await asyncio.sleep(1)
    before, beside = (sum(map(median, found)) / 2 for found in (quiet, disturbed))
    return [
        Figure("another widget, nobody draws", before, "ms"),
        Figure("another widget, somebody draws", beside, "ms", 1.1 * before),
    ]


async def plain(browser: Browser, way: str, ours: float, target: float) -> list[Figure]:
    """One of the plain ways, at 30 Hz too."""
    with plain_server(way) as server:
        page = await browser.new_page(bypass_csp=True, viewport={"width": 1440, "height": 900})
        await page.add_init_script(WAYS[way].listen)
        await page.goto(server.url)
        await page.wait_for_function("window.isReady?.()", timeout=120_000)
        await draw(page, "#pad", hertz=30, seconds=2)
        await page.evaluate("window.seen.painted = []")
        await draw(page, "#pad", hertz=30, seconds=2 * SECONDS)
        seen = await page.evaluate("window.seen.painted")
        await page.close()
    plain_median = median(painted - changed for changed, painted in seen)
    return [
        Figure(f"{way}: change → painted", plain_median, "ms"),
        Figure(f"{way}: slower than the live page", plain_median / ours, "×", target, "at least"),
    ]


async def measure() -> list[Figure]:
    """Runs everything, one thing after another."""
    figures = costs()
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        with Server(cache=settings().cache, CONVSCOPE_TRAIN_AT_START="") as server:
            server.until_it_answers()
            async with people(browser, server, 1) as (page,):
                by_one = await alone(page)
            ours = by_one[1].value
            figures += by_one
            for count in (4, 8):
                figures += await together(browser, server, count)
            figures += await classroom(server)
            figures += await other_widgets(browser, server)
        figures += await plain(browser, "plain way", ours, 15)
        figures += await plain(browser, "better plain way", ours, 8)
        await browser.close()
    return figures


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    train_and_save(named_net("three_block"))
    reference = machine()
    finish(asyncio.run(measure()), check=options.check, machine=reference)
