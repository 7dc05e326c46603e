"""The course's five items, followed from its page through its links to the numbers and shapes that it promises."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from cnn_core.pictures.digits import load_digits
from tests.helpers.app import open_page, settle
from tests.helpers.patience import LONG_MILLISECONDS

LABELS = load_digits().held_out_labels


def follow(page: Page, lesson: str, link: str) -> None:
    open_page(page, "/course")
    page.get_by_role("tab", name=lesson).click()
    settle(page)
    page.get_by_role("link", name=link).first.click()
    expect(page).not_to_have_url(re.compile("/course"))
    settle(page)


@pytest.mark.long
def test_item_1_under_valid(page):
    follow(page, "1 · Convolution", "Step through VALID")
    expect(page.get_by_text("[[12, 16], [24, 28]]")).to_be_visible()
    expect(page.get_by_text("1·1 + 2·1 + 4·1 + 5·1 = 12")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("2·1 + 3·1 + 5·1 + 6·1 = 16")).to_be_visible()


def test_item_1_under_same(page):
    follow(page, "1 · Convolution", "Step through SAME")
    expect(page.get_by_text("[[12, 16, 9], [24, 28, 15], [15, 17, 9]]")).to_be_visible()


@pytest.mark.long
def test_item_1_with_three_filters(page):
    follow(page, "1 · Convolution", "Step through the three filters")
    for printed in (
        "[[12, 16, 9], [24, 28, 15], [15, 17, 9]]",
        "[[120, 160, 90], [240, 280, 150], [150, 170, 90]]",
        "[[-12, -16, -9], [-24, -28, -15], [-15, -17, -9]]",
    ):
        expect(page.get_by_text(printed)).to_be_visible()


@pytest.mark.long
def test_item_1s_correction_that_same_keeps_the_size_at_stride_1_only(page):
    follow(page, "1 · Convolution", "Compare paddings at stride 2")
    expect(page.get_by_text("SAME, TensorFlow · 3 × 3 → 2 × 2")).to_be_visible()


@pytest.mark.long
def test_item_2_the_five_random_filters(page):
    follow(page, "2 · Random filters", "See the five maps")
    expect(page.get_by_role("heading", name="conv1 · 14 × 14 × 5")).to_be_visible()
    expect(page.get_by_text("nothing behind them", exact=False).first).to_be_visible()


def test_item_3_the_two_block_net_on_held_out_digit_0(page):
    follow(page, "3 · Two blocks", "See its maps, trained as in the notebook")
    for layer in ("conv1 · 28 × 28 × 32", "pool1 · 14 × 14 × 32", "conv2 · 7 × 7 × 64", "pool2 · 4 × 4 × 64"):
        expect(page.get_by_role("heading", name=layer)).to_be_visible(timeout=LONG_MILLISECONDS)
    expect(page.get_by_text(f"Held-out digit 0, labelled {LABELS[0]}")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(10)


@pytest.mark.long
def test_item_4_the_three_block_net_on_held_out_digit_3_with_its_own_label(page):
    follow(page, "4 · Three blocks", "See its maps, trained as in the notebook")
    for layer in ("conv2 · 14 × 14 × 64", "pool2 · 7 × 7 × 64", "conv3 · 7 × 7 × 128", "pool3 · 4 × 4 × 128"):
        expect(page.get_by_role("heading", name=layer)).to_be_visible(timeout=LONG_MILLISECONDS)
    expect(page.get_by_text(f"Held-out digit 3, labelled {LABELS[3]}")).to_be_visible()
    page.get_by_text("About this net").click()
    expect(page.get_by_role("cell", name="1,280,625")).to_be_visible()  # Dense 625 behind Flatten 2048


@pytest.mark.long
def test_item_5_the_margin_notes(page):
    open_page(page, "/course")
    page.get_by_role("tab", name="5 · Notes").click()
    settle(page)
    for note in (
        "Conv2D and its arguments",
        "MaxPooling2D",
        "Dense, and why 625",
        "Logits and softmax",
        "Why from_logits",
    ):
        expect(page.get_by_text(note).first).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("width", [820, 390])
def test_the_digit_of_a_lesson_does_not_lie_over_its_table(new_context, width):
    page = new_context(viewport={"width": width, "height": 1180}).new_page()
    open_page(page, "/course?course_lesson=two_block")
    digit = page.get_by_role("img", name="Held-out digit 0").bounding_box()
    table = page.get_by_test_id("stTable").first.bounding_box()
    is_beside = digit["x"] + digit["width"] <= table["x"]
    assert is_beside or digit["y"] + digit["height"] <= table["y"]


@pytest.mark.parametrize(
    ("link", "heading"), [("Print: Nine numbers", "Nine numbers"), ("Print the whole", "The course")]
)
def test_a_lesson_and_the_course_are_pages_for_paper(page, link, heading):
    open_page(page, "/course")
    with page.expect_popup() as opened:
        page.get_by_role("link", name=link).click()
    paper = opened.value
    complaints: list[str] = []
    paper.on("console", lambda message: complaints.append(message.text))
    paper.reload()
    expect(paper.get_by_role("heading", name=heading).first).to_be_visible()
    expect(paper.get_by_text("Print this page")).to_be_visible()
    paper.set_viewport_size({"width": 650, "height": 900})  # what A4 leaves between its margins
    paper.emulate_media(media="print")
    expect(paper.get_by_text("Print this page")).to_be_hidden()
    assert paper.evaluate("document.documentElement.scrollWidth") <= 650
    assert complaints == []


def test_a_lesson_is_saved_as_a_notebook_from_its_card(page):
    open_page(page, "/course")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Notebook: Five random filters").click()
    assert saved.value.suggested_filename == "random_filters.ipynb"
    cells = json.loads(saved.value.path().read_text("utf-8"))["cells"]
    assert "five maps" in "".join(cell["source"] for cell in cells)


def test_the_program_of_a_lesson_stands_on_its_card(page):
    open_page(page, "/course")
    page.get_by_text("The code of this lesson").first.click()
    expect(page.get_by_text("# It needs: pip install tensorflow").first).to_be_visible()
