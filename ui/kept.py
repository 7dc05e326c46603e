"""Choices that are kept in the session and in the page's address, whether their widgets are shown or not.

Streamlit forgets what a widget holds while it is not shown, as in a closed popover, and puts an option's label into
the address. Here the session holds the option itself, and a widget is only its picture.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from ui.address import leave_address, newly_addressed, write_address

_T = TypeVar("_T")


def kept(
    key: str,
    default: _T,
    read: Callable[[str], _T],
    *,
    is_new_page: bool,
    is_used: bool = True,
    write: Callable[[_T], str] = str,
) -> _T:
    """Returns a choice, from the address where that is news and from the session otherwise.

    Args:
        key: Its name in the session and in the address.
        default: What the address need not say.
        read: Makes it of the address' text; a `ValueError` says that the text is nonsense, and the default is due.
        is_new_page: Whether the page was not shown before this run.
        is_used: Whether it has an effect; the address does not hold what has none.
        write: Makes a text of it.
    """
    state = st.session_state
    text = newly_addressed(key, is_new_page=is_new_page)
    if text is not None:
        try:
            state[key] = read(text) if text else default
        except ValueError:
            state[key] = default
    value: _T = state.setdefault(key, default)
    if is_used:
        write_address(key, write(value), write(default))
    else:
        leave_address(key)
    return value


def kept_option(key: str, options: Sequence[str], *, is_new_page: bool, is_used: bool = True) -> str:
    """Returns a kept choice of several options; the first is the default."""
    return kept(
        key, options[0], lambda text: options[options.index(text)], is_new_page=is_new_page, is_used=is_used
    )


def kept_switch(key: str, *, is_new_page: bool, is_used: bool = True) -> bool:
    """Returns a kept choice of yes and no; no is the default."""
    options = ("no", "yes")
    return kept(
        key,
        False,
        lambda text: bool(options.index(text)),
        is_new_page=is_new_page,
        is_used=is_used,
        write=lambda is_on: options[is_on],
    )


def select(
    label: str,
    key: str,
    options: Sequence[str],
    names: Callable[[str], str],
    *,
    width: int,
    hint: str | None = None,
) -> None:
    """Shows a kept option as a list that opens."""
    shown = _mirror(key)
    st.selectbox(label, options, format_func=names, key=shown, on_change=_take, args=(key,), width=width, help=hint)


def switch(label: str, key: str, *, hint: str | None = None) -> None:
    """Shows a kept choice of yes and no."""
    st.toggle(label, key=_mirror(key), on_change=_take, args=(key,), help=hint)


def is_shown(key: str) -> bool:
    """Whether the widget of a kept choice was shown in the run before this one, and so its page."""
    return _shown(key) in st.session_state


def _shown(key: str) -> str:
    return f"{key}_shown"


def _mirror(key: str) -> str:
    """Gives a choice's widget the value that is kept, and returns the widget's key."""
    shown = _shown(key)
    st.session_state[shown] = st.session_state[key]
    return shown


def _take(key: str) -> None:
    value = st.session_state[_shown(key)]
    if value is not None:
        st.session_state[key] = value
