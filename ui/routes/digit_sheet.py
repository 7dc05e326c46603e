"""All held-out digits in one picture, which a browser fetches once and cuts thumbnails from."""

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cnn_core.pictures.digits import load_digits

COLUMNS = 40
"""Digits in a row, as `ui/pages/explanation/why/views/space_view.js` has it too."""


def digit_sheet() -> NDArray[np.uint8]:
    """Returns the held-out digits row by row, 40 in each, (700, 1120)."""
    images = load_digits().held_out_images
    count, height, width = images.shape
    rows = images.reshape(count // COLUMNS, COLUMNS, height, width)
    return np.ascontiguousarray(rows.transpose(0, 2, 1, 3)).reshape(count // COLUMNS * height, COLUMNS * width)


def sheet_picture(_request: Request) -> Response:
    """Answers with the picture."""
    return Response(_packed(), media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})


@lru_cache(maxsize=1)
def _packed() -> bytes:
    file = io.BytesIO()
    Image.fromarray(digit_sheet()).save(file, "PNG")
    return file.getvalue()


ROUTES = [Route("/held_out_digits.png", sheet_picture)]
