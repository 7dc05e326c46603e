"""What is known of a layer's channels over all ten thousand digits: searched once, in the background."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from threading import Thread
from typing import Any

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.explain import LayerProfile, layer_profile
from cnn_core.nets.course import TrainingSpec
from cnn_core.text import t
from ui.asking import answer_if_there, is_sound
from ui.clients import this_client
from ui.display.inline_text import inline_markdown
from ui.engine import engine

SECONDS_TO_SAY = 1.0  # from here on the time that is left can be told

_log = logging.getLogger(__name__)


@dataclass(eq=False, kw_only=True)
class _Search:
    """A search that is under way or through; everybody who asks for its layer shares it."""

    found: "Future[LayerProfile]" = field(default_factory=Future)
    share: float = 0.0
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float | None:
        passed = time.monotonic() - self.started
        return passed * (1 - self.share) / self.share if self.share and passed > SECONDS_TO_SAY else None

    def show(self) -> None:
        """Shows how far it is."""
        left = self.seconds_left
        name = "searching" if left is None else "searching_left"
        st.progress(
            min(self.share, 1.0), inline_markdown(t(f"why_channel.{name}", seconds=max(1, round(left or 0))))
        )


def searched_layer(net: TrainingSpec, layer: str) -> LayerProfile | None:
    """Returns what is known of a layer's channels; None while it is searched for, which the page then shows.

    Once it is found, the page runs again. A refusal is said in place.

    Args:
        net: The net, trained.
        layer: Its name.
    """
    search = _search(net, layer)
    return answer_if_there(search.found, show=search.show, failed=t("why_channel.failed"))


@st.cache_resource(max_entries=64, show_spinner=False, validate=lambda search: is_sound(search.found))
def _search(net: TrainingSpec, layer: str) -> _Search:
    search = _Search()
    ask = partial(engine().ask_for, this_client())  # the thread itself is nobody's
    Thread(target=_run, args=(search, net, layer, ask), name=f"search-{layer}", daemon=True).start()
    return search


def _run(search: _Search, net: TrainingSpec, layer: str, ask: Callable[..., "Future[Any]"]) -> None:
    def report(share: float) -> None:
        search.share = share

    try:
        search.found.set_result(layer_profile(net, layer, on_progress=report, ask=ask))
    except Exception as error:
        if not isinstance(error, ConvscopeError):
            _log.exception("search of %s failed", layer)
        search.found.set_exception(error)
