"""How a page asks the engine: it waits for an answer, or goes on and runs again once the answer is there."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import streamlit as st

from cnn_core.errors import ConvscopeError, EngineError
from cnn_core.text import t
from ui.display.inline_text import inline_markdown

SECONDS_TO_ANSWER = 60.0
SECONDS_BETWEEN_LOOKS = 0.3

T = TypeVar("T")


def await_answer(asked: "Future[T]") -> T:
    """Waits for an answer that takes less than a second from a warm engine.

    Args:
        asked: What the engine returned.

    Raises:
        ConvscopeError: The engine's refusal, or that no answer came in `SECONDS_TO_ANSWER`.
    """
    try:
        return asked.result(SECONDS_TO_ANSWER)
    except TimeoutError as error:
        raise EngineError(t("asking.late", seconds=round(SECONDS_TO_ANSWER))) from error


def answer_if_there(asked: "Future[T]", *, show: Callable[[], object], failed: str) -> T | None:
    """Returns an answer that takes longer, or None while it is awaited; once it is there, the page runs again.

    Args:
        asked: What the engine returned.
        show: Shows meanwhile, several times a second, what is waited for.
        failed: What is said of an error that nobody foresaw; a refusal is said in its own words.
    """
    if not asked.done():
        _wait(asked, show)
        return None
    if error := asked.exception():
        st.warning(inline_markdown(str(error) if isinstance(error, ConvscopeError) else failed))
        return None
    return asked.result()


def is_sound(asked: "Future[Any]") -> bool:
    """Whether a call has not failed, so that it can be kept for all who ask the same."""
    return not asked.done() or asked.exception() is None


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _wait(asked: "Future[Any]", show: Callable[[], object]) -> None:
    if asked.done():
        st.rerun()
    show()
