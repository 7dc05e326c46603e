"""What is looked at in the stepper, as it stands in the session and in the page's address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast, get_args

import streamlit as st

from ui.choosing.address import leave_address, newly_addressed, write_address
from ui.choosing.left_out import leave_out
from ui.stepper.panel import Misfit, Panel, ring_of

MapName: TypeAlias = Literal["output", "input", "kernel"]

_MOST_DIGITS = 5


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A cell that stays in view when the pointer goes.

    Attributes:
        map: The map that it lies in.
        row: From the top; below 0 in the padding of the input.
        column: From the left.
    """

    map: MapName
    row: int
    column: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is looked at.

    Attributes:
        pin: The pinned cell, if one is.
        filter: The output channel.
        channel: The channel of the image.
    """

    pin: Pin | None
    filter: int
    channel: int


def place_of(key: str, panels: Sequence[Panel], *, is_new_page: bool) -> Place:
    """Returns what is looked at, as far as the panels have it, and writes it into the address.

    Args:
        key: Of the stepper: `<key>_pin`, `<key>_filter` and `<key>_channel` are the names in session and address.
        panels: What is shown.
        is_new_page: Whether the page was not shown before this run.
    """
    state = st.session_state
    for name, read in (("pin", _read_pin), ("filter", _read_index), ("channel", _read_index)):
        text = newly_addressed(f"{key}_{name}", is_new_page=is_new_page)
        if text is not None:
            state[f"{key}_{name}"] = read(text) if text else None
            if text and state[f"{key}_{name}"] is None:
                leave_out(f"{key}_{name}", text)
    wish = Place(
        pin=state.get(f"{key}_pin"),
        filter=state.get(f"{key}_filter") or 0,
        channel=state.get(f"{key}_channel") or 0,
    )
    place = clipped(wish, panels)
    put_place(key, place)
    for name, text in addressed(key, place).items():
        write_address(name, text, "")
    return place


def addressed(key: str, place: Place) -> dict[str, str]:
    """Returns what the address says of a place, by its names; an empty text is the default.

    The browser says the same ahead of the script (`controls/told.js`).
    """
    indices = {"filter": place.filter, "channel": place.channel}
    return {
        f"{key}_pin": _written(place.pin),
        **{f"{key}_{name}": str(index) if index else "" for name, index in indices.items()},
    }


def leave_place(key: str) -> None:
    """Takes out of the address what is looked at in a stepper that is not shown."""
    leave_address(*(f"{key}_{name}" for name in ("pin", "filter", "channel")))


def clipped(place: Place, panels: Sequence[Panel]) -> Place:
    """Moves a place to the nearest that panels have."""
    filters, channels = _counts(panels)
    return Place(
        pin=_clipped(place.pin, panels),
        filter=min(place.filter, filters - 1),
        channel=min(place.channel, channels - 1),
    )


def told_place(place: Place) -> dict[str, Any]:
    """Returns a place as the browser is told it."""
    return {
        "pin": vars(place.pin) if place.pin else None,
        "filter": place.filter,
        "channel": place.channel,
    }


def put_place(key: str, place: Place) -> None:
    """Remembers what is looked at."""
    st.session_state.update(
        {f"{key}_pin": place.pin, f"{key}_filter": place.filter, f"{key}_channel": place.channel}
    )


def read_place(told: Any) -> Place | None:
    """Returns the place that the browser told, or None where it told something else."""
    match told:
        case {"pin": pin, "filter": int(filter), "channel": int(channel)} if min(filter, channel) >= 0:
            match pin:
                case {"map": str(name), "row": int(row), "column": int(column)} if name in get_args(MapName):
                    found = Pin(map=cast(MapName, name), row=row, column=column)
                    return Place(pin=found, filter=filter, channel=channel)
                case None:
                    return Place(pin=None, filter=filter, channel=channel)
    return None


def _counts(panels: Sequence[Panel]) -> tuple[int, int]:
    """Returns how many filters and channels there are to choose from."""
    filters = [1]
    for panel in panels:
        operation = panel.operation
        if not isinstance(operation, Misfit):
            filters.append(operation.output.shape[2])
        elif operation.kernel is not None:
            filters.append(operation.kernel.shape[3])
    return max(filters), max(panel.operation.image.shape[2] for panel in panels)


def _clipped(pin: Pin | None, panels: Sequence[Panel]) -> Pin | None:
    """Moves a pin to the nearest cell that a map has, if one of the panels has the map."""
    if pin is None:
        return None
    ranges = [cells for panel in panels if (cells := _cells(pin.map, panel)) is not None]
    if not ranges:
        return None
    rows = min(rows[0] for rows, _ in ranges), max(rows[1] for rows, _ in ranges)
    columns = min(columns[0] for _, columns in ranges), max(columns[1] for _, columns in ranges)
    return Pin(
        map=pin.map,
        row=min(max(pin.row, rows[0]), rows[1] - 1),
        column=min(max(pin.column, columns[0]), columns[1] - 1),
    )


def _cells(name: MapName, panel: Panel) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Returns the first and the next after the last row of a map, and the same of its columns."""
    operation = panel.operation
    if isinstance(operation, Misfit):
        return None
    if name == "output":
        rows, columns = operation.output.shape[:2]
        return (0, rows), (0, columns)
    if name == "kernel":
        rows, columns = operation.spec.kernel_size
        return (0, rows), (0, columns)
    (top, bottom), (left, right) = ring_of(operation)
    rows, columns = operation.image.shape[:2]
    return (-top, rows + bottom), (-left, columns + right)


def _written(pin: Pin | None) -> str:
    return f"{pin.map},{pin.row},{pin.column}" if pin else ""


def _read_pin(text: str) -> Pin | None:
    match text.split(","):
        case [name, row, column] if name in get_args(MapName):
            if (at_row := _index(row)) is not None and (at_column := _index(column)) is not None:
                return Pin(map=cast(MapName, name), row=at_row, column=at_column)
    return None


def _read_index(text: str) -> int | None:
    index = _index(text)
    return None if index is None or index < 0 else index


def _index(text: str) -> int | None:
    digits = text.removeprefix("-")
    is_index = digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS
    return int(text) if is_index else None
