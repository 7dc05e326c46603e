"""What a held handle and a typed number lead to is shown before the script is told, which follows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_live_slider import hold
from tests.helpers.app import open_page, settle, until_it_holds

TOY = "/toy_convolution"
PADDING = "/padding_comparison?padding_stride=1"

# Keeps in `window.order`, in their order: each message that goes to the script, each frame that is ahead of it with
# what stands there, and when the script has followed. `window.onSent`, if there is one, is called at a message.
LISTEN = """
window.order = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  const isAhead = "ahead" in document.documentElement.dataset;
  if (isAhead && window.isLosing) return void (window.isLosing = false);
  send.call(this, data);
  if (!isAhead) return;
  window.order.push({ kind: "sent" });
  window.onSent?.();
};
const deep = (selector, root = document) => [...root.querySelectorAll("*")].flatMap((each) => [
  ...(each.matches(selector) ? [each] : []), ...(each.shadowRoot ? deep(selector, each.shadowRoot) : []),
]);
const shown = () => ({
  printed: deep(".printed code, .printed pre").map(({ textContent }) => textContent).join(),
  heads: deep(".panel h2").map(({ textContent }) => textContent).join(),
  badge: deep(".badge").map(({ dataset }) => dataset.state).join(),
  size: deep(".lead").map(({ textContent }) => textContent).join(),
  address: location.search,
});
let version = null;
document.addEventListener("stepper-drawn", ({ detail }) => {
  window.order.push({ kind: "drawn", version: detail.version });
  version = detail.version;
});
document.addEventListener("went-ahead", () => setTimeout(() =>
  window.order.push({ kind: "ahead", version, ...shown() })));
document.addEventListener("ahead-over", () => window.order.push({ kind: "over", version, ...shown() }));
"""


@pytest.fixture
def watched(page):
    page.add_init_script(LISTEN)
    return page


def open_drawn(page: Page, path: str) -> None:
    """Opens a page and waits until its stepper stands, ahead of which nothing goes."""
    open_page(page, path)
    until_it_holds(page, "window.order.some(({ kind }) => kind === 'drawn')")


def order(page: Page, kind: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = page.evaluate("window.order")
    return [each for each in found if each["kind"] == kind] if kind else found


def kinds(page: Page) -> str:
    """Returns what came to pass from the first frame ahead on, without what was only drawn."""
    return re.sub(r"(\w+)( \1)+", r"\1", " ".join(each["kind"] for each in order(page) if each["kind"] != "drawn"))


def test_a_held_handle_is_ahead_of_the_script_and_the_script_follows(watched):
    page = watched
    open_drawn(page, TOY)
    expect(page.locator(".badge")).to_have_attribute("data-state", "agrees")
    hold(page, "Stride", 1 / 4)
    expect(page).to_have_url(re.compile("toy_stride=2"))  # though the handle is held
    settle(page)
    expect(page.locator(".badge")).to_have_attribute("data-state", "agrees")
    (first, *_), (over,) = order(page, "ahead"), order(page, "over")
    assert kinds(page) == "ahead sent over"
    assert (first["printed"], first["badge"], first["address"]) == ("[[12]]", "comparing", "")
    assert "ceil((3 − 2 + 1) / 2) = 1" in first["size"]
    assert (over["version"], over["printed"]) == (first["version"], first["printed"])
    drawn = [each["version"] for each in order(page, "drawn")][-2:]
    assert drawn == [first["version"]] * 2  # by the script too: the very same
    page.mouse.up()


def test_all_paddings_follow_the_handle_ahead_of_the_script(watched):
    page = watched
    open_drawn(page, PADDING)
    hold(page, "Stride", 1 / 3)
    expect(page).not_to_have_url(re.compile("padding_stride=1"))
    settle(page)
    (first, *_), (over,) = order(page, "ahead"), order(page, "over")
    assert kinds(page) == "ahead sent over"
    sizes = re.findall(r"6 × 6 → (\d × \d)", first["heads"])
    assert sizes == ["2 × 2", "3 × 3", "3 × 3", "4 × 4"]
    assert (over["version"], over["heads"]) == (first["version"], first["heads"])
    page.mouse.up()


def test_a_typed_number_is_ahead_of_the_script_and_the_script_follows(watched):
    page = watched
    open_drawn(page, TOY)
    page.locator(".map.input .box").first.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("toy_image=7%2C2"))
    settle(page)
    (first, *_), (over, *_) = order(page, "ahead"), order(page, "over")
    assert kinds(page) == "ahead sent over"
    assert (first["printed"], first["badge"], first["address"]) == ("[[18, 16], [24, 28]]", "comparing", "")
    assert over["version"] == first["version"]


@pytest.mark.long
def test_what_the_script_says_of_an_earlier_move_is_not_shown_after_a_later_one(watched):
    page = watched
    open_drawn(page, f"{TOY}?toy_padding=SAME")
    slider = page.get_by_role("slider", name="Stride")
    handle = slider.element_handle()
    # As the script is told of stride 2, the hand moves on to 3.
    page.evaluate(
        """(slider) => {
          window.onSent = () => {
            window.onSent = null;
            slider.value = 3;
            slider.dispatchEvent(new Event("input"));
          };
        }""",
        handle,
    )
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("toy_stride=3"))
    settle(page)
    seen = [each["version"] for each in order(page, "drawn")]
    assert len(set(seen)) == 3
    assert seen == sorted(seen, key=seen.index)  # none comes back
    expect(slider).to_have_value("3")


@pytest.mark.long
def test_a_move_that_is_lost_on_its_way_to_the_script_is_told_once_more(watched):
    page = watched
    open_drawn(page, TOY)
    page.evaluate("window.isLosing = true")
    page.get_by_role("slider", name="Stride").press("ArrowRight")
    expect(page).to_have_url(re.compile("toy_stride=2"))
    settle(page)
    expect(page.get_by_text("[[12]]")).to_be_visible()
    assert not page.evaluate("window.isLosing")


@pytest.mark.long
@pytest.mark.parametrize("answer", ["none", "lost"])
def test_where_the_route_has_no_answer_the_script_shows_it(watched, answer):
    page = watched
    page.route("**/ahead/**", lambda route: route.abort() if answer == "lost" else route.fulfill(status=204))
    open_drawn(page, TOY)
    hold(page, "Stride", 1 / 4)
    expect(page.get_by_text("[[12]]")).to_be_visible()
    expect(page.locator(".badge")).to_have_attribute("data-state", "agrees")
    page.mouse.up()
    page.locator(".map.input .box").first.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("[[18]]")).to_be_visible()
    settle(page)
    assert not order(page, "ahead")


@pytest.mark.long
def test_what_the_hand_does_next_comes_after_the_move(watched):
    """The slider would tell when it rests, which may be after the button's click."""
    page = watched
    page.clock.install()  # nothing rests
    open_drawn(page, TOY)
    slider = page.get_by_role("slider", name="Stride")
    button = page.get_by_role("button", name="Back to the course's example")
    place = button.bounding_box()
    assert place
    page.mouse.move(place["x"] + 20, place["y"] + place["height"] / 2)
    slider.press("ArrowRight")
    expect(page.get_by_text("[[12]]")).to_be_visible()
    assert not order(page, "sent")
    page.mouse.down()
    settle(page)
    page.mouse.up()
    expect(slider).to_have_value("1")
    settle(page)
    expect(slider).to_have_value("1")
    expect(page.get_by_text("[[12, 16], [24, 28]]")).to_be_visible()
