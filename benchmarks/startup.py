"""From launch to the first page, to the MNIST page with its pictures, and to a warm engine.

The real app, started afresh each time with an empty store, in a real Chromium that is already open; medians.
"""

import json
import time
import urllib.request
from statistics import median

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.table import Figure, finish, parser
from tests.helpers.browser import find, flags
from tests.helpers.server import Server

STARTS = 5


def until_painted(page: Page, server: Server, path: str, there: str) -> float:
    """Opens a page as soon as the server answers.

    Args:
        page: A browser's page.
        server: The app.
        path: Of the page in the app.
        there: JavaScript that is true when the content is there.

    Returns:
        Seconds from the server's launch until the page's content is painted.
    """
    while True:
        try:
            page.goto(f"{server.url}{path}", wait_until="commit")
            break
        except Error:
            time.sleep(0.01)
    page.wait_for_function(there)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return time.monotonic() - server.started


def until_warm(server: Server) -> float:
    """Returns seconds from the server's launch until its engine has answered its first call."""
    while True:
        try:
            with urllib.request.urlopen(f"{server.url}/health", timeout=5) as answer:
                if json.load(answer)["engine"] == "warm":
                    return time.monotonic() - server.started
        except OSError:
            pass
        time.sleep(0.01)


def measure() -> list[Figure]:
    """Starts the app again and again."""
    first: list[float] = []
    mnist: list[float] = []
    warm: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        for _ in range(STARTS):
            for path, times in (("/", first), ("/mnist_inspection", mnist)):
                with Server(CONVSCOPE_TRAIN_AT_START="") as server:
                    page = browser.new_page(bypass_csp=True, viewport={"width": 1440, "height": 900})
                    page.add_init_script("document.addEventListener('painted', () => (window.isPainted = true))")
                    there = "document.querySelector('h1')" if path == "/" else "window.isPainted"
                    times.append(until_painted(page, server, path, there))
                    page.close()
            with Server(CONVSCOPE_TRAIN_AT_START="") as server:
                warm.append(until_warm(server))
        browser.close()
    return [
        Figure("launch → first page painted", median(first), "s", 2.5),
        Figure("launch → MNIST page with its pictures", median(mnist), "s", 4.5),
        Figure("launch → engine warm", median(warm), "s", 7.0),
    ]


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check)
