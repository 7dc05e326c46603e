"""The first ten seconds: one draws on the start page, sees it read, and goes to what explains it."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_canvas import Fingers
from tests.helpers.app import answer, on_canvas, open_page, settle, tap_until, until_it_holds
from tests.helpers.patience import LONG_MILLISECONDS, MILLISECONDS_OF_AN_ATTEMPT

# Of a seven that everybody reads, in shares of the canvas' side.
SEVEN = [
    *((0.28 + 0.044 * step, 0.22) for step in range(11)),
    *((0.72 - 0.027 * step, 0.22 + 0.06 * step) for step in range(11)),
]
IN_VIEW = """() => {
  const host = [...document.querySelectorAll("*")].find(({ shadowRoot }) => shadowRoot?.querySelector(".glimpse"));
  return [...host.shadowRoot.querySelectorAll(".paper, .bars, .maps")].every((each) => {
    const { top, bottom } = each.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
}"""


def draw(page: Page) -> None:
    points = on_canvas(page, tuple(SEVEN))
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points:
        page.mouse.move(*point)
    page.mouse.up()


@pytest.fixture
def touched(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}).new_page()


def test_a_finger_draws_and_its_bar_leads_to_the_reasons_for_this_very_drawing(touched):
    page = touched
    open_page(page, "/?start_label=3")
    expect(answer(page)).to_contain_text("The net says 3")
    until_it_holds(page, IN_VIEW)
    fingers = Fingers(page)
    fingers.press(0, SEVEN[0])
    fingers.move(0, SEVEN)
    expect(answer(page)).to_contain_text("The net says 7")  # the finger is still there
    fingers.lift(0)
    expect(page).to_have_url(re.compile("drawing="))
    drawing = page.url.partition("drawing=")[2]
    settle(page)
    bar = page.get_by_role("button", name="Why 7")
    explained = re.compile("/explanation.*why_target=7")
    tap_until(partial(bar.tap, timeout=MILLISECONDS_OF_AN_ATTEMPT), partial(expect(page).to_have_url, explained))
    expect(page).to_have_url(re.compile(re.escape(f"drawing={drawing}")))
    expect(page.get_by_role("radio", checked=True, name=re.compile("^7"))).to_be_visible()
    page.go_back()
    expect(answer(page)).to_contain_text("The net says 7")
    settle(page)
    maps = page.get_by_role("application", name="The strongest feature maps of conv2")
    maps.tap(position={"x": 20, "y": 40})
    expect(page).to_have_url(re.compile(r"/explanation.*why_place=conv2\.\d+"))
    expect(page).to_have_url(re.compile(re.escape(f"drawing={drawing}")))


@pytest.mark.long
def test_a_net_learns_while_one_looks_and_is_played_again_from_what_is_kept(page):
    """The first press may find it trained by another process' test; then both are played."""
    open_page(page, "/")
    draw(page)
    expect(answer(page)).to_contain_text("The net says 7")
    page.evaluate("""() => {
      window.steps = new Set();
      document.addEventListener("painted", ({ detail }) => window.steps.add(detail.steps[0]));
    }""")
    page.get_by_role("button", name="Watch a net learn").click()
    again = page.get_by_role("button", name="Once more")
    expect(again).to_be_visible(timeout=LONG_MILLISECONDS)
    expect(page.locator(".how")).to_contain_text("of the 1,000 held-out digits, after")
    expect(answer(page)).to_contain_text("The net says 7")
    until_it_holds(page, "window.steps.size > 3")
    again.click()
    expect(page.locator(".how")).to_contain_text(
        re.compile(r"played from the 16 moments that are kept. Step \d+ of")
    )
    page.get_by_role("button", name="Back to the trained net").click()
    expect(page.get_by_role("button", name="Watch a net learn")).to_be_focused()
    page.get_by_role("button", name="Watch a net learn").click()
    page.get_by_role("button", name="All about this training").click()
    expect(page).to_have_url(re.compile("/training.*net="))
    expect(page.get_by_role("heading", name="Trained", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("drawing="))
