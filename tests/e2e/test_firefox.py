"""In Firefox a link shows what it shows in Chromium, and a stroke is answered as there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright

from tests.e2e.test_states import FULLEST, NETS, compare, visit
from tests.helpers import firefox as firefoxes
from tests.helpers.app import draw, open_page, settle
from tests.helpers.patience import until
from tests.helpers.seen import are_alike, difference, said, seen

pytestmark = pytest.mark.long

LIVE = ("/", "/mnist_inspection")


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    path = firefoxes.find()
    if path is None:
        pytest.skip(firefoxes.LACKS)
    browser = firefoxes.launch(playwright, path)
    yield browser
    browser.close()


def test_each_page_s_fullest_state_is_in_firefox_what_it_is_in_chromium(page, new_context, firefox):
    other = new_context(of=firefox).new_page()
    visit(page, NETS)
    for state in FULLEST:
        compare(page, other, state, is_of_another_maker=True)


@pytest.mark.parametrize("path", LIVE)
def test_a_stroke_in_firefox_is_answered_and_its_link_shows_the_same_in_chromium(path, page, new_context, firefox):
    other = new_context(of=firefox).new_page()
    open_page(other, path)
    draw(other)
    until(lambda: "drawing" in said(other))
    settle(other)
    until(lambda: path == "/" or other.title().startswith("7 ·"))
    open_page(page, other.evaluate("location.href"))
    until(lambda: seen(page)[:3] == seen(other)[:3], lambda: str(difference(seen(page), seen(other))))
    until(lambda: path == "/" or are_alike(page, other))
