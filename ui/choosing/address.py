"""A page's state in its address: read when the page opens and after a step back or forward, written by every run.

All that is chosen is plain session state under the name that it has in the address (`address_table.py` has all of
them). No widget is bound to the address: Streamlit would put the option's English label there.
"""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.choosing.address_table import EVERY_PAGE, KNOWN, PAGES, VERSION, VERSION_NAME
from ui.choosing.aside import held, hold_aside, leave_short_link, take_from_aside
from ui.choosing.left_out import forget_what_is_left_out, leave_out, leave_out_name, leave_out_of_later
from ui.choosing.old_words import LEFT_OUT

_PAGE = "address_page"
_WRITTEN = "address_written"
_FOREIGN = ("utm_", "fbclid", "gclid")  # what others' sites hang on a link that is pressed there


def open_address(page: str) -> None:
    """Judges the address of a page that opens, before anything is read from it; at other times does nothing.

    What the page does not know leaves the address, and the reader is told.

    Args:
        page: Its name, as `address_table.py` has it.
    """
    state = st.session_state
    if state.get(_PAGE) == page and not _is_step():
        return
    state[_PAGE], state[_WRITTEN] = page, {}
    forget_what_is_left_out()
    known = {**EVERY_PAGE, **PAGES.get(page, {})}
    is_later = _version() > VERSION
    if is_later:
        leave_out_of_later()
    for name in list(st.query_params):
        every = st.query_params.get_all(name)
        if name not in known:
            del st.query_params[name]
            if not name.startswith(_FOREIGN):
                leave_out_name(name)
        elif len(every) > 1:  # the last counts
            st.query_params[name] = every[-1]
            leave_out(name, every[0])
    if is_later:
        st.query_params[VERSION_NAME] = str(VERSION)
    elif VERSION_NAME not in st.query_params:
        _say_what_was_usual(page)
    _tidy_version()


def newly_addressed(key: str, *, is_new_page: bool) -> str | None:
    """Returns what the address says where that counts: on a page just opened, and after a step back or forward.

    On any other run the address may lag behind, because a browser that sends two changes in quick succession
    has not seen the first one's answer yet; the session is right then, as it is for Streamlit's own widgets.

    Args:
        key: The name in the address.
        is_new_page: Whether the page was not shown before this run. Silence of its address is no news.

    Returns:
        None where it does not count; the empty string where the default is due.

    Raises:
        LookupError: The table of names lacks the key.
    """
    came = _addressed(_known(key))
    if _is_step():
        return came or ""
    return came if is_new_page else None


def leave_what_is_empty() -> None:
    """Takes out of the address the names that say nothing: they were there to make a choice the default again.

    To be called when all of the page has read them.
    """
    for name in list(st.query_params):
        if not st.query_params[name]:
            del st.query_params[name]


def write_address(key: str, text: str, default: str) -> None:
    """Puts state into the address, or takes it out where it is the default.

    Raises:
        LookupError: The table of names lacks the key.
    """
    take_from_aside(key)
    came = st.query_params.get(_known(key))
    _note(key, text)
    if text == default:
        leave_address(key)
    elif text != came:
        st.query_params[key] = text
        _tidy_version()
    elif VERSION_NAME not in st.query_params:
        _tidy_version()


def leave_address(*keys: str) -> None:
    """Takes out of the address what has no effect on the page as it is; the session keeps it."""
    for key in keys:
        take_from_aside(key)
        _take_out(key)
        if held(key) is not None:
            leave_short_link()


def set_aside(key: str, read: Callable[[], bytes | None], *, is_picture: bool = False) -> None:
    """Says what a page shows and its address does not hold; a short link can.

    Args:
        key: Its name, as it would stand in the address.
        read: Returns it; None where it is gone.
        is_picture: Whether somebody brought it, so that no link holds it unless they say so.
    """
    _take_out(key)
    hold_aside(key, read, is_picture=is_picture)


def _addressed(key: str) -> str | None:
    """Returns what the address says, or the short link that it names."""
    came = st.query_params.get(key)
    if came is None and (kept := held(key)) is not None:
        came = kept.decode("utf-8", "replace")
    return came


def _take_out(key: str) -> None:
    if key in st.query_params:
        del st.query_params[key]
        _tidy_version()


def _known(key: str) -> str:
    if key not in KNOWN:
        raise LookupError(f"ui/choosing/address_table.py lacks {key!r}, so that it cannot stand in an address")
    return key


def _is_step() -> bool:
    """Whether this run follows a step back or forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _say_what_was_usual(page: str) -> None:
    """Puts into an address without a version the defaults of its time, where it says something of the same part."""
    params = st.query_params
    for name, text in LEFT_OUT.get(page, {}).items():
        part = name.partition("_")[0]
        if name not in params and any(other.startswith(f"{part}_") for other in params):
            params[name] = text


def _version() -> int:
    text = st.query_params.get(VERSION_NAME, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else VERSION


def _tidy_version() -> None:
    """Has the version stand before what is told, and alone nowhere."""
    params = st.query_params
    is_told = any(name not in EVERY_PAGE for name in params)
    if not is_told:
        if VERSION_NAME in params:
            del params[VERSION_NAME]
    elif params.get(VERSION_NAME) != str(VERSION):
        rest = {name: params.get_all(name) for name in params if name != VERSION_NAME}
        params.from_dict({VERSION_NAME: str(VERSION), **rest})


def _note(key: str, text: str) -> None:
    """Remembers what is written; where somebody has chosen something else since, what was left out is old news."""
    written: dict[str, str] = st.session_state.setdefault(_WRITTEN, {})
    if written.setdefault(key, text) != text:
        forget_what_is_left_out()
    written[key] = text
