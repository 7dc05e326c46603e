"""A link gives the whole state of a page to somebody else, and Back goes through what was drawn and selected."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.app import ONE, SEVEN, answer, draw, heatmaps, open_page, settle

MNIST, WHY = "/mnist_inspection", "/explanation"
PAINTED = "canvas => canvas.toDataURL()"


def drawn(page: Page, stroke: tuple[tuple[float, float], ...]) -> str:
    """Draws a stroke, and returns the address when it holds that."""
    before = page.url
    draw(page, stroke)
    expect(page).not_to_have_url(before)
    settle(page)
    return page.url


def said(page: Page) -> list[str]:
    """Returns the answer and its bars when they rest."""
    expect(answer(page)).to_be_visible()
    return [answer(page).inner_text(), *page.locator(".answers").first.inner_text().split("\n")]


@pytest.mark.long
def test_a_drawing_is_the_same_in_another_browser_and_on_the_page_that_says_why(page, new_context):
    open_page(page, MNIST)
    link = drawn(page, SEVEN)
    assert re.search(r"\?v=\d+&drawing=[\w.-]+$", link)
    assert len(link) < 200
    expect(heatmaps(page)).to_have_count(4)
    other = new_context().new_page()
    open_page(other, link)
    expect(heatmaps(other)).to_have_count(4)
    assert said(other) == said(page)
    seen = [each.locator(".seen canvas").evaluate(PAINTED) for each in (page, other)]
    assert seen[0] == seen[1]
    assert other.url == link
    open_page(other, link.replace(MNIST, WHY))
    expect(other.get_by_role("radio", checked=True, name=re.compile("^7"))).to_be_visible()


def test_back_takes_a_stroke_away_and_forward_brings_it_again(page):
    open_page(page, MNIST)
    first = drawn(page, SEVEN)
    second = drawn(page, ONE)
    page.go_back()
    settle(page)
    expect(page).to_have_url(first)
    expect(page.get_by_role("button", name="Clear")).to_be_enabled()
    page.go_back()
    settle(page)
    expect(page).to_have_url(re.compile(f"{MNIST}$"))
    expect(page.get_by_role("button", name="Clear")).to_be_disabled()
    for address in (first, second):
        page.go_forward()
        expect(page).to_have_url(address)
        settle(page)
    page.reload()
    settle(page)
    expect(page).to_have_url(second)
    expect(page.get_by_role("button", name="Clear")).to_be_enabled()


def test_what_is_selected_and_switched_off_on_why_is_in_its_link_and_back_undoes_it(page, new_context):
    open_page(page, WHY)
    page.get_by_role("tab", name="The channels").click()
    expect(page).to_have_url(re.compile("why_view=ranking$"))
    settle(page)
    addresses = [page.url]
    for part, name in ((".pick", "why_place"), (".toggle", "why_off")):
        page.locator(f".card {part}").first.click()
        expect(page).to_have_url(re.compile(name))
        settle(page)
        addresses.append(page.url)
    path = page.locator(".path")
    other = new_context().new_page()
    open_page(other, page.url)
    expect(other.locator(".story")).to_have_text(page.locator(".story").inner_text())
    expect(other.locator(".path")).to_have_text(path.inner_text(), use_inner_text=True)
    assert other.url == page.url
    for address in reversed(addresses[:2]):
        page.go_back()
        expect(page).to_have_url(address)
        settle(page)
    expect(path).not_to_contain_text("conv")
    expect(page.get_by_role("tab", name="The channels")).to_have_attribute("aria-selected", "true")


@pytest.mark.long
def test_the_tab_says_which_page_it_is_and_in_which_state(page):
    titles = {
        "/": "Convscope",
        MNIST: re.compile(r"^\d · MNIST · Convscope$"),
        WHY: re.compile(r"^\d · Why this answer · Convscope$"),
        "/course?course_lesson=notes": "5 · Notes · Course · Convscope",
    }
    for path, title in titles.items():
        open_page(page, path)
        expect(page).to_have_title(title)
