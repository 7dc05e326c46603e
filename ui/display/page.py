"""What every page has in common: the tab's title and icon, the room around the content, the heading."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.text import t
from ui.display.glossary import show_terms
from ui.display.inline_text import inline_markdown

_HERE = Path(__file__).parent


def set_up_page(title: str | None = None) -> None:
    """Prepares the page that is about to run.

    Args:
        title: Its title, which the browser's tab shows before the app's name; the start page has the name alone.
    """
    name = t("page.name")
    st.set_page_config(
        page_title=f"{title} · {name}" if title else name, page_icon=_HERE / "favicon.png", layout="wide"
    )
    st.html(_HERE / "page.css")


def tab_title(page: str, state: str) -> str:
    """Returns what the browser's tab shows of a page in a state, such as "4 · Why this answer · Convscope".

    Args:
        page: Its name in the catalogue `navigation`.
        state: What one finds it again by, short.
    """
    return t("tab.state", state=state, page=t(f"navigation.{page}"), name=t("page.name"))


def name_tab(page: str, state: str) -> None:
    """Has the browser's tab show a page's state; see `tab_title`."""
    st.set_page_config(page_title=tab_title(page, state))


def heading(title: str, promise: str, *terms: str) -> DeltaGenerator:
    """Shows a page's title and, beside it, the sentence that says what one can do there.

    Args:
        title: The title.
        promise: The sentence.
        terms: Words of the page that a newcomer may not know, as `ui.display.glossary` has them.

    Returns:
        The place at the end of that row, for what is done with the page as a whole.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="page_heading"):
        st.title(inline_markdown(title), anchor=False, width="content")
        st.caption(inline_markdown(promise), width="content")
        if terms:
            show_terms(*terms)
        return st.container(key="page_tools", width="content")
