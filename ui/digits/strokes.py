"""The drawing in a page's address: what a canvas has told, or what the address wants it to show.

`ui/scripts/strokes.js` packs strokes as a text and reads it. Here the text is only judged and carried: the browser
that draws it gives its pixels.
"""

import re
from typing import Any, NamedTuple

import streamlit as st

from cnn_core.text import t
from ui.choosing.address import leave_address, newly_addressed, set_aside, write_address
from ui.digits.hand import LabState, lab_state
from ui.display.inline_text import inline_markdown

KEY = "drawing"
MOST_CHARACTERS = 1500
"""Of a drawing in an address; a link may have 2,000 in all."""
MOST_HELD = 100_000
"""Of a drawing that a short link holds."""

_STROKE = r"[\w-]{5}(?:[A-Za-z0-9-]{2}|_[\w-]{4})*"
_STROKES = re.compile(rf"{_STROKE}(?:\.{_STROKE})*", re.ASCII)
_WISH = "drawing_wish"
_WISHES = "drawing_wishes"
_NOTICE = "drawing_notice"


class Wish(NamedTuple):
    """A drawing that a canvas is to show.

    Attributes:
        number: Of the wish, from 1; a canvas says which one it has followed last.
        strokes: The drawing, as `strokes.js` packs it; empty for an empty canvas.
    """

    number: int
    strokes: str


def follow_address(*, is_new_page: bool) -> None:
    """Takes the drawing that the address wants, where that is news; to be called before the canvas is shown.

    Args:
        is_new_page: Whether the page was not shown before this run.
    """
    came = newly_addressed(KEY, is_new_page=is_new_page)
    if came is None:
        return
    if came and not _is_drawing(came):
        st.session_state[_NOTICE] = t("digits_ui.no_drawing")
        return
    number = st.session_state[_WISHES] = st.session_state.get(_WISHES, 0) + 1
    st.session_state[_WISH] = Wish(number, came)


def wish_for(state: LabState) -> Wish | None:
    """Returns the drawing that a canvas is to show instead of its own; None where it has followed already.

    What was followed is forgotten: the canvas of the next page has what was drawn since.
    """
    wish: Wish | None = st.session_state.get(_WISH)
    if wish and wish.number == state.heard:
        del st.session_state[_WISH]
        return None
    return wish


def wanted_drawing(key: str) -> dict[str, Any] | None:
    """Returns what a canvas is told of the drawing that it is to show; None where it keeps its own.

    Args:
        key: Of the component that holds the canvas.
    """
    wish = wish_for(lab_state(key))
    return wish._asdict() if wish else None


def show_notice() -> None:
    """Says, once, that the address held no drawing where it should."""
    if notice := st.session_state.pop(_NOTICE, None):
        st.warning(inline_markdown(notice))


def write_strokes(state: LabState, *, is_used: bool) -> None:
    """Puts the drawing into the address, or aside where there is no room for it.

    Args:
        state: What the canvas has told.
        is_used: Whether the page shows the drawing.
    """
    wish = wish_for(state)
    strokes = wish.strokes if wish else state.strokes
    if not is_used or not _is_drawing(strokes):
        leave_address(KEY)
    elif len(strokes) <= MOST_CHARACTERS:
        write_address(KEY, strokes, "")
    else:
        set_aside(KEY, strokes.encode)


def _is_drawing(strokes: str) -> bool:
    return len(strokes) <= MOST_HELD and bool(_STROKES.fullmatch(strokes))
