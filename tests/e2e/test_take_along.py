"""What is taken along from a page, by the browser that saves it."""

import csv
import io
import re

import numpy as np
import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import AXE, NARROW, RULES, WIDER_THAN_THE_PAGE, calm_down, violations
from tests.e2e.test_links import MNIST, PAINTED, drawn, said
from tests.helpers.app import SEVEN, open_page, settle
from tests.helpers.programs import run

NO_CLIPBOARD = """() => {
  Object.defineProperty(navigator, "clipboard", { value: undefined });
  document.execCommand = () => false;
}"""
"""As in a page by http: the browser lets nothing write to the clipboard."""


def saved(page: Page, name: str) -> tuple[str, bytes]:
    """Clicks on what saves a file, and returns the file's name and what it holds."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def take_along(page: Page) -> None:
    """Opens the panel."""
    page.get_by_role("button", name="Take it along").click()
    settle(page)


def test_a_link_brings_the_state_back_and_its_files_hold_the_numbers(page):
    open_page(page, "/padding_comparison?padding_image=1,2,3;4,5,6;7,8,9&padding_kernel=1,1;1,1&padding_stride=1")
    take_along(page)
    link = page.url.replace("%2C", ",").replace("%3B", ";")
    expect(page.get_by_label("Link to what you see")).to_have_value(link)
    page.get_by_role("radio", name="SAME, TensorFlow").click()
    settle(page)

    output = np.array([[12, 16, 9], [24, 28, 15], [15, 17, 9]])
    name, numbers = saved(page, "Numbers, CSV")
    assert name == "convolution_same_3x3x1_to_3x3x1.csv"
    rows = list(csv.reader(io.StringIO(numbers.decode())))
    assert rows[-3:] == output.astype(str).tolist()
    name, picture = saved(page, "Picture, PNG")
    assert name.endswith(".png")
    assert Image.open(io.BytesIO(picture)).width > 500
    with np.load(io.BytesIO(saved(page, "Numbers, NPZ")[1])) as file:
        np.testing.assert_array_equal(file["output"][:, :, 0], output)
    page.get_by_role("tab", name="NumPy").click()
    settle(page)
    name, program = saved(page, "Save the program")
    assert name == "convolution_same_3x3x1_to_3x3x1_numpy.py"
    np.testing.assert_array_equal(run(program.decode())[1]["output"][:, :, 0], output)

    page.evaluate(AXE)
    calm_down(page)
    assert violations(page, RULES) == []
    page.set_viewport_size(NARROW)
    calm_down(page)
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []

    page.goto("/")
    open_page(page, link)
    expect(page.get_by_text("SAME, TensorFlow · 3 × 3 → 3 × 3")).to_be_visible()


@pytest.mark.long
def test_a_short_link_opens_a_long_drawing_elsewhere_until_it_is_withdrawn(page, new_context):
    open_page(page, MNIST)
    strokes = drawn(page, SEVEN).partition("drawing=")[2]
    open_page(page, f"{MNIST}?drawing={'.'.join([strokes] * (2000 // len(strokes)))}")
    expect(page).to_have_url(re.compile(f"{MNIST}$"))
    take_along(page)
    expect(page.get_by_text("The drawing is too long for this link")).to_be_visible()
    with np.load(io.BytesIO(saved(page, "Numbers, NPZ")[1])) as file:
        assert file["probabilities"].argmax() == 7
        assert file["conv1"].shape == (28, 28, 32)
    page.get_by_role("button", name="Make a short link").click()
    settle(page)
    field = page.get_by_label("Short link", exact=True)
    link = field.input_value()
    assert re.fullmatch(r"http://[\d.:]+/s/[a-z2-9]{6}", link)
    code = segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=3, light="#fff")
    expect(page.get_by_role("img", name="QR code of the link")).to_have_attribute("src", code)

    page.evaluate(NO_CLIPBOARD)
    page.locator(".st-key-take_along_short").get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The link is selected")).to_be_visible()
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == link

    other = new_context().new_page()
    for path in (link, "", link.upper().replace("HTTP", "http").replace("/S/", "/s/")):
        if path:
            open_page(other, path)
        else:
            other.reload()
            settle(other)
        expect(other).to_have_url(re.compile(f"{MNIST}\\?s={link[-6:]}$"))
        assert said(other) == said(page)
        assert other.locator(".seen canvas").evaluate(PAINTED) == page.locator(".seen canvas").evaluate(PAINTED)
    expect(other.get_by_role("navigation")).to_be_visible()
    other.get_by_role("button", name="Undo").click()
    expect(other).not_to_have_url(re.compile("s="))

    open_page(other, f"{link}?embed=true")
    assert said(other) == said(page)
    expect(other.get_by_role("navigation")).to_have_count(0)
    page.get_by_role("button", name="Withdraw").click()
    settle(page)
    expect(field).to_have_count(0)
    for gone in (link, link[:-1] + "'"):
        open_page(other, gone)
        expect(other.get_by_text("This short link does not open")).to_be_visible()
