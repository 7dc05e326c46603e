"""Sentences with words in bold or in code, as HTML and as Streamlit's Markdown, in which nothing else is marked.

A sentence may quote what an address, a file's name or a pasted text says, so what it is made of is never taken for
markup: no link, picture, formula, colour or icon comes of it. HTML is for what follows a handle, because
Streamlit's Markdown takes the browser some milliseconds at each change.
"""

import re
from html import escape

_MARKS = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
)
_BREAKS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]"
)  # controls, and what turns a text around
_MARKUP = re.compile(
    r"(?P<meant>(?<!`)`[^`]+`(?!`)|(?<!\*)\*\*(?!\*))"
    r"|(?P<escaped>[\\`*\[\]$~<]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|^[-+#>=])"
    r"|(?P<item>^\d+(?=[.)](?:\s|$)))"
    r"|(?P<parted>:(?=[\w+/-]*[:\[{]|//)|(?i:\bwww)(?=\.)|@(?=[\w-]+\.))"
)
_JOINER = "\N{WORD JOINER}"


def inline_html(text: str) -> str:
    """Returns a sentence with `**bold**` words and code between backticks as HTML; all else is shown as it is.

    Args:
        text: The sentence.
    """
    html = escape(text, quote=False)
    for mark, tag in _MARKS:
        html = mark.sub(tag, html)
    return html


def inline_markdown(text: object) -> str:
    """Returns a sentence, or an error's, as Streamlit's Markdown: one line, `**bold**` and code, all else as it is.

    Whatever Streamlit takes for Markdown and that is not a fixed sentence of a catalogue goes through here; a test
    holds every page to that. Backslashes do not keep Streamlit from icons, emoji and bare addresses, which it looks
    for when they are taken off already: what these begin with is parted from the rest by a character without width.

    Args:
        text: What is to be shown.
    """
    line = _UNSEEN.sub("", _BREAKS.sub(" ", str(text))).strip()
    return _MARKUP.sub(_literal, line)


def _literal(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "escaped":
            return f"\\{found[0]}"
        case "item":
            return f"{found[0]}\\"
        case "parted":
            return f"{found[0]}{_JOINER}"
    return found[0]
