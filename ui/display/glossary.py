"""The reader's words: what each means, and links to that where a page first uses it."""

from html import escape

import streamlit as st

from cnn_core.text import t, words

PAGE = "glossary"
"""The page's name in the address, beside every other page."""


def show_terms(*terms: str) -> None:
    """Shows words of a page as links to what they mean, which the pointer is told too.

    Args:
        terms: Their names in the catalogue.
    """
    names, said = words("glossary.names"), words("glossary.said")
    links = [f'<a href="{PAGE}#{term}" title="{escape(said[term])}">{escape(names[term])}</a>' for term in terms]
    st.html(f'<p class="terms">{escape(t("glossary.words"))} {" · ".join(links)}</p>', width="content")


def show_glossary() -> None:
    """Shows all words in the order of their names, each with its place for a link."""
    names, said = words("glossary.names"), words("glossary.said")
    entries = "".join(
        f'<div id="{term}"><dt>{escape(name)}</dt><dd>{escape(said[term])}</dd></div>'
        for term, name in sorted(names.items(), key=lambda item: item[1].casefold())
    )
    st.html(f'<dl class="glossary">{entries}</dl>')
