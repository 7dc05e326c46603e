"""The toy page's badge, asked of the real engine, and a picture of one's own that a link carries."""

import re
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.helpers.app import open_page, settle

TOY = "/toy_convolution"


def badge(page: Page):
    return page.locator("p.badge")


def test_the_badge_compares_what_is_shown_with_tensorflow_until_the_page_starts_again(page):
    open_page(page, TOY)
    expect(badge(page)).to_have_text(re.compile(r"Compared with TensorFlow 2\.\S+ just now.*largest difference 0$"))
    page.get_by_role("slider", name="Stride").press("ArrowRight")
    settle(page)
    expect(badge(page)).to_have_attribute("data-state", "agrees")
    labels = page.get_by_test_id("stWidgetLabel")
    tops = [labels.filter(has_text=name).first.bounding_box()["y"] for name in ("Operation", "Padding")]
    assert abs(tops[0] - tops[1]) < 1
    beside = (page.locator(".lead"), page.locator(".badge"))
    middles = [box["y"] + box["height"] / 2 for box in (each.bounding_box() for each in beside)]
    assert abs(middles[0] - middles[1]) < 2
    open_page(page, f"{TOY}?toy_operation=average_pooling&toy_padding=Explicit&toy_image_source=digit")
    expect(badge(page)).to_contain_text("takes no explicit padding")
    expect(badge(page)).to_have_attribute("data-state", "cannot")
    page.get_by_role("button", name="Back to the course's example").click()
    expect(page.get_by_text("[[12, 16], [24, 28]]")).to_be_visible()
    expect(page).to_have_url(re.compile(r"toy_convolution\??$"))


def test_start_again_brings_back_the_example_whatever_was_chosen(page):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{TOY}?toy_operation=max_pooling&toy_image_source=digit&toy_stride=2")
    page.get_by_role("button", name="Back to the course's example").click()
    expect(page.get_by_text("[[12, 16], [24, 28]]")).to_be_visible()
    expect(page).to_have_url(re.compile(r"toy_convolution\??$"))
    expect(page.locator(".said .sum")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".said .sum").scroll_into_view_if_needed()
    expect(page.locator(".output .box")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("slider", name="Stride")).to_be_in_viewport(ratio=1)


@pytest.mark.long
def test_a_comparison_that_is_no_longer_wanted_is_given_up(page):
    held: list[Any] = []
    page.route("**/comparison/**", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request("**/comparison/**"):
        open_page(page, TOY)
    expect(badge(page)).to_have_attribute("data-state", "comparing")
    with page.expect_event("requestfailed", lambda request: request.url == held[0].request.url):
        page.get_by_role("slider", name="Stride").press("ArrowRight")
    expect(badge(page)).to_have_attribute("data-state", "agrees")


@pytest.mark.long
def test_a_short_link_to_one_s_own_picture_gives_the_same_numbers(page, new_context):
    values = np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(values).save(file, "PNG")
    open_page(page, f"{TOY}?toy_image_source=own&toy_image_side=4&toy_kernels=1")
    page.get_by_role("button", name="Choose").click()
    picture = {"name": "mine.png", "mimeType": "image/png", "buffer": file.getvalue()}
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.get_by_text("An example until you bring one")).to_have_count(0)
    settle(page)
    page.keyboard.press("Escape")
    numbers = page.locator(".printed pre").inner_text()
    assert "toy_image_own" not in page.url
    page.get_by_role("button", name="Take it along").click()
    page.get_by_text("Put my picture into the short link").click()
    settle(page)
    page.get_by_role("button", name="Make a short link").click()
    link = new_context().new_page()
    open_page(link, page.get_by_label("Short link", exact=True).input_value())
    expect(link.locator(".printed pre")).to_have_text(numbers.strip(), use_inner_text=True)
    assert len(re.findall(r"0\.\d+", numbers)) == 12
