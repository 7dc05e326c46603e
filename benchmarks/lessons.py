"""A lesson in a real browser: from the learner's last act to the verdict painted: `python -m benchmarks.lessons`.

The real app and a real headless Chromium. A number is typed and taken by Enter; a pixel of the stepper is pressed.
An act is timed by its event's own time stamp.
"""

import asyncio
import tempfile
from pathlib import Path
from statistics import median

from playwright.async_api import Page

from benchmarks.frames import AFTER_FRAME, p95
from benchmarks.hand import only_page
from benchmarks.table import Figure, finish, parser

TYPED, PRESSED = "/tour?tour=convolution.1", "/tour?tour=convolution.5"
VERDICT = ".bar .verdict"
TIMES = 25
MOST = 100  # ms
WRONG = ("12", "120")
PIXELS = ((2, 2), (0, 0))  # read by another number of windows each

# Keeps when the last act was, and when the verdict that it led to was painted.
LISTEN = (
    AFTER_FRAME
    + """
window.seen = [];
let acted = 0;
for (const kind of ["keydown", "pointerdown"]) {
  addEventListener(kind, ({ timeStamp }) => { acted = timeStamp; }, true);
}
window.watchVerdict = (verdict) => new MutationObserver(() => {
  const from = acted;
  if (verdict.textContent) afterFrame((now) => window.seen.push(now - from));
}).observe(verdict, { childList: true, characterData: true, subtree: true });
"""
)


async def measure_lessons(cache: Path) -> list[Figure]:
    """Answers two questions wrongly, time and again.

    Args:
        cache: A folder for the store.
    """
    async with only_page(cache, LISTEN) as page:
        typed = await _type(page)
        pressed = await _press(page)
    return [
        Figure("number typed, Enter → verdict", median(typed), "ms", MOST),
        Figure("the same, p95", p95(typed), "ms"),
        Figure("pixel pressed → verdict", median(pressed), "ms", MOST),
        Figure("the same, p95", p95(pressed), "ms"),
    ]


async def _open(page: Page, path: str) -> None:
    await page.goto(path)
    await page.locator(VERDICT).wait_for(state="attached")
    await page.locator(VERDICT).evaluate("(verdict) => window.watchVerdict(verdict)")
    await asyncio.sleep(1)  # the page comes to rest


async def _type(page: Page) -> list[float]:
    await _open(page, TYPED)
    field = page.locator("#typed")
    for at in range(TIMES):
        await field.fill(WRONG[at % 2])
        await field.press("Enter")
        await page.wait_for_function(f"window.seen.length > {at}")
    times: list[float] = await page.evaluate("window.seen")
    return times[4:]


async def _press(page: Page) -> list[float]:
    await _open(page, PRESSED)
    await page.evaluate("window.seen = []")
    box = await page.locator(".map.input .box").bounding_box()
    assert box
    cell = (box["width"] - 22) / 8
    for at in range(TIMES):
        row, column = PIXELS[at % 2]
        await page.mouse.click(box["x"] + 22 + (column + 0.5) * cell, box["y"] + 17 + (row + 0.5) * cell)
        await page.wait_for_function(f"window.seen.length > {at}")
        await asyncio.sleep(0.3)  # the script is through
    times: list[float] = await page.evaluate("window.seen")
    return times[4:]


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure_lessons(Path(folder)))
    finish(figures, check=options.check)
