"""Choices that are kept in the session and in the page's address, whether their widgets are shown or not.

Streamlit forgets what a widget holds while it is not shown, as in a closed popover, and puts an option's label into
the address. Here the session holds the option itself, and a widget is only its picture.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.choosing.address import leave_address, newly_addressed, set_aside, write_address
from ui.choosing.left_out import leave_out
from ui.choosing.old_words import option_of
from ui.display.inline_text import inline_markdown

_T = TypeVar("_T")

_SHOWN = "_shown"
_TURN = "@"
_CHARACTERS = 6  # of a page's name, which Streamlit makes; there are ten pages


def kept(
    key: str,
    default: _T,
    read: Callable[[str], _T],
    *,
    is_new_page: bool,
    is_used: bool = True,
    is_picture: bool = False,
    write: Callable[[_T], str] = str,
) -> _T:
    """Returns a choice, from the address where that is news and from the session otherwise.

    Args:
        key: Its name in the session and in the address.
        default: What the address need not say.
        read: Makes it of the address' text; a `ValueError` says that the text is nonsense, so that the default is
            due and the reader is told.
        is_new_page: Whether the page was not shown before this run.
        is_used: Whether it has an effect; the address does not hold what has none.
        is_picture: Whether somebody brought it. It is read from an address, as older links have it, and never
            written there; a short link can hold it.
        write: Makes a text of it.
    """
    state = st.session_state
    text = newly_addressed(key, is_new_page=is_new_page)
    if text is not None and (text or not is_picture):
        try:
            state[key] = read(text) if text else default
        except ValueError:
            state[key] = default
            leave_out(key, text)
    value: _T = state.setdefault(key, default)
    if is_used and is_picture and value != default:
        set_aside(key, write(value).encode, is_picture=True)
    elif is_used:
        write_address(key, write(value), write(default))
    else:
        leave_address(key)
    return value


def kept_option(
    key: str, options: Sequence[_T], *, is_new_page: bool, is_used: bool = True, default: _T | None = None
) -> _T:
    """Returns a kept choice of several options; the first is the default unless another is given.

    The address holds what `str` makes of an option.
    """
    written = {str(option): option for option in options}

    def read(text: str) -> _T:
        try:
            return written[option_of(key, text)]
        except KeyError as error:
            raise ValueError(text) from error

    usual = options[0] if default is None else default
    return kept(key, usual, read, is_new_page=is_new_page, is_used=is_used)


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


def segments(
    label: str,
    key: str,
    options: Sequence[_T],
    names: Callable[[_T], str] = str,
    *,
    default: _T | None = None,
    hint: str | None = None,
    is_labelled: bool = True,
) -> _T:
    """Shows a kept choice of several options as a row of buttons, and returns it.

    Args:
        label: What is chosen.
        key: Its name in the session and in the address, where `str` of the option stands.
        options: What there is.
        names: Of the options on their buttons.
        default: What the address need not say; the first option unless given.
        hint: What the pointer is told.
        is_labelled: Whether the label is to be seen.
    """
    value = kept_option(key, options, is_new_page=not is_shown(key), default=default)
    st.segmented_control(
        inline_markdown(label),
        options,
        required=True,
        format_func=lambda option: inline_markdown(names(option)),
        help=hint and inline_markdown(hint),
        label_visibility="visible" if is_labelled else "collapsed",
        **_picture(key),
    )
    return value


def select(
    label: str,
    key: str,
    options: Sequence[str],
    names: Callable[[str], str],
    *,
    width: int,
    hint: str | None = None,
    is_labelled: bool = True,
) -> None:
    """Shows a kept option as a list that opens; its label is for a screen reader alone where it is not labelled."""
    st.selectbox(
        inline_markdown(label),
        options,
        format_func=names,
        width=width,
        help=hint and inline_markdown(hint),
        label_visibility="visible" if is_labelled else "collapsed",
        **_picture(key),
    )


def switch(label: str, key: str, *, hint: str | None = None) -> None:
    """Shows a kept choice of yes and no."""
    st.toggle(inline_markdown(label), help=hint and inline_markdown(hint), **_picture(key))


def is_shown(key: str) -> bool:
    """Whether the widget of a kept choice was shown in the run before this one, and so its page."""
    return present_key(_shown(key)) in st.session_state


def pictured(name: str, value: object, take: Callable[[Any], None]) -> dict[str, Any]:
    """Makes a widget the picture of a value kept elsewhere, and returns the widget's `key` and `on_change`.

    A browser sends what all its widgets hold with whatever it tells. Of a value that was changed by other means
    than its widget, it sends the old one until it has seen the change, which would undo it. So such a change makes
    it another widget, and what is said of the one before counts no more.

    Args:
        name: What the widget's key begins with.
        value: What it shows.
        take: Called with what is chosen in it.
    """
    state = st.session_state
    if state.get(present_key(name), value) != value:
        state[_turn(name)] = state.get(_turn(name), 0) + 1
    key = present_key(name)
    state[key] = value

    def change() -> None:
        if state[key] is not None and key == present_key(name):
            take(state[key])

    return {"key": key, "on_change": change}


def present_key(name: str) -> str:
    """Returns the key of the widget that is the picture of a value at present."""
    turn = st.session_state.get(_turn(name), 0)
    return f"{name}{_TURN}{turn}" if turn else name


def is_picture(key: str) -> bool:
    """Whether an entry of the session belongs to the widget of a kept choice."""
    return _TURN in key or key.endswith(_SHOWN)


def _picture(key: str) -> dict[str, Any]:
    state = st.session_state
    return pictured(_shown(key), state[key], lambda value: state.update({key: value}))


def _shown(key: str) -> str:
    """Returns the key of the widget of a kept choice, which is another one on each page that shows it."""
    context = get_script_run_ctx()
    page = context.page_script_hash[:_CHARACTERS] if context else ""
    return f"{key}{_TURN}{page}{_SHOWN}"


def _turn(name: str) -> str:
    return f"{name}{_TURN}"
