"""A lesson in a real browser: from an act to its verdict, and what lessons cost where none is open.

The real app and a real headless Chromium. A number is typed and taken by Enter; a pixel of the stepper is pressed;
a weight is typed into its kernel; a cell of MNIST's maps is opened; a choice of Streamlit's is pressed, of which
the page's script has to hear before anybody knows it. An act is timed by its event's own time stamp.

`python -m benchmarks.lessons`. With `--before PATH`, a checkout of the app, such as that of the commit before
lessons came (`git worktree add PATH 37497cc^`), a page without a lesson is opened and drawn on in both, by turns.
"""

import argparse
import asyncio
import gzip
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from itertools import product
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Page, async_playwright

from benchmarks.frames import AFTER_FRAME, p95
from benchmarks.hand import draw, launch, only_page
from benchmarks.table import Figure, finish, parser
from tests.helpers.server import ROOT, Server
from ui.scripts.bundles import SHARED, bundles

VERDICT = ".bar .verdict"
TIMES = 25
FIRST = 4  # that do not count: what is asked for the first time is made then
MOST = 100  # ms
WRONG = ("12", "120")
PIXELS = ((2, 2), (0, 0))  # read by another number of windows each
CHOSEN = 6  # times that a choice of Streamlit's is pressed, each on a page of its own
VISITS = 5
PATIENCE = 120_000

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

# Keeps when the first picture was painted, and how long after a pointer's event its answer was.
PAINTED = (
    AFTER_FRAME
    + """
window.first = null;
window.answers = [];
document.addEventListener("painted", ({ detail }) => afterFrame((now) => {
  if (window.first === null) window.first = now;
  else window.answers.push(now - detail.changedAt);
}));
"""
)


async def measure_lessons(cache: Path) -> list[Figure]:
    """Answers questions wrongly, time and again, each in another way.

    Args:
        cache: A folder for the store.
    """
    ways: dict[str, Callable[[Page], Awaitable[list[float]]]] = {
        "number typed, Enter → verdict": _type,
        "pixel pressed → verdict": _press,
        "weight typed, Enter → verdict": _weigh,
        "cell of a map opened → verdict": _open_cell,
    }
    figures = []
    async with only_page(cache, LISTEN) as page:
        page.set_default_timeout(PATIENCE)
        for name, way in ways.items():
            times = (await way(page))[FIRST:]
            figures += [Figure(name, median(times), "ms", MOST), Figure("the same, p95", p95(times), "ms")]
        chosen = await _choose(page)
        figures.append(Figure("choice of Streamlit's pressed → its script → verdict", median(chosen), "ms"))
        await page.goto("/mnist_inspection")
        await page.locator(".lab canvas").first.wait_for()
        await page.wait_for_load_state("networkidle")
        asked = await page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    of_lessons = [name for name in asked if "/lessons/" in name]
    figures.append(Figure("no lesson is open: scripts of lessons that a page asks for", len(of_lessons), "", 0))
    figures.append(Figure("no lesson is open: of lessons in the scripts that it has, packed", _shared(), "KB"))
    return figures


def _shared() -> float:
    """Returns how much larger, in packed KB, lessons make the modules that all components share."""
    text = bundles()[SHARED]
    parts = text.split('modules["')
    others = 'modules["'.join(
        part for part in parts if not part.startswith(("scripts/lessons_", "scripts/address_"))
    )
    assert others != text
    return (len(gzip.compress(text.encode())) - len(gzip.compress(others.encode()))) / 1000


async def _open(page: Page, step: str) -> None:
    await page.goto(f"/tour?tour={step}")
    await page.locator(VERDICT).wait_for(state="attached")
    await page.locator(VERDICT).evaluate("(verdict) => window.watchVerdict(verdict)")
    await asyncio.sleep(2)  # the page comes to rest
    await page.evaluate("window.seen = []")


async def _seen(page: Page, count: int) -> None:
    await page.wait_for_function(f"window.seen.length >= {count}")


async def _times(page: Page) -> list[float]:
    times: list[float] = await page.evaluate("window.seen")
    return times


async def _type(page: Page) -> list[float]:
    await _open(page, "convolution.1")
    field = page.locator("#typed")
    for at in range(TIMES):
        await field.fill(WRONG[at % 2])
        await field.press("Enter")
        await _seen(page, at + 1)
    return await _times(page)


async def _cells(page: Page, name: str, side: int) -> Callable[[int, int], tuple[float, float]]:
    """Returns where the cells of one of the stepper's maps are."""
    box = await page.locator(f".map.{name} .box").bounding_box()
    assert box
    cell = (box["width"] - 22) / side
    return lambda row, column: (box["x"] + 22 + (column + 0.5) * cell, box["y"] + 17 + (row + 0.5) * cell)


async def _press(page: Page) -> list[float]:
    await _open(page, "convolution.5")
    where = await _cells(page, "input", 8)
    for at in range(TIMES):
        await page.mouse.click(*where(*PIXELS[at % 2]))
        await _seen(page, at + 1)
        await asyncio.sleep(0.6)  # the script is through
    return await _times(page)


async def _weigh(page: Page) -> list[float]:
    """Types the one weight that makes a kernel a usual mistake, behind one that makes it none."""
    await _open(page, "convolution.2")
    where = await _cells(page, "kernel", 2)

    async def put(row: int, column: int, text: str) -> None:
        await page.mouse.click(*where(row, column))
        await page.keyboard.type(text)
        await page.keyboard.press("Enter")

    for row, column in ((0, 0), (1, 0), (1, 1)):
        await put(row, column, "0")
        await asyncio.sleep(0.6)
    await page.evaluate("window.seen = []")
    for at in range(TIMES):
        await put(0, 1 - at % 2, "0")
        await asyncio.sleep(0.6)
        await put(0, at % 2, "1")
        await _seen(page, at + 1)
        await asyncio.sleep(0.6)
    return await _times(page)


async def _open_cell(page: Page) -> list[float]:
    """Opens two cells by turns, each a usual mistake."""
    await _open(page, "random_filters.4")
    maps = page.locator(".lab [tabindex='0'].maps, .lab .box[tabindex='0']").first
    await maps.focus()
    at_cell = [0, 0, 0]
    for at in range(TIMES):
        wanted = ((4, 2, 1), (1, 2, 4))[at % 2]  # channel, row and column
        while at_cell[0] != wanted[0]:
            await page.keyboard.press("Shift+ArrowRight")
            at_cell[0] = (at_cell[0] + 1) % 5
        for axis, keys in ((1, ("ArrowUp", "ArrowDown")), (2, ("ArrowLeft", "ArrowRight"))):
            while at_cell[axis] != wanted[axis]:
                is_more = wanted[axis] > at_cell[axis]
                await page.keyboard.press(keys[is_more])
                at_cell[axis] += 1 if is_more else -1
        await page.keyboard.press("Enter")
        await _seen(page, at + 1)
        await asyncio.sleep(0.8)
        await maps.focus()
    return await _times(page)


async def _choose(page: Page) -> list[float]:
    times = []
    for _ in range(CHOSEN):
        await _open(page, "random_filters.5")
        await page.get_by_role("button", name="Net and maps").click()
        await page.get_by_text("One per map").click()
        await _seen(page, 1)
        times.append((await _times(page))[0])
        await page.evaluate("localStorage.clear()")
    return times


async def measure_without(before: Path) -> list[Figure]:
    """Opens a page without a lesson and draws on it, in this checkout and in one before, by turns."""
    figures = []
    seen: dict[Path, tuple[list[float], list[float]]] = {ROOT: ([], []), before: ([], [])}
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        for folder in [before, ROOT] * VISITS:
            with tempfile.TemporaryDirectory() as cache, _server(folder, Path(cache)) as server:
                server.until_it_answers()
                for is_first in (True, False):  # the server's own first time does not count
                    first, answers = await _visit(browser, server.url)
                    if not is_first:
                        seen[folder][0].append(first)
                        seen[folder][1].append(median(answers))
        await browser.close()
    for (name, at), (said, folder) in product(
        (("first picture", 0), ("stroke → frame", 1)), (("before", before), ("now", ROOT))
    ):
        figures.append(Figure(f"no lesson is open: {name}, {said}", median(seen[folder][at]), "ms"))
    return figures


def _server(folder: Path, cache: Path) -> Server:
    return Server(
        cache=cache,
        script=folder / "app.py",
        folder=folder,
        CONVSCOPE_TRAIN_AT_START="",
        PYTHONPATH=str(folder),
    )


async def _visit(browser: Browser, url: str) -> tuple[float, Sequence[float]]:
    """Returns when the first picture was painted, and how long the frames of a stroke took, in ms."""
    context = await browser.new_context(bypass_csp=True, base_url=url, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await page.add_init_script(PAINTED)
    await page.goto("/mnist_inspection", wait_until="commit")
    await page.wait_for_function("window.first !== null")
    await asyncio.sleep(2)
    await page.evaluate("window.answers = []")
    await draw(page, ".drawing canvas", hertz=30, seconds=2)
    first, answers = await page.evaluate("[window.first, window.answers]")
    await context.close()
    return first, answers


def _options() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--before", type=Path, metavar="PATH", help="a checkout to compare with")
    return made.parse_args()


if __name__ == "__main__":
    options = _options()
    if options.before:
        finish(asyncio.run(measure_without(options.before.resolve())), check=options.check)
    with tempfile.TemporaryDirectory() as folder:
        finish(asyncio.run(measure_lessons(Path(folder))), check=options.check)
