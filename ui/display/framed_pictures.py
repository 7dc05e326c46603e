"""A picture in its place in a larger frame, with lines around parts of it: HTML that grows with its column.

Streamlit's HTML knows no SVG, so that everything is placed in shares of the frame.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.geometry import Pair
from ui.display.pictures import data_address

FRAME_SHEET = Path(__file__).parent / "framed_pictures.css"
"""The style of the pictures, which a page loads once."""


def framed_picture(
    pixels: NDArray[np.uint8], *, frame: Pair, at: Pair, boxes: Iterable[tuple[Pair, Pair]] = (), alt: str
) -> str:
    """Returns the picture as HTML of class `framed`, as wide as its column; `FRAME_SHEET` is its style.

    Args:
        pixels: (H, W, 3) uint8.
        frame: The rows and columns of the frame.
        at: The row and column of the frame at which the picture begins.
        boxes: What to draw a line around: the first row and the one after the last, the same of the columns.
        alt: What it shows, for a screen reader.
    """
    rows, columns = frame
    H, W = pixels.shape[:2]
    picture = _place((at[0], at[0] + H), (at[1], at[1] + W), frame)
    lines = "".join(f'<i style="{_place(*box, frame)}"></i>' for box in boxes)
    return (
        f'<div class="framed" style="aspect-ratio:{columns}/{rows}">'
        f'<img src="{data_address(pixels)}" alt="{escape(alt)}" style="{picture}">{lines}</div>'
    )


def _place(rows: Pair, columns: Pair, frame: Pair) -> str:
    (top, bottom), (left, right), (height, width) = rows, columns, frame
    shares = {
        "top": top / height,
        "left": left / width,
        "width": (right - left) / width,
        "height": (bottom - top) / height,
    }
    return ";".join(f"{side}:{100 * share:.3f}%" for side, share in shares.items())
