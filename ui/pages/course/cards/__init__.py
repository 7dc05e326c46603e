"""The lessons as cards: what each is for, how far this browser's learner came, and the way into it.

What was answered is in the browser alone, so that the cards are drawn there.
"""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from cnn_core.lessons.lesson import Lesson
from cnn_core.settings import settings
from cnn_core.text import words
from ui.choosing.told import nothing, told
from ui.scripts import LESSONS_SHEET, loader

_HERE = Path(__file__).parent
_KEY = "course_cards"

_cards = st.components.v2.component(
    "convscope_lesson_cards",
    html='<div class="cards" data-root></div>',
    css=LESSONS_SHEET + (_HERE / "cards.css").read_text("utf-8"),
    js=loader("pages/course/cards/cards.js"),
)


def show_cards(lessons: Sequence[Lesson]) -> None:
    """Shows a card for each lesson."""
    _cards(
        key=_KEY,
        data={
            "lessons": [
                {
                    "name": lesson.name,
                    "title": lesson.title,
                    "goal": lesson.goal,
                    "minutes": lesson.minutes,
                    "steps": len(lesson.steps),
                    "questions": [step.name for step in lesson.questions],
                    "code": lesson.code,
                }
                for lesson in lessons
            ],
            "has_teacher": settings().teacher_key is not None,
            "words": words("course.cards"),
        },
        on_opened_change=nothing,
    )


def wanted_step() -> str | None:
    """Returns the step that was just asked for, as an address names it."""
    opened = told(_KEY, "opened")
    return opened if isinstance(opened, str) else None
