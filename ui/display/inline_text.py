"""Sentences with words in bold or in code as HTML.

For what follows a handle: Streamlit's Markdown takes the browser some milliseconds at each change.
"""

import re
from html import escape

_MARKS = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
)


def inline_html(text: str) -> str:
    """Returns a sentence with `**bold**` words and code between backticks as HTML; all else is shown as it is."""
    html = escape(text, quote=False)
    for mark, tag in _MARKS:
        html = mark.sub(tag, html)
    return html
