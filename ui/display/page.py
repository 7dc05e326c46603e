"""What every page has in common: the tab's title and icon, the room around the content, the heading."""

from pathlib import Path

import streamlit as st

from ui.scripts import loader

_HERE = Path(__file__).parent

_history = st.components.v2.component(
    "convscope_history", html="<div data-root hidden></div>", js=loader("display/history.js")
)


def set_up_page() -> None:
    """Prepares the page that is about to run."""
    st.set_page_config(page_title="Convscope", page_icon=_HERE / "favicon.png", layout="wide")
    st.html(_HERE / "page.css")
    _history(key="history", height=1)


def heading(title: str, promise: str) -> None:
    """Shows a page's title and, beside it, the sentence that says what one can do there."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.title(title, anchor=False, width="content")
        st.caption(promise, width="content")
