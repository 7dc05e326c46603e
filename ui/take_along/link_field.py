"""A link in a field, with a button that copies it; where the browser forbids that, the link stands selected."""

from pathlib import Path

import streamlit as st

from cnn_core.text import words
from ui.scripts import loader

_HERE = Path(__file__).parent

_field = st.components.v2.component(
    "convscope_link_field",
    html='<div class="link" data-root></div>',
    css=(_HERE / "link_field.css").read_text("utf-8"),
    js=loader("take_along/link_field.js"),
)


def link_field(link: str, label: str, *, key: str) -> None:
    """Shows a link.

    Args:
        link: The link, or any line to be copied.
        label: What it is.
        key: Unique on the page.
    """
    _field(key=key, data={"link": link, "label": label, "words": words("take_along.field")})
