"""The toy convolution page: from what a hand does to the frame that shows its effect, beside the first version.

And the padding page's handle, which has no first version of the kind.

The real app and a real headless Chromium with real pointers and keys, one change at a time, each when the last one
is shown; medians. A number is typed as a fast hand types, key by key, and taken by Enter, from which time counts. A
highlight is measured from the pointer's event to the frame that holds it, all else to the last frame that changes
anything in the page: maps, numbers, formulas and printed arrays. Where the page goes ahead of its script
(`ui.stepper.ahead`), that is the last frame before the script is told, which is when the hand rests; what waits for
the script alone is dimmed until it has followed, and a figure tells how often it sent other numbers than were
shown. The first version is `benchmarks/first_toy_page.py`; what it has not is measured on what it has instead, and
the figure's name says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from benchmarks.first_toy_page import first_server
from benchmarks.frames import AFTER_FRAME, p95
from benchmarks.machine import machine
from benchmarks.startup import until_warm
from benchmarks.table import Figure, finish, parser
from tests.helpers.browser import find, flags
from tests.helpers.server import Server
from ui.operations.choices import MOST_STRIDE
from ui.pages.padding_comparison.choices import MOST_STRIDE as MOST_STRIDE_OF_PADDINGS

# What is measured: of the page as it is, of its first version, and the target in ms.
COMPARED = {
    "hover": ("hover → highlight", "no hover; step slider released → redrawn", 16),
    "slider": ("stride's handle → everything redrawn", "handle released → redrawn", 33),
    "edit": ("number typed into a cell → everything redrawn", "Enter in its table → redrawn", 33),
    "picture": ("64 × 64, 8 filters: stride's handle → redrawn", "handle released → redrawn", 120),
}

SAMPLES = 32
WARMING = 4
WINDOW = ViewportSize(width=1440, height=900)
BETWEEN_KEYS = 60  # ms, of a hand that types fast
HANDLE = 16  # pixels, of a slider in the browser's own form

ROWS = ";".join(",".join(str(12 * row + column + 1) for column in range(12)) for row in range(12))
KERNELS = "|".join(";".join([",".join([str(weight)] * 3)] * 3) for weight in (1, 10, -1))
# The largest image whose numbers are shown, and three filters: what both versions can be asked for.
NUMBERS = {"toy_image": ROWS, "toy_kernels": KERNELS, "toy_padding": "SAME"}
PICTURE = {
    "toy_image_source": "drawn",
    "toy_image_side": "64",
    "toy_kernels_source": "random",
    "toy_kernels_count": "8",
    "toy_padding": "SAME",
}

TARGET_OF_PADDINGS = 33

# Keeps when the last event of a kind came, when the last change of the page was painted, and each highlight; what a
# script that follows changes is no news, but whether it brought other numbers is kept too.
LISTEN = (
    AFTER_FRAME
    + """
window.seen = {
  kind: null, came: null, painted: null, drawn: null, highlights: [], isAhead: false, isTold: false, others: 0,
};
for (const kind of ["pointermove", "pointerup", "keydown"]) {
  addEventListener(kind, (event) => {
    if (kind === window.seen.kind) window.seen.came = event.timeStamp;
  }, true);
}
let isWaiting = false;
const changed = () => {
  if (isWaiting || window.seen.isTold) return;
  isWaiting = true;
  afterFrame((now) => { isWaiting = false; window.seen.painted = now; });
};
document.addEventListener("stepper-drawn", ({ detail: { version } }) => {
  const { drawn, isTold } = window.seen;
  if (isTold && version !== drawn) window.seen.others += 1;
  window.seen.drawn = version;
  changed();
});
document.addEventListener("went-ahead", () => { window.seen.isAhead = true; });
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (message) {
  window.seen.isTold = window.seen.isAhead;
  send.call(this, message);
};
document.addEventListener("stepper-highlighted", () => {
  const { came } = window.seen;
  afterFrame((now) => window.seen.highlights.push(now - came));
});
const isInPage = ({ target }) =>
  (target instanceof Element ? target : target.parentElement)?.closest("[data-testid=stMain]");
new MutationObserver((records) => { if (records.some(isInPage)) changed(); })
  .observe(document, { subtree: true, childList: true, characterData: true });
"""
)

# True when a change has come, nothing has been painted for a while, and no script runs.
AT_REST = """(before) => {
  const { came, painted } = window.seen;
  const app = document.querySelector("[data-testid=stApp]");
  return came !== null && painted > came && performance.now() - painted > 300
    && app.dataset.testScriptState === "notRunning" && window.shows() !== before
    && !("ahead" in document.documentElement.dataset);
}"""

# What each version shows of the numbers: the stepper's own mark for them, or the texts.
SHOWS_NEW = "window.shows = () => window.seen.drawn"
SHOWS_FIRST = """window.shows = () => [...document.querySelectorAll(
  "[data-testid=stMain] :is([data-testid=stCode], [data-testid=stHtml])")].map((each) => each.textContent).join()"""


@dataclass(frozen=True)
class Gesture:
    """What a hand does, again and again.

    Attributes:
        act: Does it, given how often it has been done.
        kind: The event from which on time counts.
    """

    act: Callable[[int], None]
    kind: str


def times(page: Page, gesture: Gesture) -> list[float]:
    """Returns, for each of many changes, the ms from the hand's event to the last frame that shows its effect."""
    found = []
    for count in range(WARMING + SAMPLES):
        before = page.evaluate("window.shows()")
        page.evaluate(
            "kind => Object.assign(window.seen, { kind, came: null, painted: 0, isAhead: false, isTold: false })",
            gesture.kind,
        )
        gesture.act(count)
        page.wait_for_function(AT_REST, arg=before)
        found.append(page.evaluate("window.seen.painted - window.seen.came"))
    return found[WARMING:]


def open_page(browser: Browser, url: str, shows: str, there: Callable[[Page], Locator]) -> tuple[Page, list[Any]]:
    """Opens a page and waits until it is at rest.

    Args:
        browser: That it is opened in.
        url: Of the page.
        shows: Script that tells what is shown.
        there: What has to be there.

    Returns:
        The page, and a list that grows by each message that it sends.
    """
    page, sent = browser.new_page(bypass_csp=True, viewport=WINDOW), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.set_default_timeout(120_000)
    page.add_init_script(f"{LISTEN}\n{shows}")
    page.goto(url)
    there(page).wait_for()
    page.wait_for_function("performance.now() - window.seen.painted > 1500")
    return page, sent


def hold(page: Page, name: str, *, most: int) -> Gesture:
    """Takes hold of a slider's handle, which is led from 1 to 2 and back and never let go.

    Args:
        page: That has the slider.
        name: Of the slider.
        most: Its largest value; the least is 1.
    """
    slider = page.get_by_role("slider", name=name, exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    room = box["width"] - HANDLE

    def point(value: int) -> None:
        page.mouse.move(box["x"] + HANDLE / 2 + room * (value - 1) / (most - 1), box["y"] + box["height"] / 2)

    point(1)
    page.mouse.down()
    return Gesture(lambda count: point(2 - count % 2), "pointermove")


def drag(page: Page, name: str, *, by: float) -> Gesture:
    """Returns how the handle of one of Streamlit's own sliders is drawn to and fro, and let go each time.

    Args:
        page: That has the slider.
        name: Of the slider.
        by: How far, in pixels.
    """
    slider = page.get_by_test_id("stSlider").filter(has_text=name)
    handle = slider.get_by_test_id("stSliderThumbValue").locator("xpath=..")
    handle.scroll_into_view_if_needed()

    def act(count: int) -> None:
        box = handle.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + (-by if count % 2 else by), y, steps=4)
        page.mouse.up()

    return Gesture(act, "pointerup")


def hovers(page: Page, sent: list[Any]) -> tuple[list[float], int]:
    """Moves the pointer over the output, from cell to cell.

    Returns:
        The ms from each event to its highlight, and how many messages were sent.
    """
    page.locator(".map.output .box").first.scroll_into_view_if_needed()
    box = page.locator(".map.output canvas").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_timeout(1000)  # what is told of the last change is told
    page.evaluate("Object.assign(window.seen, { kind: 'pointermove', highlights: [] })")
    sent.clear()
    for count in range(WARMING + SAMPLES):
        row, column = divmod(7 * count % 81, 9)  # another cell each time, among 9 × 9 of them
        page.mouse.move(
            box["x"] + (0.15 + 0.09 * column) * box["width"], box["y"] + (0.15 + 0.09 * row) * box["height"]
        )
        page.wait_for_function("count => window.seen.highlights.length > count", arg=count)
    page.wait_for_timeout(1000)
    return page.evaluate("window.seen.highlights")[WARMING:], len(sent)


def type_into_map(page: Page) -> Gesture:
    """Returns how a number is typed into a cell of the stepper's input."""
    page.locator(".map.input .box").first.focus()

    def act(count: int) -> None:
        page.keyboard.type(str(200 + count), delay=BETWEEN_KEYS)
        page.wait_for_timeout(BETWEEN_KEYS)
        page.keyboard.press("Enter")

    return Gesture(act, "keydown")


def type_into_table(page: Page) -> Gesture:
    """Returns how a number is typed into a cell of the first version's table."""
    button = page.get_by_role("button", name="Edit")
    button.evaluate("button => button.scrollIntoView({ block: 'start' })")  # room for the table below
    button.click()
    table = page.get_by_test_id("stDataFrame")
    table.wait_for()
    page.wait_for_timeout(1000)
    table.click(position={"x": 150, "y": 52})

    def act(count: int) -> None:
        if count:  # Enter goes to the cell below
            page.keyboard.press("ArrowUp")
        typed = str(200 + count)
        page.keyboard.press(typed[0])
        page.locator(".gdg-input").wait_for()
        page.keyboard.type(typed[1:])
        page.wait_for_timeout(300)  # the cell takes over late what is typed
        page.keyboard.press("Enter")

    return Gesture(act, "keydown")


def newest(browser: Browser, url: str) -> dict[str, list[float]]:
    """Returns the times of the page as it is, and how many messages its hovers sent."""
    found = {}

    def there(page: Page) -> Locator:
        return page.locator(".map.output .box").first

    page, sent = open_page(browser, f"{url}/toy_convolution?{urlencode(NUMBERS)}", SHOWS_NEW, there)
    found["hover"], messages = hovers(page, sent)
    found["messages"] = [float(messages)]
    found["slider"] = times(page, hold(page, "Stride", most=MOST_STRIDE))
    page.mouse.up()
    found["edit"] = times(page, type_into_map(page))
    others = page.evaluate("window.seen.others")
    page.close()
    page, _ = open_page(browser, f"{url}/toy_convolution?{urlencode(PICTURE)}", SHOWS_NEW, there)
    found["picture"] = times(page, hold(page, "Stride", most=MOST_STRIDE))
    others += page.evaluate("window.seen.others")
    page.close()
    page, _ = open_page(browser, f"{url}/padding_comparison?padding_stride=1", SHOWS_NEW, there)
    found["padding"] = times(page, hold(page, "Stride", most=MOST_STRIDE_OF_PADDINGS))
    found["others"] = [float(others + page.evaluate("window.seen.others"))]
    page.close()
    return found


def first(browser: Browser, url: str) -> dict[str, list[float]]:
    """Returns the times of the page's first version."""
    found = {}

    def there(page: Page) -> Locator:
        return page.locator(".js-plotly-plot").last

    page, _ = open_page(browser, url, SHOWS_FIRST, there)
    found["hover"] = times(page, drag(page, "Output cell", by=40))
    found["slider"] = times(page, drag(page, "Stride", by=40))
    found["edit"] = times(page, type_into_table(page))
    page.close()
    page, _ = open_page(browser, f"{url}?picture=64", SHOWS_FIRST, there)
    found["picture"] = times(page, drag(page, "Stride", by=40))
    page.close()
    return found


def measure() -> list[Figure]:
    """Measures both versions, one after the other."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        with Server(CONVSCOPE_TRAIN_AT_START="") as server:
            server.until_it_answers()
            until_warm(server)
            ours = newest(browser, server.url)
        with first_server() as server:
            theirs = first(browser, server.url)
        browser.close()
    figures = []
    for name, (said, said_first, target) in COMPARED.items():
        figures += [
            Figure(said, median(ours[name]), "ms", target),
            Figure(f"{said}, p95", p95(ours[name]), "ms"),
            Figure(f"  first version: {said_first}", median(theirs[name]), "ms"),
        ]
    figures.insert(2, Figure(f"messages sent in {WARMING + SAMPLES} hovers", ours["messages"][0], "", 0))
    said = "padding page: stride's handle → everything redrawn"
    figures.append(Figure(said, median(ours["padding"]), "ms", TARGET_OF_PADDINGS))
    figures.append(Figure(f"{said}, p95", p95(ours["padding"]), "ms"))
    figures.append(Figure("times that the script sent other numbers than were shown", ours["others"][0], "", 0))
    return figures


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check, machine=machine())
