"""How long a link is, and how long it takes from a link to the same picture, beside a bare visit of its page.

Bytes of the link of a drawn four and of the fullest state of any page. Seconds from the address to the page's
first picture, in a real Chromium, each visit by a browser that has not been here. Bare visits and links by turns;
medians.
"""

import time
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.table import Figure, finish, parser
from tests.helpers.browser import find, flags
from tests.helpers.full_states import FOUR, State, full_states
from tests.helpers.server import Server

VISITS = 7
LONGEST = 2_000  # bytes that everything takes which a link is pasted into
DRAWN = State("mnist_inspection", {"drawing": FOUR})
PAINTED = "document.addEventListener('painted', () => (window.isPainted = true))"


def visit(browser: Browser, url: str) -> float:
    """Returns the seconds from an address to its page's picture of maps and answer."""
    page = browser.new_page(bypass_csp=True, viewport={"width": 1440, "height": 900})
    page.add_init_script(PAINTED)
    started = time.monotonic()
    page.goto(url, wait_until="commit")
    page.wait_for_function("window.isPainted")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    took = time.monotonic() - started
    page.close()
    return took


def measure() -> list[Figure]:
    """Opens both by turns."""
    bare: list[float] = []
    linked: list[float] = []
    with Server(CONVSCOPE_TRAIN_AT_START="") as server, sync_playwright() as playwright:
        server.until_it_answers()
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        visit(browser, f"{server.url}/{DRAWN.page}")  # the engine is warm then
        for _ in range(VISITS):
            bare.append(visit(browser, f"{server.url}/{DRAWN.page}"))
            linked.append(visit(browser, server.url + DRAWN.link))
        browser.close()
        drawn = len(server.url + DRAWN.link)
        fullest = max(len(server.url + state.link) for state in full_states())
    return [
        Figure("the link of a drawn four", drawn, "B", LONGEST),
        Figure("the link of the fullest state", fullest, "B", LONGEST),
        Figure("a bare visit → its picture", median(bare), "s"),
        Figure("a link → its picture", median(linked), "s"),
        Figure("a link, of a bare visit", median(linked) / median(bare), "×", 1.1),
    ]


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check)
