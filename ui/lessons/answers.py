"""What the bar asks the server while a page is open, and what it is answered; no script of the page runs for it."""

import hmac
import json
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

from cnn_core.errors import ConvscopeError
from cnn_core.lessons.checks import Done
from cnn_core.lessons.lesson import Lesson, Step
from cnn_core.settings import settings
from ui.lessons.library import read_lesson

MOST_BYTES = 64_000
_MOST_NAMES = 200

Wish = Literal["check", "give_up", "teach"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the bar asks.

    Attributes:
        lesson: Its name.
        step: The step's name.
        wish: To have an answer judged, to be shown the right one, or to be shown it as a teacher.
        done: What the learner did.
        key: The teacher's key, where one was given.
    """

    lesson: str
    step: str
    wish: Wish
    done: Done
    key: str


def read_asked(body: bytes) -> Asked:
    """Reads what the bar asks.

    Raises:
        ValueError: It is something else.
    """
    match json.loads(body):
        case {
            "lesson": str(lesson),
            "step": str(step),
            "wish": ("check" | "give_up" | "teach") as wish,
            "typed": str(typed),
            "address": str(address),
            "key": str(key),
        }:
            state = dict(parse_qsl(address.removeprefix("?"), max_num_fields=_MOST_NAMES))
            return Asked(lesson=lesson, step=step, wish=wish, done=Done(typed=typed, state=state), key=key)
    raise ValueError


def answer_to(asked: Asked) -> dict[str, Any] | None:
    """Returns what the bar is answered; None where there is no such question.

    `verdict` is "right", "wrong", "unread" where nothing was answered yet, "shown", or "refused" where the
    teacher's key is another one.
    """
    step = _step(asked)
    if step is None or step.question is None:
        return None
    question = step.question
    if asked.wish == "teach" and not is_teacher(asked.key):
        return {"verdict": "refused", "said": "", "answer": ""}
    if asked.wish != "check":
        return {"verdict": "shown", "said": question.right, "answer": question.check.answer}
    verdict = question.check.judge(asked.done)
    is_right = verdict.kind == "right"
    return {
        "verdict": verdict.kind,
        "said": question.right if is_right else verdict.said,
        "answer": question.check.answer if is_right else "",
    }


def is_teacher(key: str) -> bool:
    """Whether a key is the teacher's; it never is where the settings have none."""
    own = settings().teacher_key
    return own is not None and hmac.compare_digest(own.encode(), key.encode("utf-8", "replace"))


def _step(asked: Asked) -> Step | None:
    try:
        lesson: Lesson = read_lesson(asked.lesson)
    except ConvscopeError:
        return None
    return next((step for step in lesson.steps if step.name == asked.step), None)
