"""What the bar asks the server while a page is open, and what it is answered; no script of the page runs for it."""

import asyncio
import hmac
import json
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import parse_qsl

from cnn_core.errors import ConvscopeError, EngineError
from cnn_core.lessons.checks import Done
from cnn_core.lessons.lesson import Lesson, Step
from cnn_core.settings import settings
from cnn_core.text import t
from ui.lessons.library import read_lesson
from ui.lessons.net_answers import ask_of, net_answer, shown_digit

MOST_BYTES = 64_000
SECONDS_TO_ANSWER = 60.0
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
        drawing: The bitmap of the canvas as base64, where a net is to be asked and something is drawn.
    """

    lesson: str
    step: str
    wish: Wish
    done: Done
    key: str
    drawing: str = ""


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
            "drawing": str(drawing),
        }:
            state = dict(parse_qsl(address.removeprefix("?"), max_num_fields=_MOST_NAMES))
            done = Done(typed=typed, state=state)
            return Asked(lesson=lesson, step=step, wish=wish, done=done, key=key, drawing=drawing)
    raise ValueError


async def answer_for(client: Hashable, asked: Asked) -> dict[str, Any] | None:
    """Returns what the bar is answered, as `answer_to` does; where the question needs that, a net is asked first.

    Args:
        client: Whose turn it is.
        asked: What the bar asks.
    """
    try:
        return answer_to(await _with_net_answer(client, asked))
    except ConvscopeError as error:  # the engine's refusal, or a page without a digit that can be asked about
        return {"verdict": "unread", "said": str(error), "answer": ""}


async def _with_net_answer(client: Hashable, asked: Asked) -> Asked:
    step = _step(asked)
    if asked.wish != "check" or step is None or step.question is None or not step.question.check.asks_net:
        return asked
    digit = shown_digit(step.page, asked.done.state, asked.drawing)
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            frame = await asyncio.wrap_future(ask_of(digit, client=client))
    except TimeoutError as error:
        raise EngineError(t("asking.late", seconds=round(SECONDS_TO_ANSWER))) from error
    return replace(asked, done=replace(asked.done, answered=net_answer(digit, frame)))


def answer_to(asked: Asked) -> dict[str, Any] | None:
    """Returns what the bar is answered; None where there is no such question.

    `verdict` is "right", "wrong", "unread" where nothing was answered yet, "begun" where the page may be on its way
    to the right state, "shown", or "refused" where the teacher's key is another one.
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
