"""The tour on the real pages: on from step to step, back by the browser, away on one's own, and out by a key."""

import re

from playwright.sync_api import Page, expect

from tests.helpers.app import open_page, settle


def at_step(page: Page, number: int, path: str) -> None:
    """Waits until a step's page is there with its sentence."""
    expect(page.get_by_role("region", name="A short tour").get_by_text(f"Step {number} of")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/{path}\\?(.*&)?tour=first\\.{number}"))
    settle(page)


def test_the_first_tour_is_walked_left_and_ended(page):
    open_page(page, "/explanation?why_off=conv1.5*0")
    page.get_by_role("link", name="Tour", exact=True).click()
    at_step(page, 1, "")
    bar = page.get_by_role("region", name="A short tour")
    bar.get_by_role("button", name="Next").click()
    at_step(page, 2, "explanation")
    assert "why_off" not in page.url  # the step is as its author saw it
    bar.get_by_role("button", name="Next").click()
    at_step(page, 3, "mnist_inspection")
    page.go_back()  # one Back is one step back
    at_step(page, 2, "explanation")
    page.go_forward()
    at_step(page, 3, "mnist_inspection")
    page.get_by_role("link", name="Course", exact=True).click()
    expect(bar).to_contain_text("The lesson waits")
    settle(page)
    bar.get_by_role("button", name="Go on with the lesson").click()
    at_step(page, 3, "mnist_inspection")
    page.reload()
    at_step(page, 3, "mnist_inspection")
    page.keyboard.press("Escape")
    expect(bar).to_have_count(0)
    settle(page)
    assert "tour" not in page.url
