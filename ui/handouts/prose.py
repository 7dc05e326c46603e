"""The Markdown of the course's texts as HTML: paragraphs, headings, lists, bold and slanted words, code, powers.

The texts are the project's own; what a Markdown of others may hold is not looked for, and is shown as it stands.
"""

import re

from ui.display.inline_text import inline_html

_SLANTED = re.compile(r"(?<![*\w])\*(?![*\s])([^*\n]+)(?<!\s)\*(?![*\w])")
_POWER = re.compile(r"\$(\w)\^(\w)\$")


def prose_html(text: str) -> str:
    """Returns a text as HTML.

    Args:
        text: In Markdown.
    """
    return "".join(map(_block, re.split(r"\n{2,}", text.strip())))


def _block(block: str) -> str:
    if block.startswith("### "):
        return f"<h3>{_inline(block[4:])}</h3>"
    if block.startswith("- "):
        items = "".join(f"<li>{_inline(line.removeprefix('- '))}</li>" for line in block.split("\n"))
        return f"<ul>{items}</ul>"
    return f"<p>{_inline(block)}</p>"


def _inline(line: str) -> str:
    html = inline_html(line)
    return _POWER.sub(r"<i>\1</i><sup>\2</sup>", _SLANTED.sub(r"<em>\1</em>", html))
