"""The paddings: looked at in one cell, followed by a slider, and found again at their address."""

import re

from playwright.sync_api import expect

from tests.helpers.app import open_page, settle


def test_paddings_are_looked_at_together_follow_a_slider_and_are_found_again(page):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, "/padding_comparison")
    expect(page.get_by_text("Which padding keeps 6 × 6?").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".panel > .sum").first).to_be_in_viewport(ratio=1)
    strips = page.locator(".strip")
    expect(strips.first.locator(".window")).to_have_count(3)
    expect(strips.first).to_have_attribute("aria-label", "TensorFlow, SAME: 0 before, 1 after, 3 windows")
    first = [strip.locator(".cell:not(.zero)").first.bounding_box()["x"] for strip in strips.all()]
    assert abs(first[0] - first[1]) < 1  # pixel over pixel

    outputs = page.locator(".panel .output .box")
    expect(outputs).to_have_count(4)
    outputs.nth(1).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Output in row 0, column 1").first).to_be_visible()
    sums = page.locator(".panel > .sum")
    for index, total in enumerate(("90", "90", "36", "6")):
        expect(sums.nth(index)).to_contain_text(re.compile(rf"= ?{total}$"))
    settle(page)

    page.get_by_role("slider", name="Stride").press("ArrowLeft")
    expect(strips.first.locator(".window")).to_have_count(6)
    settle(page)
    page.get_by_role("slider", name="Dilation").press("ArrowRight")
    expect(strips.first).to_have_attribute("aria-label", "TensorFlow, SAME: 2 before, 2 after, 6 windows")
    settle(page)
    page.get_by_role("radio", name="Borders on a picture").click(force=True)
    expect(page.locator(".borders img")).to_have_count(10)
    settle(page)
    page.get_by_role("slider", name="Reach of the kernel").press("ArrowRight")
    expect(page.get_by_text("A kernel of 9 × 9 reads beyond the edge")).to_be_visible()
    page.get_by_role("radio", name="Edges").click(force=True)
    expect(page).to_have_url(re.compile("padding_filter=edges"))
    expect(page).to_have_url(re.compile("padding_dilation=2"))
    settle(page)

    page.reload()
    settle(page)
    heads = page.locator(".panel h2")
    expect(heads.nth(1)).to_contain_text("6 × 6 → 6 × 6keeps the size")
    expect(page.locator(".keeps")).to_have_count(3)
    expect(heads.first.locator(".keeps")).to_have_count(0)
    expect(page.get_by_text("A kernel of 9 × 9 reads beyond the edge")).to_be_visible()
    expect(page.get_by_role("radio", name="Edges")).to_be_checked()

    inputs = page.locator(".panel .input .box")
    inputs.first.focus()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox").first).to_have_value("Your own")  # the choices above follow
    settle(page)

    page.set_viewport_size({"width": 390, "height": 844})
    last = page.locator(".panel .output .box").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(page.get_by_role("slider", name="Stride")).to_be_in_viewport()  # what it moves stands below it
