"""A text of somebody else's that is full of marks, and whether anything of it would be taken for one."""

import re

HOST = "evil.example"
FOREIGN = (
    f"![x](http://{HOST}/p.png) [y](http://{HOST}) <img src=http://{HOST}/q.png onerror=alert(1)> $x$ :red[a] "
    f":material/home: :smile: www.{HOST} me@{HOST} <b>b</b>"
)
"""A picture, a link, HTML, a formula, a colour, an icon, an emoji and addresses that become links by themselves."""

_INERT = re.compile(r"(?<!`)`[^`]+`(?!`)|\\[!-/:-@\[-`{-~]")  # code, and what a backslash stands before
_MARKS = (r"\[", r"\]\(", r"<\w", r"\$", r":\w+\[", r":material/", r":\w+:", r"://", r"www\.", r"\w@\w+\.")


def is_inert(markdown: str) -> bool:
    """Whether nothing in a text is taken for a link, picture, formula, colour, icon or HTML.

    Args:
        markdown: For Streamlit.
    """
    bare = _INERT.sub("", markdown)
    return not any(re.search(mark, bare) for mark in _MARKS)
