"""What a person does in the app, and what it shows then."""

from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error, Locator, Page, expect

from tests.helpers.patience import MILLISECONDS_OF_AN_ATTEMPT, SECONDS, until

SEVEN = ((0.28, 0.22), (0.72, 0.22), (0.6, 0.5), (0.45, 0.82))
ONE = ((0.5, 0.15), (0.5, 0.85))
_COUNT = """
window.frames_seen = 0;
document.addEventListener("painted", ({ detail }) => {
  window.frames_seen += 1;
  window.frame_bytes = detail.bytes;
});
"""


def open_page(page: Page, path: str = "/") -> None:
    """Opens a page of the app and waits until it is there."""
    page.goto(path)
    settle(page)


def settle(page: Page) -> None:
    """Waits until no script runs, is asked for, or has to follow what the page shows; refuses a traceback.

    A first visit is in the page's own letters then, which move what stands below them.
    """
    expect(page.locator(":root:is([data-ahead], [data-asked], [data-arriving])")).to_have_count(0)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => null)")


def until_it_holds(page: Page, script: str, arg: object = None, *, seconds: float = SECONDS) -> None:
    """Waits until a script of the page's gives something true.

    Playwright's own way asks in the page, by `eval`, which the app's policy for content refuses.

    Args:
        page: The page.
        script: An expression, or a function of `arg`.
        arg: What a function is given.
        seconds: The bound.
    """
    until(lambda: page.evaluate(script, arg), seconds=seconds)


def canvas(page: Page) -> Locator:
    """Returns the canvas to draw on."""
    return page.get_by_role("application", name="Canvas: draw a digit")


def draw(page: Page, stroke: tuple[tuple[float, float], ...] = SEVEN) -> None:
    """Draws one stroke with the mouse, in shares of the canvas' side."""
    canvas(page).scroll_into_view_if_needed()
    points = on_canvas(page, stroke)
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=10)
    page.mouse.up()


def on_canvas(page: Page, stroke: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Returns the page's points of a stroke in shares of the canvas' side."""
    box = canvas(page).bounding_box()
    assert box
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]


def tap_until(tap: Callable[..., None], expected: Callable[..., None]) -> None:
    """Taps until what is expected of it holds.

    Chromium makes no click of a tap that comes within a third of a second after a finger was lifted elsewhere.

    Args:
        tap: Taps.
        expected: An expectation of Playwright's, which takes a `timeout`.
    """
    for _ in range(5):
        with suppress(AssertionError, Error):  # an element may be gone, since the tap before led on
            tap()
            expected(timeout=MILLISECONDS_OF_AN_ATTEMPT)
            return
    expected()


def count_frames(page: Page) -> None:
    """Has the page, which is not open yet, count what it paints, for `drag`."""
    page.add_init_script(_COUNT)


def drag(page: Page, points: list[tuple[float, float]]) -> None:
    """Presses at the first point, goes on to each other one when the last was answered, and keeps the button down.

    Args:
        page: A page that counts its frames.
        points: On the page.
    """
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        before = page.evaluate("window.frames_seen")
        page.mouse.move(*point, steps=10)
        until_it_holds(page, f"window.frames_seen > {before}")


def choice(page: Page, name: str) -> Locator:
    """Returns a choice of the net or of the maps that are shown, in the panel that is opened for it."""
    option = page.get_by_role("radio", name=name, exact=True)
    if not option.is_visible():
        page.get_by_role("button", name="Net and maps").click()
    return option


def answer(page: Page) -> Locator:
    """Returns the heading that holds the net's answer."""
    return page.get_by_role("heading", name="The net says")


def maps(page: Page) -> Locator:
    """Returns the layers whose feature maps are shown."""
    return page.locator(".layer")


def heatmaps(page: Page) -> Locator:
    """Returns the Plotly heatmaps that lie over the maps at rest."""
    return page.locator(".layer .plot:not([hidden])")
