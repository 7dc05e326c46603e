"""The Training page: from Start to the first moving picture, and from a step of the scrubber to its picture.

The real app and a real headless Chromium. A training has moved when a picture of the net after a step or more is
painted; a step of the scrubber counts from its key's own time stamp to the first message-channel tick after the
frame that holds its picture.
"""

import time
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.frames import AFTER_FRAME, p95
from benchmarks.table import Figure, finish, parser
from tests.helpers.browser import find, flags
from tests.helpers.server import Server

STARTS = 3
SECONDS_TO_WARM = 12.0
"""What a trainer may take until it is warm after the one before has ended."""
WAYS = 3
SECONDS = 120_000

# Keeps of each picture: when what it shows was asked for, when it was painted, and the net's step.
LISTEN = (
    AFTER_FRAME
    + """
window.painted = [];
document.addEventListener("painted", ({ detail }) =>
  afterFrame((now) => window.painted.push([detail.changedAt, now, detail.steps?.[0] ?? null])));
addEventListener("click", ({ timeStamp }) => { window.clickedAt = timeStamp; }, true);
"""
)


def starts(page: Page) -> Iterator[float]:
    """Starts short trainings by turns; yields the seconds from the press to a picture of a net that has learned."""
    for seed in range(STARTS):
        page.goto(f"/training?net=two_block/e3@{seed}")
        page.wait_for_function("window.painted.length > 0")
        time.sleep(SECONDS_TO_WARM)
        page.get_by_role("button", name="Start", exact=True).click()
        page.wait_for_function("window.painted.some(([, , step]) => step > 0)", polling=50, timeout=SECONDS)
        yield page.evaluate("(window.painted.find(([, , step]) => step > 0)[1] - window.clickedAt) / 1000")
        expect(page.locator(".observatory h2").first).to_have_text("Trained", timeout=SECONDS)


def steps(page: Page, net: str) -> list[float]:
    """Goes through a training to and fro by keys, and returns the time in ms from each step to its picture."""
    page.goto(f"/training?net={net}")
    again = page.get_by_role("button", name="Train it again", exact=True)
    button = again.or_(page.get_by_role("button", name="Start", exact=True))
    button.click()
    expect(page.locator(".observatory h2").first).to_have_text("Trained", timeout=SECONDS)
    slider = page.get_by_role("slider", name="Moment of the training")
    expect(slider).to_be_visible()
    count = int(slider.get_attribute("max") or 0)
    times = []
    for way in range(WAYS):
        for _ in range(count):
            before = page.evaluate("window.painted.length = 0")
            slider.press("ArrowRight" if way % 2 else "ArrowLeft")
            page.wait_for_function("before => window.painted.length > before", arg=before, polling=20)
            changed, painted, _step = page.evaluate("window.painted[0]")
            if way:  # the first is for warming up
                times.append(painted - changed)
            time.sleep(0.25)  # it rests, and so do its heatmaps
    return times


def measure() -> list[Figure]:
    """Runs everything, one thing after another."""
    with sync_playwright() as playwright, Server(CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        context = browser.new_context(bypass_csp=True, base_url=server.url, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(SECONDS)
        page = context.new_page()
        page.add_init_script(LISTEN)
        first = list(starts(page))
        two, three = (steps(page, f"{model}/notebook") for model in ("two_block", "three_block"))
        browser.close()
    return [
        Figure("Start pressed → first moving picture", median(first), "s", 3),
        Figure("the same, slowest", max(first), "s"),
        Figure("scrubber step → repainted, two-block net", median(two), "ms", 60),
        Figure("scrubber step → repainted, three-block net", median(three), "ms", 60),
        Figure("the same, p95", p95(three), "ms"),
    ]


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check)
