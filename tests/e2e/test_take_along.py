"""What is taken along from a page, by the browser that saves it."""

import csv
import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import AXE, NARROW, RULES, WIDER_THAN_THE_PAGE, calm_down, violations
from tests.helpers.app import open_page, settle
from tests.helpers.programs import run


def saved(page: Page, name: str) -> tuple[str, bytes]:
    """Clicks on what saves a file, and returns the file's name and what it holds."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_a_link_brings_the_state_back_and_its_files_hold_the_numbers(page):
    open_page(page, "/padding_comparison?padding_image=1,2,3;4,5,6;7,8,9&padding_kernel=1,1;1,1&padding_stride=1")
    page.get_by_text("Take it along").click()
    settle(page)
    link = page.url.replace("%2C", ",").replace("%3B", ";")
    expect(page.get_by_test_id("stCode").first).to_have_text(link)
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
