"""The receptive field: chosen by a click and by keys, edited, and found again at its address."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.helpers.app import open_page, settle

PAGE = "/receptive_field"


def grid(page: Page, index: int) -> Locator:
    """Returns a layer's grid in the picture, 0 the input."""
    return page.locator("svg.row .map").nth(index)


def click_cell(page: Page, index: int, row: int, column: int, size: int) -> None:
    box = grid(page, index).bounding_box()
    assert box
    step = box["width"] / size
    page.mouse.click(box["x"] + (column + 0.5) * step, box["y"] + (row + 0.5) * step)


def test_a_cell_is_clicked_layers_are_edited_and_the_address_brings_it_all_back(page):
    open_page(page, PAGE)
    expect(page.get_by_text("Row 1, column 1 of pool2 has a window of 12 × 12")).to_be_visible()
    click_cell(page, 4, 0, 3, size=4)
    expect(page.get_by_text("Row 0, column 3 of pool2 has a window of 12 × 12")).to_be_visible()
    settle(page)
    click_cell(page, 2, 6, 9, size=14)  # a cell of a layer in between
    expect(page.get_by_text("Row 6, column 9 of pool1 has a window of 4 × 4")).to_be_visible()
    settle(page)
    grid(page, 0).hover()
    expect(page.get_by_text(re.compile(r"Input: row 1\d, column 1\d · \d of its ways lead here"))).to_be_visible()

    page.get_by_role("button", name="Layer 1").click()
    page.get_by_role("slider", name="Dilation rate").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Row 6, column 9 of pool1 has a window of 6 × 6")).to_be_visible()
    settle(page)
    page.get_by_role("slider", name="Kernel size").focus()  # the editor stays open
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Row 6, column 9 of pool1 has a window of 4 × 4")).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")
    page.get_by_role("slider", name="Row").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Row 7, column 9 of pool1")).to_be_visible()
    expect(page).to_have_url(re.compile("receptive_cell=2%2C7%2C9"))
    settle(page)

    page.reload()
    settle(page)
    expect(page.get_by_text("Row 7, column 9 of pool1 has a window of 4 × 4")).to_be_visible()
    page.set_viewport_size({"width": 820, "height": 1180})
    expect(page.locator("svg.middle")).to_be_visible()
    expect(page.locator("svg:is(.row, .column)").filter(visible=True)).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("svg.column")).to_be_visible()
    expect(page.locator("svg.row")).to_be_hidden()
    last = page.locator("svg.column .map").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(page.get_by_role("slider", name="Row")).to_be_in_viewport()  # it stays above the picture
