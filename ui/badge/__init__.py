"""The badge beside a result: the same computed by TensorFlow just now, and how far apart the two are.

The page's script only says what it shows. The badge asks for the comparison over a route of its own, once the page
has come to rest, so that neither a script nor a slider that is being moved ever waits for TensorFlow.
"""

import asyncio
import itertools
import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cnn_core.errors import ConvscopeError, SpecError
from cnn_core.models.comparison import Comparison
from cnn_core.text import t, words
from ui.clients import client_of
from ui.engine import engine

MOST_PAGES = 1000
"""How many open pages are remembered; each is a few kilobytes at most, its own picture included."""
SECONDS_TO_ANSWER = 20.0
ROUNDING = 1e-5
"""The largest difference that is taken for rounding, as a share of the largest number that there could be."""

_HERE = Path(__file__).parent

_badge = st.components.v2.component(
    "convscope_badge",
    html='<div class="line"><p class="lead"></p><p class="badge" role="status"></p></div>',
    css=(_HERE / "badge.css").read_text("utf-8"),
    js=(_HERE / "badge.js").read_text("utf-8"),
)


class Compared(Hashable, Protocol):
    """What a badge stands beside: a value, so that what is shown again is known again."""

    def why_not(self) -> str | None:
        """Returns why TensorFlow does not compute it; None where it does."""

    def ask(self, client: Hashable) -> tuple[Future[Comparison], float]:
        """Computes it, and asks the engine for the same.

        Args:
            client: Who waits for it.

        Returns:
            A future of the comparison, and what no number of it can exceed in size.
        """


@dataclass(frozen=True)
class _Shown:
    number: int
    what: Compared


class _Pages:
    """What each open page shows now, by a name that nobody can guess. Shared by all sessions, hence the lock."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, _Shown] = OrderedDict()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def put(self, page: str, what: Compared) -> int:
        """Says what a page shows, and returns a number for it: another one for each other value."""
        with self._lock:
            shown = self._shown.get(page)
            if shown is None or shown.what != what:
                shown = self._shown[page] = _Shown(next(self._numbers), what)
            self._shown.move_to_end(page)
            if len(self._shown) > MOST_PAGES:
                self._shown.popitem(last=False)
            return shown.number

    def get(self, page: str) -> _Shown | None:
        """Returns what a page shows, if it is remembered."""
        return self._shown.get(page)


_pages = _Pages()


def show_badge(what: Compared, *, lead: tuple[str, str], page: str, key: str) -> None:
    """Shows the badge of what was computed, in one line with what else is said of it.

    Both are one element, because each takes its time where a handle is followed.

    Args:
        what: What is compared.
        lead: A term and what is said of it.
        page: The page's name in the address.
        key: The widget's.
    """
    name = st.session_state.setdefault(f"badge_of_{key}", secrets.token_urlsafe(16))
    number = _pages.put(name, what)
    reason = what.why_not()
    _badge(
        key=key,
        data={
            "lead": lead,
            "page": page,
            "path": None if reason else f"comparison/{name}/{number}",
            "said": reason or "",
            "words": words("badge"),
        },
    )


def shown_by(name: str) -> Compared | None:
    """Returns what a page shows its badge beside, by the name that the page has here."""
    shown = _pages.get(name)
    return shown.what if shown else None


async def comparison(request: Request) -> Response:
    """Answers with what the badge says: `state` is "agrees", "differs", "cannot", "starting" or "failed".

    Status 404 says that the page shows something else by now.
    """
    shown = _pages.get(request.path_params["name"])
    if shown is None or shown.number != request.path_params["number"]:
        return Response(status_code=404)
    if engine().state == "starting":
        return _answer("starting", t("badge.states.starting"))
    try:
        asked, largest = await run_in_threadpool(shown.what.ask, client_of(request))
        compared = await asyncio.wait_for(asyncio.wrap_future(asked), SECONDS_TO_ANSWER)
    except SpecError as error:
        return _answer("cannot", str(error))
    except (ConvscopeError, TimeoutError):
        return _answer("failed", t("badge.states.failed"))
    state = "agrees" if compared.largest_difference <= ROUNDING * largest else "differs"
    difference = f"{compared.largest_difference:.2g}"
    return _answer(state, t(f"badge.states.{state}", version=compared.version, difference=difference))


def _answer(state: str, said: str) -> Response:
    return JSONResponse({"state": state, "said": said}, headers={"Cache-Control": "no-store"})


ROUTES = [Route("/comparison/{name}/{number:int}", comparison)]
