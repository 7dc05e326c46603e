"""The picture that a digit was made of, in a short link: no address holds it."""

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.choosing.address import leave_address, set_aside
from ui.choosing.aside import held
from ui.digits.chosen import Brought


def offer(page: str, read: Callable[[], Brought | None]) -> None:
    """Says that a page shows a picture that somebody brought.

    Args:
        page: What the names of the page's choices begin with.
        read: Returns the picture; None where it is gone. It is not kept here, since uploads have a budget.
    """

    def packed() -> bytes | None:
        brought = read()
        return _packed(brought) if brought else None

    set_aside(_key(page), packed, is_picture=True)


def came(page: str) -> Brought | None:
    """Returns the picture that the address' short link holds, which then is what the page shows."""
    packed = held(_key(page))
    if packed is None:
        return None
    set_aside(_key(page), lambda: held(_key(page)), is_picture=True)
    name, _, data = packed.partition(b"\n")
    return Brought(data, name.decode("utf-8", "replace"))


def leave(page: str) -> None:
    """Says that a page shows no picture that somebody brought."""
    leave_address(_key(page))


def file_of(widget: str) -> Brought | None:
    """Returns the file that a field holds.

    Args:
        widget: The field's key.
    """
    file = st.session_state.get(widget)
    return Brought(file.getvalue(), file.name) if isinstance(file, UploadedFile) else None


def _packed(brought: Brought) -> bytes:
    return brought.name.replace("\n", " ").encode() + b"\n" + brought.data


def _key(page: str) -> str:
    return f"{page}_picture"
