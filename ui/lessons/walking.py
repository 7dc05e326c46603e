"""Where the visitor is in a lesson: in the session, so that it survives a change of pages, and in the address."""

from dataclasses import dataclass, replace
from typing import NoReturn

import streamlit as st

from cnn_core.errors import DataError
from cnn_core.lessons.lesson import Lesson, State, Step
from cnn_core.text import t
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.address_table import PAGES
from ui.display.inline_text import inline_markdown
from ui.lessons.bar import pressed, show_bar
from ui.lessons.library import TOUR, following, read_lesson

ADDRESS = "tour"
"""The name in the address."""
OPENER = "tour"
"""The page that opens a step."""
KEPT = ("drawing", "digit_left_out")
"""What a step leaves as the visitor has it, unless it says otherwise."""

_STATE = "lesson_place"
_PAGE = "lesson_page"
_SEEN = "seen"


@dataclass(frozen=True)
class Place:
    """Where a visitor is.

    Attributes:
        lesson: In which lesson.
        number: At which of its steps, from 1.
        is_seen: Whether the page shows the answer to the step's question.
    """

    lesson: Lesson
    number: int
    is_seen: bool = False

    @property
    def text(self) -> str:
        """Its form in the address."""
        return f"{self.lesson.name}.{self.number}{f'.{_SEEN}' if self.is_seen else ''}"

    @property
    def step(self) -> Step:
        """The step."""
        return self.lesson.steps[self.number - 1]

    @property
    def state(self) -> State:
        """What the page's address says there."""
        return self.step.seen if self.is_seen and self.step.seen is not None else self.step.state


def walk(page: str) -> None:
    """Shows the bar where the visitor is in a lesson, and does what was pressed there.

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
    if place and (way := pressed()):
        _go_on(place, way)
        place = None
    state[_STATE] = place.text if place else None
    write_address(ADDRESS, place.text if place else "", "")
    if place:
        show_bar(place.lesson, place.number, is_there=place.step.page == page, is_seen=place.is_seen)


def open_step() -> NoReturn:
    """Opens the step that the opener's address names: the first of the tour where it names none.

    Raises:
        DataError: There is no such lesson or step.
    """
    place = place_of(st.query_params.get(ADDRESS) or TOUR)
    st.session_state[_STATE] = place.text
    _open(place.step.page, {**place.state, ADDRESS: place.text})


def place_of(text: str) -> Place:
    """Returns the place that an address names, such as `"first.2"`, or `"first"` for its first step.

    Raises:
        DataError: There is no such lesson or step.
    """
    name, _, rest = text.partition(".")
    number, _, seen = rest.partition(".")
    lesson = read_lesson(name)
    if (number and number not in map(str, range(1, len(lesson.steps) + 1))) or seen not in ("", _SEEN):
        raise DataError(t("lesson.no_step", came=rest[:40], most=len(lesson.steps)))
    return Place(lesson, int(number or 1), is_seen=bool(seen))


def _go_on(place: Place, way: str) -> None:
    """Goes where a button of the bar leads to; there is nothing to do for the end, and for what is none."""
    lesson, number = place.lesson, place.number
    match way.partition("."):
        case ("exit", _, index) if index in map(str, range(len(lesson.exits))):
            exit_ = lesson.exits[int(index)]
            st.session_state[_STATE] = None
            _open(exit_.page, exit_.state)
        case ("following", _, _) if coming := following(lesson.name):
            _go(Place(coming, 1))
        case ("course", _, _):
            st.session_state[_STATE] = None
            st.switch_page("course.py")
        case ("see", _, _):
            _go(replace(place, is_seen=True))
        case ("here", _, _):
            _go(place)
        case ("next", _, _) if number < len(lesson.steps):
            _go(Place(lesson, number + 1))
        case ("back", _, _) if number > 1:
            _go(Place(lesson, number - 1))


def _go(place: Place) -> NoReturn:
    st.switch_page(f"{OPENER}.py", query_params={ADDRESS: place.text})


def _open(page: str, state: State) -> NoReturn:
    # An empty value is the default: whatever was chosen there before, the page is as the lesson's author saw it.
    as_at_first = {name: "" for name in PAGES[page] if name not in KEPT}
    st.switch_page(f"{page}.py", query_params={**as_at_first, **state})
