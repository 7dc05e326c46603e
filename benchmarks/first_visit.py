"""What a visit costs who comes: bytes, and seconds to the first words, picture and answered stroke.

The real app, warm, and a real Chromium on a fast and on a slow line, which Chromium itself emulates: a first visit,
with nothing kept, and a second one. A visit begins with the wish for the page.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from benchmarks.startup import until_warm
from benchmarks.table import Figure, finish, parser
from tests.helpers.app import ONE, canvas, draw
from tests.helpers.browser import find, flags
from tests.helpers.server import Server

PAGE = "/mnist_inspection"
VISITS = 3
BYTES_A_SECOND = 1.6e6 / 8
LATENCY = 300
"""Of the slow line, in ms, both ways together."""
PATIENCE = 120_000

# When there is something to read, and when the pictures are painted: the newest is the one that answers a stroke.
WATCH = """
window.seen = { words: null, picture: null, newest: 0 };
(function look() {
  const { body } = document;
  if (seen.words === null && body?.innerText.trim() && !body.querySelector(":scope > noscript")?.offsetHeight)
    seen.words = performance.now();
  if (seen.words === null) requestAnimationFrame(look);
})();
document.addEventListener("painted", ({ detail }) => {
  requestAnimationFrame(() => setTimeout(() => {
    seen.picture ??= performance.now();
    seen.newest = Math.max(seen.newest, detail.changedAt);
    if (window.pressed && detail.changedAt >= window.pressed) window.answered ??= performance.now();
  }));
});
addEventListener("pointerdown", ({ timeStamp }) => (window.pressed = timeStamp), true);
"""


class Line:
    """The line of one page: how fast it is, and what came over it."""

    def __init__(self, page: Page, *, is_slow: bool) -> None:
        self.came = 0.0
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._count(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self._count(_length(event)))
        if is_slow:
            session.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": LATENCY,
                    "downloadThroughput": BYTES_A_SECOND,
                    "uploadThroughput": BYTES_A_SECOND,
                },
            )

    def _count(self, size: float) -> None:
        self.came += size


def _length(event: dict[str, Any]) -> float:
    payload = event["response"]["payloadData"]
    return len(payload) if event["response"]["opcode"] == 1 else 3 * math.ceil(len(payload) / 4)


def visit(context: BrowserContext, *, is_slow: bool) -> dict[str, float]:
    """Opens the page and draws on it.

    Returns:
        Seconds until there are `words`, a `picture` and an `answer` to a stroke, and the `bytes` until the picture.
    """
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    line = Line(page, is_slow=is_slow)
    page.goto(PAGE, wait_until="commit")
    page.wait_for_function("window.seen.picture !== null")
    came = line.came
    draw(page, ONE)
    page.wait_for_function("window.answered")
    seen = page.evaluate("({ ...seen, answered: window.answered })")
    canvas(page).wait_for()
    page.close()
    return {
        "words": seen["words"] / 1000,
        "picture": seen["picture"] / 1000,
        "answer": seen["answered"] / 1000,
        "bytes": came / 1e6,
    }


@contextmanager
def person(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """Somebody who has never been here."""
    context = browser.new_context(base_url=server.url, bypass_csp=True, viewport={"width": 1440, "height": 900})
    yield context
    context.close()


TARGETS = {
    ("slow", "first"): {"words": 1.5, "picture": 6.0},
    ("slow", "second"): {"words": 1.5, "picture": 3.0},
}
NAMES = {"words": "something to read", "picture": "first picture", "answer": "first answered stroke"}


def measure() -> list[Figure]:
    """Visits again and again."""
    figures: list[Figure] = []
    with sync_playwright() as playwright, Server(CONVSCOPE_TRAIN_AT_START="") as server:
        until_warm(server)
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        with person(browser, server) as context:
            visit(context, is_slow=False)  # the server's own first time
        for speed in ("fast", "slow"):
            visits: dict[str, list[dict[str, float]]] = {"first": [], "second": []}
            for _ in range(VISITS):
                with person(browser, server) as context:
                    for which in visits:
                        visits[which].append(visit(context, is_slow=speed == "slow"))
            for which, seen in visits.items():
                targets = TARGETS.get((speed, which), {})
                begin = f"{speed} line, {which} visit:"
                for what, name in NAMES.items():
                    taken = median(each[what] for each in seen)
                    figures.append(Figure(f"{begin} {name}", taken, "s", targets.get(what)))
                came = median(each["bytes"] for each in seen)
                figures.append(Figure(f"{begin} came until the picture", came, "MB"))
        browser.close()
    return figures


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check)
