"""Building a net: typed, seen at once, refused with a sentence, found again at its address, and handed on."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.helpers.app import open_page, settle


def row(page: Page, layer: str) -> Locator:
    """Returns a layer's row in the table."""
    return page.locator(f'.table tr[data-layer="{layer}"]')


def field(page: Page, title: str) -> Locator:
    return page.get_by_label(title, exact=True)


def test_a_net_is_typed_and_refused_and_mended_and_its_address_brings_it_back(page):
    open_page(page, "/build_net")
    expect(row(page, "conv2")).to_contain_text("18,432")
    field(page, "Block 2: Filters").press("End")
    field(page, "Block 2: Filters").press_sequentially("0")  # 64 becomes 640
    refused = page.get_by_role("alert").filter(has_text="conv2")
    expect(refused).to_contain_text("filters is 640, but a whole number from 1 to 256 is needed")
    expect(field(page, "Block 2: Filters")).to_have_attribute("aria-invalid", "true")
    expect(row(page, "conv2")).to_contain_text("18,432")  # the last net that fits
    expect(page.get_by_role("button", name="Train it")).to_be_disabled()
    expect(page.get_by_role("link", name="Train it")).to_have_count(0)
    field(page, "Block 1: Kernel").fill("5")  # what is wrong stays marked, and not what was typed last
    settle(page)
    expect(field(page, "Block 1: Kernel")).not_to_have_attribute("aria-invalid", "true")
    expect(field(page, "Block 2: Filters")).to_have_attribute("aria-invalid", "true")
    field(page, "Block 1: Kernel").fill("3")
    field(page, "Block 2: Filters").fill("16")
    expect(row(page, "conv2")).to_contain_text("4,608")
    expect(refused).to_have_count(0)
    field(page, "Block 2: Filters").press("ArrowUp")
    expect(row(page, "conv2")).to_contain_text("7 × 7 × 17")

    page.get_by_role("button", name="Add a dense layer").press("Enter")
    expect(field(page, "Dense 1: Units")).to_be_focused()
    field(page, "Dense 1: Units").fill("20")
    field(page, "Block 1: Norm").check()
    page.get_by_role("button", name="Remove Block 2").click()
    expect(row(page, "dense1")).to_contain_text("125,460")  # 14·14·32 inputs and one bias, 20 times
    expect(page.locator("svg.wide [data-layer]")).to_have_count(8)
    expect(page).to_have_url(re.compile("net=c32-bn-max2_d20_normal0.01"))
    settle(page)
    page.get_by_role("button", name="Take it along").click()
    expect(page.get_by_text("BatchNormalization")).to_be_visible()

    page.reload()
    settle(page)
    expect(field(page, "Dense 1: Units")).to_have_value("20")
    page.get_by_role("link", name="Train it").click()
    expect(page).to_have_url(re.compile("/training\\?v=\\d+&net=c32-bn-max2_d20_normal0.01%2Fdefault"))
    settle(page)
    page.go_back()
    settle(page)
    expect(row(page, "norm1")).to_be_visible()


def test_a_preset_takes_the_place_of_what_was_typed(page):
    open_page(page, "/build_net?net=c4")
    field(page, "Block 1: Kernel").fill("9 × 3")
    expect(row(page, "conv1")).to_contain_text("9 × 3")
    page.get_by_role("combobox", name="Begin with").click()
    page.get_by_role("option", name="Like LeNet-5").click()
    expect(row(page, "conv3")).to_contain_text("1 × 1 × 120")
    expect(field(page, "Block 1: Kernel")).to_have_value("5")
    settle(page)
