"""What Chromium makes of texts of others: it shows them, and nothing of them as a link, picture, formula or icon.

That no other host is asked for anything, the fixture of every page holds.
"""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.helpers.app import open_page
from tests.helpers.foreign_text import FOREIGN, HOST

UPLOAD = "/mnist_inspection?mnist_source=Upload"
DRAWN = (
    f"a[href*='{HOST}'], img[src*='{HOST}'], [data-testid=stAlert] :is(a, img, b, .katex, .stMarkdownColoredText), "
    "[data-testid=stAlert] [role=img][aria-label*=icon]"
)


def expect_it_is_only_shown(page: Page, said: str) -> None:
    alert = page.get_by_test_id("stAlert").filter(has_text=said)
    expect(alert).to_contain_text("![x](http:")
    expect(page.locator(DRAWN)).to_have_count(0)
    assert "\N{SMILING FACE WITH OPEN MOUTH AND SMILING EYES}" not in alert.inner_text()


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/training?net=", "There is no net called"),
        ("/build_net?net=", "cannot be read there"),
        ("/receptive_field?receptive_stack=", "There are no layers called"),
    ],
)
def test_an_address_that_is_refused_is_quoted_and_nothing_of_it_is_drawn(page, path, said):
    open_page(page, path + FOREIGN.replace(" ", "%20"))
    expect_it_is_only_shown(page, said)


@pytest.mark.long
def test_the_name_of_a_file_is_shown_and_nothing_of_it_is_drawn(page):
    file = io.BytesIO()
    Image.fromarray(np.eye(40, dtype=np.uint8) * 255).save(file, "GIF")
    open_page(page, UPLOAD)
    chosen = {"name": f"{FOREIGN.replace('/', ':')}.png", "mimeType": "", "buffer": file.getvalue()}
    page.locator("input[type=file]").set_input_files(chosen)
    expect_it_is_only_shown(page, "but holds a GIF")
