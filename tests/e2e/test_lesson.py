"""The first lesson from start to end, as somebody would do it who knows Python and no networks."""

import re
from urllib.parse import unquote

from playwright.sync_api import Locator, Page, expect

from tests.helpers.app import open_page, settle
from tests.helpers.stepper_maps import point

TITLE = "Nine numbers and a kernel"
TYPED = {
    1: ("57", "as it is written", "21"),
    3: ("37", "with the kernel as it is", "23"),
    4: ("4", "fourth window", "3"),
    6: ("28", "one more window", "9"),
    7: ("7", "with stride 1 only", "4"),
    8: ("18", "zeros above", "72"),
    9: ("0", "leaves its padding out", "−9"),
}
"""By the step: a wrong number, what is said of it, and the right one."""


def at_step(page: Page, number: int) -> Locator:
    bar = page.get_by_role("region", name=TITLE)
    expect(bar.get_by_text(f"Step {number} of 10")).to_be_visible()
    settle(page)
    return bar


def press(bar: Locator, name: str) -> None:
    bar.get_by_role("button", name=name, exact=True).click()


def type_weights(page: Page, weights: dict[tuple[int, int], str]) -> None:
    for (row, column), text in weights.items():
        page.mouse.click(*point(page, "kernel", row, column, side=2))
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        settle(page)


def do_on_page(page: Page, bar: Locator, number: int) -> None:
    """Does what a step asks for on its page, wrongly at first."""
    verdict = bar.locator(".verdict")
    match number:
        case 2:
            type_weights(page, {(0, 1): "0", (1, 0): "0", (1, 1): "0"})
            expect(verdict).to_contain_text("This takes the top left pixel")
            type_weights(page, {(0, 0): "0", (1, 1): "1"})
        case 5:
            page.mouse.click(*point(page, "input", 2, 2, side=8))
            expect(verdict).to_contain_text("This pixel is read by 4 windows.")
            page.mouse.click(*point(page, "input", 7, 3, side=8))
        case 10:
            tiles = page.get_by_role("group", name="All outputs").get_by_role("button")
            tiles.nth(1).click()
            expect(verdict).to_contain_text("the filter of tens")
            tiles.nth(2).click()
    expect(verdict).to_contain_text("Right.")


def test_a_lesson_is_done_from_start_to_end_each_step_wrong_once_and_right(page):
    open_page(page, "/course")
    page.get_by_role("button", name=f"Start: {TITLE}").click()
    for number in range(1, 11):
        bar = at_step(page, number)
        verdict = bar.locator(".verdict")
        expect(bar.get_by_role("button", name="Next", exact=True)).to_have_count(0)
        if number not in TYPED:
            do_on_page(page, bar, number)
        else:
            wrong, said, right = TYPED[number]
            answer = bar.get_by_role("textbox")
            answer.fill(wrong)
            answer.press("Enter")
            expect(verdict).to_contain_text(said)
            answer.fill(right)
            press(bar, "Check")
            expect(verdict).to_contain_text(f"Right: {right}.")
            press(bar, "See it")
            expect(page).to_have_url(re.compile(rf"tour=convolution\.{number}\.seen"))
            bar = at_step(page, number)
            expect(verdict).to_contain_text(f"Right: {right}.")  # what was answered is kept
        if number < 10:
            press(bar, "Next")
    press(bar, "Build a net")
    expect(page).to_have_url(re.compile("/build_net"))
    expect(bar).to_have_count(0)
    settle(page)
    assert "tour" not in page.url
    page.get_by_role("link", name="Course", exact=True).click()
    expect(page.get_by_text("10 of 10 questions answered, 0 at the first try")).to_be_visible()
    handed = unquote(page.get_by_role("link", name="Save as text").get_attribute("href") or "")
    assert "Answered: 57 · 21" in handed
    assert handed.count("Right at try 2.") == 10
    page.get_by_role("button", name=f"Forget my answers: {TITLE}").click()
    expect(page.get_by_role("button", name=f"Start: {TITLE}")).to_be_visible()


def test_who_is_stuck_is_shown_the_answer_and_goes_on(page):
    open_page(page, "/tour?tour=convolution.6")
    bar = at_step(page, 6)
    for wrong in ("28", "28"):
        bar.get_by_role("textbox").fill(wrong)
        bar.get_by_role("textbox").press("Enter")
        expect(bar.locator(".verdict")).to_contain_text("one more window")
    press(bar, "Show the answer")
    expect(bar.locator(".verdict")).to_contain_text("The answer is 9.")
    press(bar, "Next")
    at_step(page, 7)
    page.go_back()
    expect(at_step(page, 6).locator(".verdict")).to_contain_text("The answer is 9.")
