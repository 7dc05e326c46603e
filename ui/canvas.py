"""The canvas to draw a digit on: mouse, pen or touch, kept through page changes and reloads of its tab."""

import base64
import binascii
from pathlib import Path

import streamlit as st

from cnn_core.text import t

_HERE = Path(__file__).parent
_canvas = st.components.v2.component(
    "convscope_canvas",
    html='<div class="canvas"></div>',
    css=(_HERE / "canvas.css").read_text("utf-8"),
    js=(_HERE / "canvas.js").read_text("utf-8"),
)

_WORDS = ("label", "invitation", "undo", "redo", "clear", "brush")


def drawing_canvas(*, key: str) -> bytes | None:
    """Shows the canvas.

    Args:
        key: The widget's key.

    Returns:
        The drawing as it was when the last stroke ended, a grey PNG of 140 × 140 with white ink on black; None
        while the canvas is empty.
    """
    words = {word: t(f"canvas.{word}") for word in _WORDS}
    state = _canvas(key=key, data={"words": words}, on_drawing_change=lambda: None)
    drawing = state.get("drawing")
    if not isinstance(drawing, str):
        return None
    try:
        return base64.b64decode(drawing.partition(",")[2], validate=True) or None
    except binascii.Error:
        return None
