"""Which pointers draw: the one that began a stroke, and no other meanwhile."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.helpers.app import answer, canvas, open_page

MNIST = "/mnist_inspection"

# How bright the canvas is at a place, in shares of its side.
LEVEL = """(each, [x, y]) => {
  const pen = each.getContext("2d");
  return pen.getImageData(Math.round(x * each.width), Math.round(y * each.height), 1, 1).data[0];
}"""


def level(page: Page, x: float, y: float) -> int:
    return int(canvas(page).evaluate(LEVEL, [x, y]))


class Fingers:
    """Fingers on the canvas, each by its number, where Chromium takes them for real ones."""

    def __init__(self, page: Page) -> None:
        canvas(page).scroll_into_view_if_needed()
        box = canvas(page).bounding_box()
        assert box
        self.box = box
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.places: dict[int, tuple[float, float]] = {}

    def press(self, finger: int, place: tuple[float, float]) -> None:
        self.places[finger] = place
        self._tell("touchStart", self.places)

    def move(self, finger: int, places: Iterable[tuple[float, float]]) -> None:
        for place in places:
            self.places[finger] = place
            self._tell("touchMove", self.places)

    def lift(self, finger: int) -> None:
        self._tell("touchEnd", {finger: self.places.pop(finger)})  # Chromium lifts those that are named

    def _tell(self, kind: str, places: dict[int, tuple[float, float]]) -> None:
        box = self.box
        points = [
            {"id": finger, "x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            for finger, (x, y) in places.items()
        ]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def touched(new_context):
    page = new_context(has_touch=True, viewport={"width": 390, "height": 844}).new_page()
    open_page(page, MNIST)
    expect(answer(page)).to_be_visible()
    return page


def test_a_second_finger_neither_draws_nor_ends_the_stroke_of_the_first(touched):
    fingers = Fingers(touched)
    fingers.press(0, (0.3, 0.2))
    fingers.move(0, [(0.3, 0.3), (0.3, 0.4)])
    fingers.press(1, (0.8, 0.8))  # a palm that comes down, and moves
    fingers.move(1, [(0.8, 0.7), (0.8, 0.6)])
    fingers.lift(1)
    fingers.move(0, [(0.3, 0.5), (0.3, 0.6)])
    fingers.lift(0)
    assert level(touched, 0.3, 0.3) == 255
    assert level(touched, 0.3, 0.6) == 255
    assert level(touched, 0.8, 0.7) == 0
    assert level(touched, 0.55, 0.5) == 0  # no line leads from the one to the other
    touched.get_by_role("button", name="Undo").click()
    expect(touched.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_mouse_that_hovers_draws_nothing_while_a_finger_does(touched):
    fingers = Fingers(touched)
    fingers.press(0, (0.3, 0.2))
    fingers.move(0, [(0.3, 0.3)])
    box = fingers.box
    touched.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.8 * box["height"], steps=3)
    fingers.move(0, [(0.3, 0.5)])
    fingers.lift(0)
    assert level(touched, 0.3, 0.4) == 255
    assert level(touched, 0.8, 0.8) == 0
    assert level(touched, 0.55, 0.5) == 0


def test_a_mouse_that_hovers_draws_nothing_while_the_keys_do(page):
    open_page(page, MNIST)
    canvas(page).focus()
    page.keyboard.press("Space")
    box = canvas(page).bounding_box()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.8 * box["height"], steps=3)
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert level(page, 0.5, 0.55) == 255
    assert level(page, 0.8, 0.8) == 0
    assert level(page, 0.65, 0.65) == 0


def test_a_tap_draws_a_dot(touched):
    fingers = Fingers(touched)
    fingers.press(0, (0.6, 0.4))
    fingers.lift(0)
    assert level(touched, 0.6, 0.4) == 255
    assert level(touched, 0.6, 0.5) == 0
    expect(touched.get_by_text("Your drawing")).to_be_visible()
    expect(touched.get_by_role("button", name="Clear")).to_be_enabled()
