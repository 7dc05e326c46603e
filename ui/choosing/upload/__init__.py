"""A field for pictures that lets every file through to the library, whose sentence the page then shows.

Streamlit's own field refuses by a file's ending and by its size, in words of its own and without telling the page.
So endings are not given here, and a script in the browser tells of what is too large, before it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from cnn_core.settings import settings
from cnn_core.text import t
from ui.choosing.told import told
from ui.display.inline_text import inline_markdown
from ui.scripts import loader
from ui.serving import megabytes

_guard = st.components.v2.component(
    "convscope_upload_guard", html="<span data-root hidden></span>", js=loader("choosing/upload/guard.js")
)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What came of a field.

    Attributes:
        file: The file; None where there is none that can be read.
        refusal: Why the last file was not taken: it is larger than the settings allow; else empty.
        is_gone: Whether the browser still shows a file that the server has not any more, as after a restart.
    """

    file: UploadedFile | None = None
    refusal: str = ""
    is_gone: bool = False


def upload_picture(
    label: str, *, key: str, width: int | None = None, on_change: Callable[[], None] | None = None
) -> Upload:
    """Shows the field.

    Args:
        label: What is wanted; it names the kinds of pictures, as the field takes any file.
        key: Of the widget.
        width: Pixels; its container's width unless given.
        on_change: Called when a file came or was taken away, with that in `st.session_state[key]`.
    """
    state, most, refused = st.session_state, settings().picture_bytes, f"{key}_refused"

    def change() -> None:
        state.pop(refused, None)
        if on_change:
            on_change()

    def refuse() -> None:
        size = _size_of(told(f"{key}_guard", "too_large"))
        if size > most:
            state[refused] = t("images.too_many_bytes", came=size / 1e6, most=most / 1e6)

    with st.container(horizontal=True, gap=None, width=width or "stretch"):
        file = st.file_uploader(inline_markdown(label), key=key, max_upload_size=megabytes(most), on_change=change)
        _guard(key=f"{key}_guard", data={"most": most}, width="content", on_too_large_change=refuse)
    if refusal := state.get(refused):
        return Upload(refusal=refusal)
    return Upload(file=file, is_gone=is_gone(key))


def is_gone(key: str) -> bool:
    """Whether the widget with a key shows a file or a photo that the server has not any more."""
    return isinstance(st.session_state.get(key), DeletedFile)


def _size_of(file: Any) -> float:
    """Returns the bytes of the file that the browser told of, or 0."""
    match file:
        case {"size": int() | float() as size}:
            return float(size)
    return 0.0
