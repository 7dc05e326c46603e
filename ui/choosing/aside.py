"""What of a page's state does not stand in its address: a drawing that is too long, and photographs.

A short link can hold it. As long as the page shows what a link holds, the link's name stands in the address, so
that a reload and a step back find it there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from cnn_core.text import t
from ui.short_links import ADDRESS, short_links

_ASIDE = "aside"
_OPENED = "short_link"
_MOST_KEPT = 200_000
"""Bytes of one thing that a session keeps of a short link."""


@dataclass(frozen=True)
class Aside:
    """What does not stand in the address.

    Attributes:
        read: Returns it; None where it is gone.
        is_picture: Whether somebody brought it, so that no link holds it unless they say so.
    """

    read: Callable[[], bytes | None]
    is_picture: bool = False


@dataclass(frozen=True)
class _Opened:
    """What a session keeps of a link: what is large is read again each time, or sessions would fill the memory.

    Attributes:
        name: The link's.
        small: What it holds, but for what is large; None where it does not open.
        large: The names of what is large.
    """

    name: str
    small: Mapping[str, bytes] | None
    large: frozenset[str] = frozenset()


def hold_aside(key: str, read: Callable[[], bytes | None], *, is_picture: bool = False) -> None:
    """Keeps what a page shows and its address does not hold; a short link that holds something else is left.

    Args:
        key: Its name, as it would stand in the address.
        read: Returns it.
        is_picture: Whether somebody brought it.
    """
    came = held(key)
    if came is not None and came != read():
        leave_short_link()
    st.session_state.setdefault(_ASIDE, {})[key] = Aside(read, is_picture)


def take_from_aside(key: str) -> None:
    """Says that a page shows no such thing, or that its address holds it."""
    st.session_state.get(_ASIDE, {}).pop(key, None)


def asides() -> Mapping[str, Aside]:
    """Returns what the page shows and its address does not hold."""
    found: Mapping[str, Aside] = st.session_state.get(_ASIDE, {})
    return found


def forget_asides() -> None:
    """Begins a run of a page, which says anew what it shows."""
    st.session_state.pop(_ASIDE, None)


def held(key: str) -> bytes | None:
    """Returns what the short link in the address holds under a name; None where it holds nothing there."""
    opened = _opened()
    if opened is None or opened.small is None:
        return None
    if key not in opened.large:
        return opened.small.get(key)
    state = short_links().read(opened.name)
    return dict(state.held).get(key) if state else None


def is_link_gone() -> bool:
    """Whether the address names a short link that does not open."""
    opened = _opened()
    return opened is not None and opened.small is None


def leave_short_link() -> None:
    """Takes the short link out of the address: the page does not show any more what it holds."""
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]


def gone_sentence() -> str | None:
    """Returns what to say of a short link that does not open."""
    return t("take_along.link_gone") if is_link_gone() else None


def _opened() -> _Opened | None:
    name = st.query_params.get(ADDRESS)
    if name is None:
        return None
    opened: _Opened | None = st.session_state.get(_OPENED)
    if opened is None or opened.name != name:
        opened = st.session_state[_OPENED] = _read(name)
    return opened


def _read(name: str) -> _Opened:
    state = short_links().read(name)
    if state is None:
        return _Opened(name, None)
    small = {key: value for key, value in state.held if len(value) <= _MOST_KEPT}
    return _Opened(name, small, frozenset(key for key, _ in state.held if key not in small))
