"""The bar at the window's lower edge: what to do at this step, what is asked, and the way to the next."""

from pathlib import Path

import streamlit as st

from cnn_core.lessons.lesson import Lesson
from cnn_core.text import t, words
from ui.choosing.told import nothing, told
from ui.lessons.library import TOUR, following
from ui.scripts import LESSONS_SHEET, loader

_HERE = Path(__file__).parent
_KEY = "lesson_bar"

_bar = st.components.v2.component(
    "convscope_lesson",
    html='<div class="bar" data-root></div>',
    css=LESSONS_SHEET + (_HERE / "bar.css").read_text("utf-8"),
    js=loader("lessons/bar/bar.js"),
)


def show_bar(lesson: Lesson, number: int, *, is_there: bool, is_seen: bool = False) -> None:
    """Shows the component.

    Args:
        lesson: The lesson.
        number: Of the step, from 1.
        is_there: Whether the visitor is on the step's page.
        is_seen: Whether the page shows the answer.
    """
    step = lesson.steps[number - 1]
    question = step.question if is_there else None
    data = {
        "lesson": lesson.name,
        "title": lesson.title,
        "is_tour": lesson.name == TOUR,
        "is_seen": is_seen,
        "number": number,
        "count": len(lesson.steps),
        "said": step.said if is_there else t("lesson.strayed"),
        "ways": [[way, said] for way, said in _ways(lesson, number, is_there=is_there).items()],
        "question": question
        and {
            "step": step.name,
            "asked": question.asked,
            "is_typed": question.check.is_typed,
            "asks_net": question.check.asks_net,
            "can_be_seen": step.seen is not None and not is_seen,
        },
        "words": words("lesson.script"),
    }
    st.html(_HERE / "room.css")
    _bar(key=_KEY, data=data, on_pressed_change=nothing)


def pressed() -> str | None:
    """Returns the way that was just pressed, as `show_bar` gave it, or "see" and "end"; None where none was."""
    way = told(_KEY, "pressed")
    return way if isinstance(way, str) else None


def _ways(lesson: Lesson, number: int, *, is_there: bool) -> dict[str, str]:
    """Returns the ways from a step with what their buttons say."""
    is_last = is_there and number == len(lesson.steps)
    ways = {}
    if not is_there:
        ways["here"] = t("lesson.ways.here")
    else:
        if number > 1:
            ways["back"] = t("lesson.ways.back")
        if not is_last:
            ways["next"] = t("lesson.ways.next")
        else:
            if lesson.questions and (coming := following(lesson.name)):
                ways["following"] = t("lesson.ways.following", title=coming.title)
            ways |= {f"exit.{index}": exit_.said for index, exit_ in enumerate(lesson.exits)}
    if is_last and lesson.questions:
        return {**ways, "course": t("lesson.ways.course")}
    ends = "done" if is_last and not lesson.exits else "leave" if lesson.questions else "end"
    return {**ways, "end": t(f"lesson.ways.{ends}")}
