import io
import re

import numpy as np
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.pictures.digits import load_digits
from ui.routes import digit_sheet
from ui.scripts import MODULES


def test_every_held_out_digit_lies_at_its_place_of_the_picture():
    with TestClient(Starlette(routes=digit_sheet.ROUTES)) as client:
        answer = client.get("/held_out_digits.png")
    sheet = np.asarray(Image.open(io.BytesIO(answer.content)))
    for index, digit in enumerate(load_digits().held_out_images):
        row, column = divmod(index, digit_sheet.COLUMNS)
        np.testing.assert_array_equal(sheet[28 * row : 28 * row + 28, 28 * column : 28 * column + 28], digit)


def test_the_browser_cuts_where_the_server_lays():
    view = MODULES["pages/explanation/why/views/space_view.js"].read_text("utf-8")
    assert re.findall(r"SHEET_COLUMNS = (\d+)", view) == [str(digit_sheet.COLUMNS)]
