"""A slider for whole numbers that the page follows while its handle still moves.

`st.slider` sends its value on release only.
"""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from ui.address import newly_addressed, write_address

_HERE = Path(__file__).parent

_slider = st.components.v2.component(
    "convscope_live_slider",
    html='<div class="root"></div>',
    css=(_HERE / "live_slider.css").read_text("utf-8"),
    js=(_HERE / "live_slider.js").read_text("utf-8"),
)


def live_slider(
    label: str, least: int, most: int, default: int | None = None, *, key: str, width: int | None = None
) -> int:
    """Shows the slider. Its value stands in the session under `key`, for anyone to set, and in the page's address.

    Args:
        label: What is chosen.
        least: The smallest value.
        most: The largest value; a larger one that is remembered or addressed becomes this.
        default: What the address need not say; `least` unless given.
        key: The name in the session and in the address.
        width: Pixels; its container's width unless given.
    """
    state, shown = st.session_state, _shown(key)
    default = least if default is None else default
    text = newly_addressed(key, is_new_page=shown not in state)
    if text is not None:
        state[key] = int(text) if text.isdecimal() and len(text) < 9 else default
    value = state[key] = min(max(int(state.get(key, default)), least), most)
    write_address(key, str(value), str(default))
    _slider(
        key=shown,
        data={"label": label, "least": least, "most": most, "value": value},
        on_value_change=lambda: _take(key),
        width=width or "stretch",
    )
    return value


def _shown(key: str) -> str:
    return f"{key}_slider"


def _take(key: str) -> None:
    """Takes over what the browser tells, where it is a number."""
    told = st.session_state.get(_shown(key))
    value = told.get("value") if isinstance(told, Mapping) else None
    if isinstance(value, int):
        st.session_state[key] = value
