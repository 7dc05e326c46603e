"""Each lesson from start to end, as somebody would do it who knows Python and no networks: wrong, then right."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn_core.lessons.checks import NumberCheck, number_text
from cnn_core.lessons.lesson import Lesson, Step
from tests.helpers.app import ONE, choice, draw, open_page, settle
from tests.helpers.long import few_of
from tests.helpers.stepper_maps import point
from ui.lessons.library import COURSE, following, read_lesson

TYPED = {
    "sum": ("57", "as it is written", "21"),
    "turned": ("37", "with the kernel as it is", "23"),
    "stride": ("4", "fourth window", "3"),
    "same": ("28", "one more window", "9"),
    "same_stride": ("7", "with stride 1 only", "4"),
    "frameworks": ("18", "zeros above", "72"),
    "pooling": ("0", "leaves its padding out", "−9"),
}
"""By the step of the first lesson: a wrong number, what is said of it, and the right one."""


def at_step(page: Page, lesson: Lesson, number: int) -> Locator:
    bar = page.get_by_role("region", name=lesson.title)
    expect(bar.get_by_text(f"Step {number} of {len(lesson.steps)}")).to_be_visible()
    settle(page)
    return bar


def verdict(bar: Locator) -> Locator:
    return bar.locator(".verdict")


def press(bar: Locator, name: str) -> None:
    bar.get_by_role("button", name=name, exact=True).click()


def typed_at(lesson: Lesson, step: Step) -> tuple[str, str, str]:
    """Returns a wrong number, what is said of it, and the right one."""
    assert step.question
    check = step.question.check
    assert isinstance(check, NumberCheck)
    if lesson.name == "convolution":
        return TYPED[step.name]
    number, said = check.mistakes[0]
    return number_text(number), said, check.answer


def type_weights(page: Page, weights: dict[tuple[int, int], str]) -> None:
    for (row, column), text in weights.items():
        page.mouse.click(*point(page, "kernel", row, column, side=2))
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        settle(page)


def choose_weights(page: Page, bar: Locator) -> None:
    expect(bar.get_by_role("button", name="Show the answer")).to_have_count(0)  # before a try
    type_weights(page, {(0, 1): "0"})
    expect(verdict(bar)).to_have_text("Not there yet. What the page shows is not what is asked for.")  # at rest
    expect(bar.get_by_role("button", name="Show the answer")).to_be_visible()
    type_weights(page, {(1, 0): "0", (1, 1): "0"})
    expect(verdict(bar)).to_contain_text("This takes the top left pixel")
    type_weights(page, {(0, 0): "0", (1, 1): "1"})


def press_pixels(page: Page, bar: Locator) -> None:
    page.mouse.click(*point(page, "input", 7, 3, side=8))
    expect(verdict(bar)).to_contain_text("This pixel is read by no window.")
    page.mouse.click(*point(page, "input", 4, 2, side=8))


def choose_filters(page: Page, bar: Locator) -> None:
    tiles = page.get_by_role("group", name="All outputs").get_by_role("button")
    tiles.nth(1).click()
    expect(verdict(bar)).to_contain_text("takes the upper pixels")
    tiles.nth(2).click()


def maps_of(page: Page, layer: str) -> Locator:
    maps = page.locator(f"[aria-label^='Feature maps of {layer}']")
    maps.scroll_into_view_if_needed()
    return maps


def open_cells(page: Page, bar: Locator) -> None:
    maps = maps_of(page, "conv1")
    maps.focus()
    for key in ("ArrowDown",) * 4 + ("ArrowRight",) * 8 + ("Enter",):
        maps.press(key)
    expect(verdict(bar)).to_contain_text("the channel is not")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        maps.press(key)


def choose_scale(page: Page, bar: Locator) -> None:
    choice(page, "One per map").click()
    page.keyboard.press("Escape")


def show_logits(page: Page, bar: Locator) -> None:
    page.get_by_role("checkbox", name="Logits").check()


def open_layers(page: Page, bar: Locator) -> None:
    maps_of(page, "conv2").press("Enter")
    expect(verdict(bar)).to_contain_text("what conv2 gives")
    maps_of(page, "pool1").press("Enter")


def slide(page: Page, name: str, value: str) -> None:
    page.get_by_role("slider", name=name, exact=True).evaluate(
        """(handle, value) => {
          handle.value = value;
          for (const kind of ["input", "change"]) handle.dispatchEvent(new Event(kind, { bubbles: true }));
        }""",
        value,
    )
    settle(page)


def move_digit(page: Page, bar: Locator) -> None:
    expect(verdict(bar)).to_contain_text("The net says 9")
    slide(page, "Invert", "1")
    slide(page, "Right", "1.4")
    expect(verdict(bar)).to_contain_text("Put Invert back")
    slide(page, "Invert", "0")
    slide(page, "Right", "5.88")


def invert_digit(page: Page, bar: Locator) -> None:
    slide(page, "Right", "5.88")
    slide(page, "Invert", "1")
    expect(verdict(bar)).to_contain_text("Put Right and Down back")
    slide(page, "Right", "0")


def thin_digit(page: Page, bar: Locator) -> None:
    slide(page, "Thickness", "2")
    expect(verdict(bar)).to_contain_text("The net says 9")
    slide(page, "Thickness", "-2")


def draw_digit(page: Page, bar: Locator) -> None:
    draw(page, ONE)
    expect(verdict(bar)).to_contain_text("read as a 1")
    page.get_by_role("button", name="Clear").click()
    draw(page)


def build_small(page: Page, bar: Locator) -> None:
    remove = page.get_by_role("button", name=re.compile("^Remove"))
    remove.last.click()
    expect(verdict(bar)).to_contain_text("Your net has 112,938 parameters.")
    settle(page)
    page.get_by_role("button", name="Remove Block 3").click()
    settle(page)
    for number, filters in ((1, "8"), (2, "16")):
        field = page.get_by_label(re.compile(f"Block {number}.*Filters"))
        field.fill(filters)
        field.press("Enter")
        settle(page)


def scrub_back(page: Page, bar: Locator) -> None:
    trained = page.locator(".observatory .state h2", has_text=re.compile("^Trained"))
    start = page.get_by_role("button", name="Start", exact=True)
    expect(trained.or_(start)).to_be_visible()
    if start.is_visible():  # else another test has trained it
        start.click()
    expect(trained).to_be_visible()
    page.get_by_role("slider", name="Moment of the training").press("Home")
    expect(page.locator(".moment")).to_contain_text("Step 0 ")


def put_number(page: Page, name: str, text: str) -> None:
    field = page.get_by_role("spinbutton", name=name)
    field.fill(text)
    field.press("Enter")
    settle(page)


def raise_rate(page: Page, bar: Locator) -> None:
    put_number(page, "Learning rate", "1")
    expect(verdict(bar)).to_contain_text("Larger still")
    put_number(page, "Learning rate", "0.5")


def take_few(page: Page, bar: Locator) -> None:
    put_number(page, "Batch", "100")
    expect(verdict(bar)).to_contain_text("This is the batch")
    put_number(page, "Batch", "128")
    put_number(page, "Training digits", "100")


def switch_off(page: Page, bar: Locator) -> None:
    expect(verdict(bar)).to_contain_text("The net says 0")
    page.get_by_role("button", name="Switch them off").click()


def take_step(page: Page, bar: Locator) -> None:
    page.get_by_role("button", name="Take the step").click()


def find_first_rate(page: Page, bar: Locator) -> None:
    rate = page.get_by_role("slider", name="Learning rate")
    rate.fill("0.002")
    rate.dispatch_event("change")
    expect(verdict(bar)).to_contain_text("still below 110")
    rate.fill("0.003")
    rate.dispatch_event("change")
    expect(verdict(bar)).to_contain_text("more than three times as much")
    rate.fill("0.0021")
    rate.dispatch_event("change")


def choose_weight(page: Page, bar: Locator) -> None:
    page.get_by_role("combobox", name="Weight").click()
    page.get_by_role("option", name="row 1, col. 1").click()


DONE: Mapping[str, Mapping[str, Callable[[Page, Locator], None]]] = {
    "convolution": {"weights": choose_weights, "unread": press_pixels, "filters": choose_filters},
    "random_filters": {"axes": open_cells, "scale": choose_scale},
    "two_block": {
        "input": open_layers,
        "position": move_digit,
        "polarity": invert_digit,
        "thickness": thin_digit,
        "own": draw_digit,
    },
    "three_block": {
        "small": build_small,
        "moment": scrub_back,
        "rate": raise_rate,
        "few": take_few,
        "why": switch_off,
    },
    "logits": {"logits": show_logits},
    "backward": {"take": take_step, "too_long": find_first_rate, "net": choose_weight},
}
"""By lesson and step: does what the step asks for on its page, wrongly at first where there is a way to."""


def answer(page: Page, bar: Locator, lesson: Lesson, number: int) -> None:
    """Answers the question of a step, wrongly at first, and has the answer shown on the page."""
    step = lesson.steps[number - 1]
    if do := DONE[lesson.name].get(step.name):
        do(page, bar)
        expect(verdict(bar)).to_contain_text("Right.")
        return
    wrong, said, right = typed_at(lesson, step)
    bar.get_by_role("textbox").fill(wrong)
    bar.get_by_role("textbox").press("Enter")
    expect(verdict(bar)).to_contain_text(said)
    bar.get_by_role("textbox").fill(right)
    press(bar, "Check")
    expect(verdict(bar)).to_contain_text(f"Right: {right}.")
    if step.seen is not None:
        press(bar, "See it")
        expect(page).to_have_url(re.compile(rf"tour={lesson.name}\.{number}\.seen"))
        at_step(page, lesson, number)
        expect(verdict(bar)).to_contain_text(f"Right: {right}.")  # what was answered is kept


@pytest.mark.parametrize("name", few_of(COURSE, few=("convolution",)))
def test_a_lesson_is_done_from_start_to_end_each_step_wrong_once_and_right(page, name):
    lesson = read_lesson(name)
    count = len(lesson.questions)
    open_page(page, "/course")
    page.get_by_role("button", name=f"Start: {lesson.title}").click()
    for number, step in enumerate(lesson.steps, start=1):
        bar = at_step(page, lesson, number)
        if step.question:
            expect(bar.get_by_role("button", name="Next", exact=True)).to_have_count(0)
            answer(page, bar, lesson, number)
        if number < len(lesson.steps):
            press(bar, "Next")
    if (coming := following(name)) is not None:
        press(bar, f"Next lesson: {coming.title}")
        at_step(page, coming, 1)
        page.go_back()
        at_step(page, lesson, number)
    way = lesson.exits[0]
    press(bar, way.said)
    expect(page).to_have_url(re.compile(f"/{way.page}"))
    expect(bar).to_have_count(0)
    settle(page)
    assert "tour" not in page.url
    page.get_by_role("link", name="Course", exact=True).click()
    expect(page.get_by_text(re.compile(f"{count} of {count} questions answered"))).to_be_visible()
    handed = unquote(page.locator(f"a[download='{name}.txt']").get_attribute("href") or "")
    assert handed.count("Right at try ") == count
    wrong_first = sum(step.question.check.is_typed for step in lesson.questions if step.question)
    assert handed.count("Right at try 2.") >= wrong_first
    page.get_by_role("button", name=f"Forget my answers: {lesson.title}").click()
    expect(page.get_by_role("button", name=f"Start: {lesson.title}")).to_be_visible()


def test_who_is_stuck_is_shown_the_answer_and_goes_on(page):
    lesson = read_lesson("convolution")
    open_page(page, "/tour?tour=convolution.6")
    bar = at_step(page, lesson, 6)
    for wrong in ("28", "28"):
        bar.get_by_role("textbox").fill(wrong)
        bar.get_by_role("textbox").press("Enter")
        expect(verdict(bar)).to_contain_text("one more window")
    press(bar, "Show the answer")
    expect(verdict(bar)).to_contain_text("The answer is 9.")
    press(bar, "Next")
    at_step(page, lesson, 7)
    page.go_back()
    expect(verdict(at_step(page, lesson, 6))).to_contain_text("The answer is 9.")


def test_what_is_done_on_a_page_is_judged_before_its_address_says_it(page):
    open_page(page, "/tour?tour=convolution.5")
    said = verdict(at_step(page, read_lesson("convolution"), 5))
    said.evaluate(
        """(verdict) => new MutationObserver(() => {
          verdict.dataset.pinned ??= String(location.search.includes("toy_pin"));
        }).observe(verdict, { childList: true })"""
    )
    page.mouse.click(*point(page, "input", 2, 3, side=8))
    expect(said).to_contain_text("This pixel is read by 2 windows.")
    expect(said).to_have_attribute("data-pinned", "false")
    expect(page).to_have_url(re.compile("toy_pin=input%2C2%2C3"))
    expect(said).to_contain_text("This pixel is read by 2 windows.")
