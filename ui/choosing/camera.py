"""The camera, or why there is none."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_core.text import t
from ui.display.inline_text import inline_markdown


def photograph(
    label: str, *, key: str, width: int | None = None, on_change: Callable[[], None] | None = None
) -> UploadedFile | None:
    """Shows the camera and returns the photo; where the browser gives no camera to the page's address, says why.

    Args:
        label: What is wanted.
        key: Of the widget.
        width: Pixels; its container's width unless given.
        on_change: Called when a photo was taken or taken away, with that in `st.session_state[key]`.
    """
    address = st.context.url or ""
    if not is_trusted(address):
        parts = urlsplit(address)
        st.info(inline_markdown(t("camera.untrusted", address=f"{parts.scheme}://{parts.netloc}")))
        return None
    return st.camera_input(inline_markdown(label), key=key, width=width or "stretch", on_change=on_change)


def is_trusted(address: str) -> bool:
    """Whether browsers give a camera to pages of an address: by https, or of the reader's own machine.

    The W3C's "Secure Contexts" has the rule. Of an unknown address, which is empty, nothing can be said against it.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if not address or parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
