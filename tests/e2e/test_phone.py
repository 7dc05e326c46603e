"""On a telephone: the canvas and what moves with it are in view together, and a finger meets what it goes for."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.helpers.app import answer, canvas, maps, open_page, tap_until, until_it_holds
from tests.helpers.patience import until
from tests.helpers.stepper_maps import box, point

UPRIGHT = ViewportSize(width=390, height=844)
ACROSS = ViewportSize(width=844, height=390)
ZOOMED = ViewportSize(width=640, height=360)  # 1280 × 720 at twice the size
LOW = ViewportSize(width=1280, height=720)
MENU = 56  # pixels of the page's bar
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(viewport=UPRIGHT, has_touch=True, is_mobile=True).new_page()


@contextmanager
def a_finger_down(page: Page) -> Iterator[None]:
    """Draws a one with a finger, which is lifted at the end."""
    box = canvas(page).bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)

    def send(kind: str, *rows: float) -> None:
        points = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + row * box["height"]} for row in rows]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 0.15)
    for step in range(1, 15):
        send("touchMove", 0.15 + 0.05 * step)
    yield
    send("touchEnd")


def is_whole_in_view(page: Page, *found: str) -> None:
    for each in found:
        expect(page.locator(each).first).to_be_in_viewport(ratio=0.95)


def test_all_layers_move_in_one_view_with_the_finger_that_draws(phone):
    open_page(phone, "/mnist_inspection")
    with a_finger_down(phone):
        expect(answer(phone)).to_contain_text("The net says 1")
        assert phone.evaluate(SCROLLED) == 0  # the page does not follow the finger
        is_whole_in_view(phone, ".surface", ".bars")
        for layer in maps(phone).all():
            expect(layer).to_be_in_viewport(ratio=0.6)
    for size in (ACROSS, ZOOMED):
        phone.set_viewport_size(size)
        maps(phone).last.scroll_into_view_if_needed()
        is_whole_in_view(phone, ".surface", ".bars")
        expect(maps(phone).last).to_be_in_viewport()


def test_a_digit_that_is_picked_stands_alone_beside_its_answer(phone):
    open_page(phone, "/mnist_inspection?mnist_source=pick")
    expect(phone.locator(".live canvas.digit")).to_be_visible()
    expect(phone.locator(".live .surface")).to_be_hidden()
    is_whole_in_view(phone, ".live canvas.digit", ".bars")


def test_while_it_is_watched_a_training_shows_the_canvas_beside_the_maps(phone):
    open_page(phone, "/training?net=two_block/default")
    expect(answer(phone)).to_be_attached()
    maps(phone).last.scroll_into_view_if_needed()
    is_whole_in_view(phone, ".surface", ".bars")
    with a_finger_down(phone):
        expect(answer(phone)).to_contain_text("The net says 1")
        expect(maps(phone).last).to_be_in_viewport()
    for size in (ACROSS, ZOOMED):
        phone.set_viewport_size(size)
        maps(phone).last.scroll_into_view_if_needed()
        is_whole_in_view(phone, ".surface", ".bars")
        expect(maps(phone).last).to_be_in_viewport(ratio=0.6)


def test_on_its_side_the_start_page_shows_all_that_moves_without_scrolling(phone):
    phone.set_viewport_size(ACROSS)
    open_page(phone, "/")
    with a_finger_down(phone):
        expect(answer(phone)).to_contain_text("The net says 1")
        for size in (ACROSS, ZOOMED):
            phone.set_viewport_size(size)
            is_whole_in_view(phone, ".surface", ".bars")
            for layer in maps(phone).all():
                expect(layer).to_be_in_viewport(ratio=0.95)
            assert phone.evaluate(SCROLLED) == 0


def test_a_channel_is_tapped_and_switched_off_beside_the_canvas_and_the_bars(phone):
    open_page(phone, "/explanation")
    expect(phone.locator(".story")).to_contain_text("It says 8")  # of the example; it stands above the canvas
    with a_finger_down(phone):
        pass
    expect(phone.locator(".story")).to_contain_text("It says 1")
    net = phone.locator(".net")
    until_it_holds(phone, "document.querySelector('[data-testid=stMain]').scrollBy(0, 300) ?? true")
    box = net.bounding_box()
    assert box
    assert box["width"] <= UPRIGHT["width"]  # all of the net fits
    selected = expect(phone.get_by_role("navigation", name="What is selected"))
    tap_until(  # in the last layer, beside the class
        lambda: phone.touchscreen.tap(box["x"] + box["width"] - 58 - 20, box["y"] + 200),
        partial(selected.to_contain_text, re.compile(r"pool2channel \d+")),
    )
    switch = phone.get_by_role("button", name="Switch off")
    is_whole_in_view(phone, ".surface", ".bars", ".story")
    expect(switch).to_be_in_viewport(ratio=1)
    assert switch.bounding_box()["height"] >= 44
    switch.tap()
    expect(phone.locator(".story")).to_contain_text("Without pool2")
    for size in (ACROSS, ZOOMED):
        phone.set_viewport_size(size)
        net.scroll_into_view_if_needed()
        is_whole_in_view(phone, ".surface", ".story")
        expect(phone.get_by_role("button", name="Switch on")).to_be_in_viewport()


def focused(page: Page) -> str:
    """Returns what has the keys, in whichever shadow: its element, and which keyboard it wants."""
    return page.evaluate(
        """() => {
          let found = document.activeElement;
          while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
          return `${found?.localName} ${found?.inputMode}`.trim();
        }"""
    )


def test_a_number_that_is_tapped_has_a_field_for_the_keyboard(phone):
    open_page(phone, "/toy_convolution")
    field, hint = phone.locator(".cell-editor input"), phone.locator(".hint")

    def tap(name: str, row: int, column: int, side: int) -> None:
        box(phone, name).evaluate("(box) => box.scrollIntoView({ block: 'center' })")
        phone.touchscreen.tap(*point(phone, name, row, column, side=side))

    tap("kernel", 0, 1, 2)
    expect(field).to_have_value("1")
    assert focused(phone) == "input decimal"
    assert field.evaluate("(field) => parseFloat(field.style.fontSize)") >= 16  # or the telephone zooms in
    phone.keyboard.type("−2")
    tap("kernel", 1, 0, 2)  # takes what was typed, and goes on
    expect(field).to_have_value("1")
    phone.keyboard.type("0")
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile(r"toy_kernels=1%2C-2%3B0%2C1"))
    tap("input", 1, 1, 3)  # to see where the pixel goes
    expect(phone.locator(".said .title")).to_contain_text("Pixel 5 in row 1, column 1")
    expect(hint).to_have_text("Press it once more to type another number.")
    assert focused(phone).startswith("div")
    tap("input", 1, 1, 3)
    expect(field).to_have_value("5")
    expect(hint).to_have_text("Type to change this number. Enter takes it.")
    phone.keyboard.type("50")
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile(r"toy_image=1%2C2%2C3%3B4%2C50%2C6"))


def test_what_is_typed_by_hand_on_the_way_back_has_fields_that_a_telephone_does_not_zoom_into(phone):
    open_page(phone, "/backward")
    for name in ("image", "kernel", "target"):
        field = phone.locator(f".{name} input").first
        field.tap()
        assert focused(phone) == "input decimal"
        assert field.evaluate("(field) => parseFloat(getComputedStyle(field).fontSize)") >= 16


ABOVE_THE_BAR = (
    ("convolution.1", ".said .arithmetic", UPRIGHT),
    ("convolution.1", ".said .arithmetic", LOW),
    ("convolution.7.seen", ".map.output .box", UPRIGHT),
    ("convolution.8.seen", ".panel:nth-child(2) .map.output .box", UPRIGHT),
    ("convolution.10", ".tiles .tile:last-child", UPRIGHT),
    ("backward.6", ".gradient .cells", LOW),
)
"""Steps of lessons, what each is about, and the window in which the bar would lie over it."""


@pytest.mark.parametrize(("step", "about", "size"), ABOVE_THE_BAR)
def test_a_step_brings_what_it_is_about_into_view_above_the_bar(new_context, step, about, size):
    is_phone = size is UPRIGHT
    page = new_context(viewport=size, has_touch=is_phone, is_mobile=is_phone).new_page()
    open_page(page, f"/tour?tour={step}")

    def is_above() -> bool:
        part, bar = page.locator(about).bounding_box(), page.locator(".bar[role=region]").bounding_box()
        return bool(part and bar and part["y"] >= MENU and part["y"] + part["height"] <= bar["y"])

    until(is_above)
