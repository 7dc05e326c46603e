"""What an address held that cannot be shown: the reader is told, and the rest of it holds.

The sentences stand over the page until somebody chooses something, so that no run of the page's script, of which
there are several when a page opens, takes them away unread.
"""

from collections.abc import Collection
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn_core.text import t
from ui.display.inline_text import inline_markdown

_KEY = "address_left_out"
_MOST_NAMED = 4
_MOST_LETTERS = 40


class _LeftOut(NamedTuple):
    """What is not shown.

    Attributes:
        kind: Its sentence in the catalogue `left_out`.
        name: In the address; empty where the sentence names none.
        text: What stood there.
    """

    kind: str
    name: str = ""
    text: str = ""


def leave_out(name: str, text: str) -> None:
    """Notes that what stood behind a name makes no sense."""
    _add(_LeftOut("value", name, text))


def leave_out_name(name: str) -> None:
    """Notes that a page does not know a name."""
    _add(_LeftOut("name", name))


def leave_out_net(text: str) -> None:
    """Notes that a net is not kept here, as when it was deleted."""
    _add(_LeftOut("net", text=text))


def leave_out_moment(text: str) -> None:
    """Notes that a moment of a training is not kept here."""
    _add(_LeftOut("moment", text=text))


def leave_out_page(names: Collection[str]) -> None:
    """Notes that there is no page of the name that was asked for; Streamlit shows the start page instead.

    Args:
        names: Of the pages that there are, in the address.
    """
    context = get_script_run_ctx()
    name = context.pages_manager.intended_page_name if context else None
    if name and name not in names:
        _add(_LeftOut("page", name))


def leave_out_of_later() -> None:
    """Notes that the link was made by a later version of the app."""
    _add(_LeftOut("later"))


def forget_what_is_left_out() -> None:
    """Has nothing told any more."""
    st.session_state.pop(_KEY, None)


def show_what_is_left_out(place: DeltaGenerator) -> None:
    """Tells what was left out of the link, if anything was.

    Args:
        place: An empty one, over the page.
    """
    noted: dict[_LeftOut, None] = st.session_state.get(_KEY, {})
    if noted:
        kinds = dict.fromkeys(each.kind for each in noted)
        said = [_sentence(kind, [each for each in noted if each.kind == kind]) for kind in kinds]
        rest = [] if kinds.keys() == {"page"} else [t("left_out.rest")]
        place.info(inline_markdown(" ".join([*said, *rest])))


def _add(left: _LeftOut) -> None:
    st.session_state.setdefault(_KEY, {})[left] = None


def _sentence(kind: str, left: list[_LeftOut]) -> str:
    named = ", ".join(f"`{_short(each.name or each.text)}`" for each in left[:_MOST_NAMED])
    more = len(left) - _MOST_NAMED
    return t(f"left_out.{kind}", named=t("left_out.more", named=named, count=more) if more > 0 else named)


def _short(text: str) -> str:
    kept = "".join(letter for letter in text if letter.isprintable() and letter != "`")
    return kept if len(kept) <= _MOST_LETTERS else f"{kept[:_MOST_LETTERS]}…"
