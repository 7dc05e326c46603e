"""Strokes, ranked channels and neighbours of the page "Why this answer", in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.app import SEVEN, draw, open_page, settle
from tests.helpers.patience import MILLISECONDS

WHY = "/explanation"

INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let colored = 0;
  for (let at = 0; at < data.length; at += 4) colored += Math.abs(data[at] - data[at + 2]) > 40;
  return colored;
}"""


def open_view(page: Page, name: str) -> None:
    open_page(page, WHY)
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def test_a_drawn_digit_is_explained_by_every_method_and_held_against_random_weights(page):
    open_view(page, "The strokes")
    draw(page, SEVEN)
    expect(page.get_by_text(re.compile("What speaks most for 7 lies .* of the digit"))).to_be_visible()
    at_rest = re.compile(r"Together the pixels explain \S+ of \S+ logits, in 64 steps")
    expect(page.get_by_text(at_rest)).to_be_visible()  # only then SmoothGrad is there too
    pictures = page.locator(".strokes article > .pictures > .picture")
    expect(pictures).to_have_count(6)
    for picture in pictures.all():
        expect(picture.locator("canvas")).to_be_visible()
        assert picture.locator("canvas").evaluate(INK) > 50
    page.get_by_role("checkbox", name="Compare with random weights").check()
    expect(page.locator(".verdict:visible")).to_have_count(6)
    expect(page.locator(".verdict").first).to_contain_text("correlation")


def test_a_pixel_is_read_in_all_pictures_with_the_pointer_and_with_keys(page):
    open_view(page, "The strokes")
    picture = page.get_by_role("application", name="Integrated gradients")
    expect(page.get_by_text("in 64 steps")).to_be_visible()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".strokes .here:not(:empty)")).to_have_count(6)
    page.mouse.move(0, 0)
    expect(page.locator(".strokes .here:not(:empty)")).to_have_count(0)
    picture.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".strokes").get_by_role("status")).to_have_text(
        re.compile(r"Row 15, column 14: [+−][\d.]+")
    )


@pytest.mark.long
def test_what_is_chosen_of_a_method_changes_its_picture(page):
    open_view(page, "The strokes")
    expect(page.get_by_text("in 64 steps")).to_be_visible()
    scale = page.locator(".strokes article", has_text="Occlusion").locator(".scale")
    before = scale.text_content()
    page.get_by_label("Side of the patch").select_option("9")
    expect(scale).not_to_have_text(before)


def test_a_channel_is_ranked_switched_off_and_looked_into(page):
    open_view(page, "The channels")
    expect(page.get_by_text(re.compile(r"Without channel \d+ of conv2, 8 loses most"))).to_be_visible()
    card = page.locator(".group.for .card").first
    channel = card.locator("b").text_content()
    card.get_by_role("switch").click()
    off = page.locator(".group.off")
    expect(off.get_by_role("switch", name=f"Channel {channel} of conv2 is on")).to_have_attribute(
        "aria-checked", "false"
    )
    expect(page.get_by_text(f"Without conv2’s channel {channel}: still 8")).to_be_visible()
    page.get_by_role("tab", name="The strokes").click()
    expect(page.get_by_text("This view asks the net with everything on")).to_be_visible()
    page.get_by_role("tab", name="The channels").click()
    page.get_by_role("button", name="Ask the 1,000 held-out digits").click()
    expect(page.get_by_text("held-out digits right now")).to_be_visible()
    off.get_by_role("button", name=f"Channel {channel} of conv2", exact=True).click()
    expect(page.get_by_role("heading", name=f"conv2 · channel {channel}")).to_be_visible()
    expect(page.get_by_text("The digits that excite it most")).to_be_visible(timeout=MILLISECONDS)
    expect(page.locator(".top-digits figure")).to_have_count(16)
    settle(page)
    off.get_by_role("switch").click()
    expect(off).to_be_hidden()


@pytest.mark.long
def test_the_ranking_is_walked_through_with_keys(page):
    open_view(page, "The channels")
    bars = page.get_by_role("application", name="Channels of conv2")
    expect(bars).to_be_visible()
    bars.focus()
    page.keyboard.press("ArrowRight")
    said = page.locator(".ranking").get_by_role("status")
    expect(said).to_have_text(re.compile(r"Without channel \d+: 8 −[\d.]+, and \d gains most \(\+[\d.]+\)"))
    first = said.text_content()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"conv2 · channel \d+"))).to_be_visible()


@pytest.mark.long
def test_a_drawn_digit_finds_its_place_among_its_like(page):
    open_view(page, "Neighbours")
    nearest = page.locator(".space li")
    expect(nearest).to_have_count(8)
    before = nearest.first.text_content()
    draw(page, SEVEN)
    expect(
        page.get_by_text(re.compile(r"Of the 8 digits that the net finds most alike, \d are labelled 7"))
    ).to_be_visible()
    expect(nearest.first).not_to_have_text(before)
    page.get_by_role("application", name="Held-out digits in two dimensions").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_contain_text(re.compile(r"Digit \d+, labelled \d"))
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_be_hidden()
