"""Where the visitor is on a tour: in the session, so that it survives a change of pages, and in the address."""

from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from cnn_core.errors import DataError
from cnn_core.text import t
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.address_table import PAGES
from ui.display.inline_text import inline_markdown
from ui.tour.bar import pressed, show_bar
from ui.tour.reading import FIRST, Tour, read_tour

ADDRESS = "tour"
"""The name in the address."""
OPENER = "tour"
"""The page that opens a stop."""
KEPT = ("drawing", "digit_left_out")
"""What a stop leaves as the visitor has it, unless it says otherwise."""

_STATE = "tour_place"
_PAGE = "tour_page"


@dataclass(frozen=True)
class Place:
    """Where a visitor is.

    Attributes:
        tour: On which tour.
        number: At which of its stops, from 1.
    """

    tour: Tour
    number: int

    @property
    def text(self) -> str:
        """Its form in the address."""
        return f"{self.tour.name}.{self.number}"


def walk(page: str) -> None:
    """Shows the tour's bar where the visitor is on one, and does what was pressed there.

    For every page but the opener.

    Args:
        page: The page that is open, as `address_table.PAGES` has it.
    """
    state = st.session_state
    came = newly_addressed(ADDRESS, is_new_page=state.get(_PAGE) != page)
    state[_PAGE] = page
    if came is not None:
        state[_STATE] = came
    try:
        place = place_of(state[_STATE]) if state.get(_STATE) else None
    except DataError as error:
        st.warning(inline_markdown(error))
        place = None
    match pressed():
        case "end":
            place = None
        case "next" | "back" | "here" as way if place:
            number = place.number + {"next": 1, "back": -1, "here": 0}[way]
            if 1 <= number <= len(place.tour.stops):
                _go(Place(place.tour, number))
            place = None
    state[_STATE] = place.text if place else None
    write_address(ADDRESS, place.text if place else "", "")
    if place:
        show_bar(place.tour, place.number, is_there=place.tour.stops[place.number - 1].page == page)


def open_stop() -> NoReturn:
    """Opens the stop that the opener's address names: the first of the first tour where it names none.

    Raises:
        DataError: There is no such tour or stop.
    """
    place = place_of(st.query_params.get(ADDRESS) or FIRST)
    stop = place.tour.stops[place.number - 1]
    st.session_state[_STATE] = place.text
    # An empty value is the default: whatever was chosen there before, the stop is as its author saw it.
    as_at_first = {name: "" for name in PAGES[stop.page] if name not in KEPT}
    st.switch_page(f"{stop.page}.py", query_params={**as_at_first, **stop.state, ADDRESS: place.text})


def place_of(text: str) -> Place:
    """Returns the place that an address names, such as `"first.2"`, or `"first"` for its first stop.

    Raises:
        DataError: There is no such tour or stop.
    """
    name, _, number = text.partition(".")
    tour = read_tour(name)
    if number and number not in map(str, range(1, len(tour.stops) + 1)):
        raise DataError(t("tour.no_stop", came=number[:40], most=len(tour.stops)))
    return Place(tour, int(number or 1))


def _go(place: Place) -> None:
    st.switch_page(f"{OPENER}.py", query_params={ADDRESS: place.text})
