"""The sliders for stride and padding: the page follows while the handle is still held."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.helpers.app import open_page, settle

TOY = "/toy_convolution"


def hold(page: Page, name: str, share: float) -> Locator:
    """Takes a slider's handle where it is, draws it to a share of the track, and does not let go."""
    slider = page.get_by_role("slider", name=name)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    least, most, value = (float(slider.evaluate(f"each => each.{part}")) for part in ("min", "max", "value"))
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + (box["width"] - 16) * (value - least) / (most - least), middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 8 + (box["width"] - 16) * share, middle, steps=8)
    return slider


def test_the_output_follows_the_stride_while_the_handle_is_held(page):
    open_page(page, TOY)
    slider = hold(page, "Stride", 1 / 3)
    expect(page.get_by_text("[[12]]")).to_be_visible()
    expect(slider).to_have_value("2")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2, steps=4)
    expect(page.get_by_text("[[12, 16], [24, 28]]")).to_be_visible()
    page.mouse.up()
    settle(page)


def test_the_comparison_follows_the_width_of_the_padding(page):
    open_page(page, "/padding_comparison?padding_stride=1")
    expect(page.get_by_text("6 × 6 → 8 × 8")).to_be_visible()
    hold(page, "Explicit width p", 0)
    expect(page.get_by_text("Explicit, p = 0 · 6 × 6 → 4 × 4")).to_be_visible()
    expect(page.get_by_text("floor((6 + 2·0 − 3) / 1) + 1 = 4").first).to_be_visible()  # beside the handle
    page.mouse.up()
    expect(page).to_have_url(re.compile("padding_width=0"))


def test_of_a_fast_drag_the_last_value_stands(page):
    open_page(page, f"{TOY}?toy_padding=Explicit&toy_width=0")
    slider = hold(page, "Width p", 1)
    box = slider.bounding_box()
    for share in (0, 1, 0.2, 0.9, 0.5):
        page.mouse.move(box["x"] + 8 + (box["width"] - 16) * share, box["y"] + 5, steps=6)
    page.mouse.up()
    expect(page.get_by_text("floor((3 + 2·2 − 2) / 1) + 1 = 6")).to_be_visible()
    expect(page).to_have_url(re.compile("toy_width=2"))
    expect(slider).to_have_value("2")


def test_back_in_the_browser_and_start_again_move_the_handle(page):
    open_page(page, f"{TOY}?toy_stride=3")
    slider = page.get_by_role("slider", name="Stride")
    expect(slider).to_have_value("3")
    page.get_by_role("button", name="Back to the course's example").click()
    expect(slider).to_have_value("1")
    expect(page).not_to_have_url(re.compile("toy_stride"))


def test_a_value_that_something_else_replaced_can_be_chosen_again(page):
    open_page(page, TOY)
    slider = page.get_by_role("slider", name="Stride")
    for _ in range(2):
        slider.press("ArrowRight")
        expect(page.get_by_text("[[12]]")).to_be_visible()
        settle(page)
        page.get_by_role("button", name="Back to the course's example").click()
        expect(page.get_by_text("[[12, 16], [24, 28]]")).to_be_visible()
        expect(slider).to_have_value("1")


def test_nonsense_from_the_browser_changes_nothing(page):
    """The range input takes no nonsense, so that its value is forged on its way out."""
    open_page(page, f"{TOY}?toy_stride=2")
    slider = page.get_by_role("slider", name="Stride")
    slider.evaluate("each => { each.type = 'text'; each.value = 'many'; each.dispatchEvent(new Event('input')); }")
    settle(page)
    expect(page.get_by_text("[[12]]")).to_be_visible()
