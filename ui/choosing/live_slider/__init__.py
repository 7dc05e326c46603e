"""A slider that the page follows while its handle still moves.

`st.slider` sends its value on release only.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias, cast

import streamlit as st

from ui.choosing.address import newly_addressed, write_address
from ui.choosing.heard import hear
from ui.choosing.left_out import leave_out
from ui.choosing.told import told

_HERE = Path(__file__).parent
Ends: TypeAlias = tuple[float, float, float]
"""The smallest value of a slider, its largest, and the step between two."""

_NUMBER = re.compile(r"-?\d{1,8}(\.\d{1,8})?", re.ASCII)

_slider = st.components.v2.component(
    "convscope_live_slider",
    html='<div class="root"></div>',
    css=(_HERE / "live_slider.css").read_text("utf-8"),
    js=(_HERE / "live_slider.js").read_text("utf-8"),
)


def live_slider(
    label: str,
    least: int,
    most: int,
    default: int | None = None,
    *,
    key: str,
    width: int | None = None,
    hint: str = "",
) -> int:
    """Shows the slider for a whole number.

    Its value stands in the session under `key`, for anyone to set, and in the page's address. Where it is the
    default it moves with it, when that becomes another one. Where the ends close in on it, it comes back when they
    open again, unless it has been moved meanwhile.

    Args:
        label: What is chosen.
        least: The smallest value.
        most: The largest value; a larger one that is remembered or addressed becomes this.
        default: What the address need not say; `least` unless given.
        key: The name in the session and in the address.
        width: Pixels; its container's width unless given.
        hint: What the pointer is told; a slider that cannot be moved says why here.
    """
    return round(_slide(label, (least, most, 1), least if default is None else default, key, width, hint))


def live_decimal_slider(
    label: str,
    least: float,
    most: float,
    default: float,
    *,
    step: float,
    key: str,
    width: int | None = None,
    hint: str = "",
) -> float:
    """Shows the slider for a number that is a multiple of a step; see `live_slider`."""
    return _slide(label, (least, most, step), default, key, width, hint)


def _slide(label: str, ends: Ends, default: float, key: str, width: int | None, hint: str) -> float:
    state, shown = st.session_state, f"{key}_slider"
    text = newly_addressed(key, is_new_page=shown not in state)
    value = settle(cast(MutableMapping[str, Any], state), key, ends, default, text)
    if text and not _is_taken(text, value, ends[2]):
        leave_out(key, text)
    write_address(key, f"{value:g}", f"{default:g}")
    show_slider(
        label,
        ends,
        value,
        key=shown,
        take=lambda told: state.update({key: told}),
        width=width,
        hint=hint,
        name=key,
    )
    return value


def kept_under(key: str) -> tuple[str, ...]:
    """Returns the names under which a slider's value, its default and its ends' effect are kept."""
    return key, f"{key}_default", f"{key}_narrowed"


def settle(
    state: MutableMapping[str, Any], key: str, ends: Ends, default: float, addressed: str | None = None
) -> float:
    """Returns the value that a slider has between its ends as they are now, and keeps it.

    Args:
        state: Where it is kept: the session, or a copy of what that has under `kept_under`.
        key: The slider's.
        ends: The smallest value, the largest, and the step between two.
        default: See `live_slider`.
        addressed: What the address says, where that counts.
    """
    _, standard, narrowed = kept_under(key)
    if addressed is not None:
        wish = value = _within(ends, float(addressed) if _NUMBER.fullmatch(addressed) else default)
    else:
        wish, became = state.get(narrowed, (None, None))
        value = state.get(key, default)
        if wish is None or value != became:
            wish = value
        if wish == state.get(standard, default):
            wish = default
        value = _within(ends, wish)
    state[key], state[standard], state[narrowed] = value, default, (wish, value)
    return value


def slider_data(label: str, ends: Ends, value: float, hint: str) -> dict[str, Any]:
    """Returns what the browser is told of a slider."""
    least, most, step = ends
    return {"label": label, "least": least, "most": most, "step": step, "value": value, "hint": hint}


def _is_taken(text: str, value: float, step: float) -> bool:
    """Whether a slider stands where an address says."""
    return bool(_NUMBER.fullmatch(text)) and abs(float(text) - value) < step


def _within(ends: Ends, wish: float) -> float:
    """Returns the value of a slider that lies nearest to what is wished."""
    least, most, step = ends
    value = min(max(round(wish / step) * step, least), most)
    return int(value) if step == 1 else round(value, 6)


def show_slider(
    label: str,
    ends: Ends,
    value: float,
    *,
    key: str,
    take: Callable[[float], None],
    width: int | None = None,
    hint: str = "",
    name: str | None = None,
) -> None:
    """Shows the slider of a value that is kept elsewhere.

    Args:
        label: What is chosen.
        ends: The smallest value, the largest, and the step between two.
        value: Where the handle stands.
        key: The component's.
        take: Called with what the browser tells; it may lie outside the ends.
        width: Pixels; its container's width unless given.
        hint: What the pointer is told.
        name: What the page calls it where it goes ahead of its script (`ui.stepper.ahead`).
    """
    _slider(
        key=key,
        data={"name": name, **slider_data(label, ends, value, hint)},
        on_value_change=lambda: _take(key, take),
        width=width or "stretch",
    )


def _take(key: str, take: Callable[[float], None]) -> None:
    """Takes over what the browser tells, where it is a number; under a name, if the page has gone ahead of it."""
    value = told(key, "value")
    if isinstance(value, Mapping):
        hear(value.get("told"))
        value = value.get("value")
    if isinstance(value, int | float):
        take(value)
