"""The tour's bar at the window's lower edge: what to do at this stop, and the way to the next."""

from pathlib import Path

import streamlit as st

from cnn_core.text import t
from ui.choosing.told import nothing, told
from ui.scripts import loader
from ui.tour.reading import Tour

_HERE = Path(__file__).parent
_KEY = "tour_bar"

_bar = st.components.v2.component(
    "convscope_tour",
    html='<div class="tour" data-root></div>',
    css=(_HERE / "bar.css").read_text("utf-8"),
    js=loader("tour/bar/bar.js"),
)


def show_bar(tour: Tour, number: int, *, is_there: bool) -> None:
    """Shows the component.

    Args:
        tour: The tour.
        number: Of the stop, from 1.
        is_there: Whether the visitor is on the stop's page.
    """
    count = len(tour.stops)
    is_last = is_there and number == count
    ways = [
        *(["back"] if is_there and number > 1 else []),
        *(["here"] if not is_there else ["next"] if not is_last else []),
        "end",
    ]
    names = ["done" if way == "end" and is_last else way for way in ways]
    data = {
        "title": tour.title,
        "place": t("tour.place", number=number, count=count),
        "said": tour.stops[number - 1].said if is_there else t("tour.strayed"),
        "ways": [[way, t(f"tour.{name}")] for way, name in zip(ways, names, strict=True)],
    }
    st.html(_HERE / "room.css")
    _bar(key=_KEY, data=data, on_pressed_change=nothing)


def pressed() -> object:
    """Returns what was just pressed: "next", "back", "here" or "end"; None where nothing was."""
    return told(_KEY, "pressed")
