"""What a tour is, and how one is read from its file.

title = "Four stops"

[[stops]]
page = "explanation"          a page by its name in the address; "start" for the first
said = "Press channel 44."    one thing to do
state.why_target = "4"        what its address says, by the names of `ui/choosing/address_table.py`
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnn_core.errors import DataError
from cnn_core.settings import settings
from cnn_core.text import DEFAULT_LANGUAGE, language, t
from ui.choosing.address_table import PAGES

FIRST = "first"
"""The tour that a first visit is offered."""
MOST_BYTES = 64_000
MOST_STOPS = 40
MOST_CHARACTERS = 400
"""Of a stop's sentence."""

_NAME = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
_CONTENT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A stop of a tour.

    Attributes:
        page: Its page, as `address_table.PAGES` has it.
        said: What one can do there.
        state: What the page's address says; the rest of the page is as at first, but for the visitor's drawing.
    """

    page: str
    said: str
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tour:
    """A tour.

    Attributes:
        name: Of its file.
        title: What it is called.
        stops: In their order, one at least.
    """

    name: str
    title: str
    stops: tuple[Stop, ...]


def read_tour(name: str) -> Tour:
    """Reads a tour: the project's own in the reader's language, or one that lies beside the store.

    Args:
        name: Of its file, without the ending.

    Raises:
        DataError: There is none of that name, or it is not as it should be.
    """
    if not _NAME.fullmatch(name):
        raise DataError(t("tour.unknown", came=name[:40]))
    places = (
        _CONTENT / language.get() / "tours",
        _CONTENT / DEFAULT_LANGUAGE / "tours",
        settings().cache / "tours",
    )
    file = next((found for place in places if (found := place / f"{name}.toml").is_file()), None)
    if file is None:
        raise DataError(t("tour.unknown", came=name))
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ValueError(t("tour.too_long", most=MOST_BYTES))
        return tour_of(name, tomllib.loads(data.decode()))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(t("tour.wrong", name=name, reason=error)) from error


def tour_of(name: str, said: Mapping[str, Any]) -> Tour:
    """Returns the tour that a file describes.

    Raises:
        ValueError: It is not as it should be; the sentence says where.
    """
    stops = said.get("stops")
    if not isinstance(stops, list) or not 1 <= len(stops) <= MOST_STOPS:
        raise ValueError(t("tour.stops", most=MOST_STOPS))
    return Tour(
        name=name,
        title=_text(said.get("title"), "title"),
        stops=tuple(_stop(stop, number) for number, stop in enumerate(stops, start=1)),
    )


def _stop(said: Any, number: int) -> Stop:
    if not isinstance(said, dict) or said.get("page") not in PAGES:
        raise ValueError(t("tour.page", number=number, allowed=", ".join(PAGES)))
    page, state = said["page"], said.get("state", {})
    if not isinstance(state, dict):
        raise ValueError(t("tour.state", number=number, came=state, page=page))
    for name, value in state.items():
        if name not in PAGES[page] or not isinstance(value, str):
            raise ValueError(t("tour.state", number=number, came=name, page=page))
    return Stop(page=page, said=_text(said.get("said"), f"stops {number}: said"), state=state)


def _text(said: Any, where: str) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= MOST_CHARACTERS:
        raise ValueError(t("tour.text", where=where, most=MOST_CHARACTERS))
    return said
