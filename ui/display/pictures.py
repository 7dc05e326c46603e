"""Small pictures of pixels as HTML: sharp-edged, with a caption, and part of the page rather than a file of it."""

import base64
import io
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def data_address(pixels: NDArray[np.uint8]) -> str:
    """Returns a picture as an address that holds all of it.

    Args:
        pixels: (H, W) uint8, 0 black, or (H, W, 3), RGB.
    """
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def pixel_picture(pixels: NDArray[np.uint8], *, alt: str, caption: str, side: int) -> str:
    """Returns a picture with its caption as HTML, for `st.html`.

    Args:
        pixels: (H, W) uint8, 0 black.
        alt: What it shows, for a screen reader.
        caption: The words below it.
        side: Its longer side on the page, in CSS pixels; less where its place is narrower.
    """
    height, width = pixels.shape
    scale = side / max(height, width)
    return (
        f'<figure style="margin:0;max-width:{side}px">'
        f'<img src="{data_address(pixels)}" alt="{escape(alt)}" width="{width * scale:.0f}" '
        f'height="{height * scale:.0f}" '
        'style="max-width:100%;height:auto;image-rendering:pixelated;display:block;border-radius:4px">'
        f'<figcaption style="font-size:0.875rem;margin-top:0.25rem">{escape(caption)}</figcaption></figure>'
    )
