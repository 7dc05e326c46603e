"""The page "Why this answer" in a real browser: from a switch, or a stroke, to the bars and all maps painted anew.

The real app, a real headless Chromium, real key presses, the three-block net. Measured as in `benchmarks/live.py`.
"""

import asyncio
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Page

from benchmarks.frames import AFTER_FRAME, p95
from benchmarks.hand import draw, only_page
from benchmarks.table import Figure

PAGE = "/explanation?net=three_block/default"
CANVAS = "[aria-label^='Canvas: draw']"
NET = ".why .net"
SWITCHES = 25
SECONDS = 4.0

# Keeps of each change that is painted: when it was made, and when it was seen; of a press, its own time stamp.
LISTEN = (
    AFTER_FRAME
    + """
window.seen = [];
let pressed = null;
addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; }, true);
document.addEventListener("painted", ({ detail }) => {
  const from = pressed ?? detail.changedAt;
  pressed = null;
  afterFrame((now) => window.seen.push(now - from));
});
"""
)


async def measure_switches(cache: Path) -> list[Figure]:
    """Switches the strongest channel of the last convolution off and on, and draws.

    Args:
        cache: A folder whose store has the three-block net.
    """
    async with only_page(cache, LISTEN) as page:
        await page.goto(PAGE)
        await page.wait_for_function("window.seen.length > 0")
        await asyncio.sleep(1)
        switched = await _switch(page)
        drawn = await _draw(page)
    return [
        Figure("ablation switch → bars and maps repainted", median(switched), "ms", 60),
        Figure("the same, p95", p95(switched), "ms"),
        Figure("stroke at 30 Hz → bars, maps and paths repainted", median(drawn), "ms"),
    ]


async def _switch(page: Page) -> list[float]:
    await page.locator(".why .story button").first.click()
    await asyncio.sleep(1)
    # Its strongest digits are searched once, which is no switch.
    await page.get_by_test_id("stProgress").wait_for(state="detached", timeout=60_000)
    await page.locator(NET).focus()
    times: list[float] = []
    for _ in range(SWITCHES):
        await page.evaluate("window.seen = []")
        await page.keyboard.press(" ")
        await page.wait_for_function("window.seen.length > 0")
        times.append((await page.evaluate("window.seen"))[0])
        await asyncio.sleep(1)  # the script runs too, and is through
    return times[4:]


async def _draw(page: Page) -> Any:
    await page.evaluate("window.seen = []")
    await draw(page, CANVAS, hertz=30, seconds=SECONDS)
    return await page.evaluate("window.seen")
