"""The step by hand: pointed at, typed into, moved and taken, with the address and the badge behind it."""

import re

from playwright.sync_api import Page, expect

from tests.helpers.app import open_page

PAGE = "/backward"


def cells(page: Page, name: str):
    return page.locator(f"figure.{name} .cell")


def test_a_step_is_followed_taken_and_taken_back(page):
    open_page(page, PAGE)
    expect(page.locator(".after")).to_contain_text("0.304")
    expect(page.locator(".badge")).to_have_attribute("data-state", "agrees")
    cells(page, "gradient").nth(3).hover()
    expect(page.locator(".row > .sum")).to_have_text(re.compile(r"5 · 6 \+ 6 · 8 \+ 8 · 12 \+ 9 · 14 = 300"))
    page.get_by_role("button", name="Weight in row 0, column 1").click()
    expect(page).to_have_url(re.compile("backward_weight=1"))
    page.get_by_role("button", name="Take the step").click()
    expect(page).to_have_url(re.compile("backward_kernel=0.86%2C0.82%3B0.74%2C0.7(&|$)"))
    expect(page.locator(".loss")).to_contain_text("0.304")
    expect(page.locator(".badge")).to_have_attribute("data-state", "agrees")
    page.go_back()
    expect(page.locator(".loss")).to_contain_text("110")
    expect(cells(page, "kernel").first).to_have_value("1")
    page.go_back()
    expect(page.locator(".row > .sum")).to_contain_text("= 140")


def test_the_rate_and_the_numbers_are_followed_at_once(page):
    open_page(page, PAGE)
    slider = page.get_by_role("slider")
    slider.fill("0.003")
    expect(page.locator(".after")).to_contain_text("380")
    expect(page.locator(".after")).to_contain_text("the step is too long")
    expect(page).to_have_url(re.compile("backward_rate=0.003"))
    field = cells(page, "target").first
    field.fill("x")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="This is no number")).to_be_visible()
    expect(field).to_have_value("9")
    field.fill("12")
    field.press("Enter")
    expect(page.locator(".loss")).to_contain_text("101")
    expect(page.get_by_role("alert").filter(has_text="This is no number")).to_be_hidden()
    expect(page).to_have_url(re.compile("backward_target=12"))
    expect(page.locator(".badge")).to_have_attribute("data-state", "agrees")
    page.get_by_role("button", name="Back to the example").click()
    expect(page.locator(".after")).to_contain_text("0.304")
    expect(page).not_to_have_url(re.compile("backward_"))


def test_a_step_of_a_lesson_is_shown_though_a_handle_was_let_go_just_before(page):
    open_page(page, "/tour?tour=backward.8")
    bar = page.get_by_role("region", name="Backward: how a weight learns")
    slider = page.get_by_role("slider")
    slider.fill("0.0021")
    slider.dispatch_event("change")
    bar.get_by_role("button", name="Next", exact=True).evaluate("(button) => button.click()")
    expect(bar).to_contain_text("Now a ReLU follows")
    expect(cells(page, "kernel").nth(3)).to_have_value("−2")
