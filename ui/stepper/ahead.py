"""What a page shows ahead of its script, while a handle is held or when a number was typed.

Streamlit's way from a handle to a page costs two frames more than the arithmetic. So the browser asks a route of
the app's own, which has what the script last chose, moves a few of its numbers and packs what the same functions
make of them: it is what the script will send, to the byte. The script follows when the hand rests, and only it
writes the address. What a hand that holds a handle or writes a number is likely to do next is asked before it does
it. What a route cannot show, such as a handle that the page does not have yet, is left to the script at once.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ui.stepper.blob import pack
from ui.stepper.panel import Panel
from ui.stepper.place import Place, clipped, read_place, told_place

MOST_PAGES = 1000
"""How many open pages are remembered; each is a few kilobytes, its own picture included."""
_MOST_HANDLES = 16
_MOST_EDITS = 256


@dataclass(frozen=True, kw_only=True)
class CellEdit:
    """A number that was typed into a map.

    Attributes:
        map: `"input"` or `"kernel"`.
        row: Of the cell.
        column: Of the cell.
        index: Of the channel or filter that is shown.
        text: What was typed.
    """

    map: str
    row: int
    column: int
    index: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a hand has changed since the page's script has run.

    Attributes:
        handles: Where each that was moved stands, by its key.
        edits: What was typed, in its order.
    """

    handles: Mapping[str, float] = field(default_factory=dict)
    edits: Sequence[CellEdit] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """What the page will show.

    Attributes:
        panels: As the stepper is given them.
        notes: Likewise.
        printed: Likewise.
        sliders: What the browser is told of each handle, by its key.
        said: A term and what is said of it, beside the badge; None where there is no badge.
        address: What the page's address will say of the handles and of what was typed, by its names.
    """

    panels: Sequence[Panel]
    notes: Sequence[str] = ()
    printed: Mapping[str, str] = field(default_factory=dict)
    sliders: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    said: tuple[str, str] | None = None
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """How a page can go ahead of its script.

    Attributes:
        show: Returns what changes lead to; raises a `ConvscopeError` or an `OtherHandlesError` where the script is
            to show it. It is called in a thread of its own, without a session.
        handles: The keys of the handles that it follows.
        behind: Keys of what on the page only the script can bring up to date; it is dimmed meanwhile.
    """

    show: Callable[[Changes], Outlook]
    handles: Sequence[str]
    behind: Sequence[str] = ()


class _Pages:
    """How each open page goes ahead, by a name that nobody can guess. Shared by all sessions, hence the lock."""

    def __init__(self) -> None:
        self._shows: OrderedDict[str, Callable[[Changes], Outlook]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, page: str, show: Callable[[Changes], Outlook]) -> None:
        with self._lock:
            self._shows[page] = show
            self._shows.move_to_end(page)
            if len(self._shows) > MOST_PAGES:
                self._shows.popitem(last=False)

    def get(self, page: str) -> Callable[[Changes], Outlook] | None:
        return self._shows.get(page)


_pages = _Pages()


def remember(page: str, ahead: Ahead) -> None:
    """Keeps how a page goes ahead, under its name."""
    _pages.put(page, ahead.show)


def show_of(page: str) -> Callable[[Changes], Outlook] | None:
    """Returns how a page goes ahead, if it is remembered."""
    return _pages.get(page)


def pack_outlook(show: Callable[[Changes], Outlook], changes: Changes, place: Place) -> bytes:
    """Returns what changes lead to, packed as the stepper reads it.

    Args:
        show: See `Ahead`.
        changes: What was changed.
        place: What is looked at.
    """
    found = show(changes)
    more = {
        "place": told_place(clipped(place, found.panels)),
        "notes": list(found.notes),
        "printed": list(found.printed.items()),
        "sliders": found.sliders,
        "said": found.said,
        "address": found.address,
    }
    return pack(found.panels, more)


def read_changes(body: bytes) -> tuple[Changes, Place]:
    """Returns what a page says: what was changed, and what is looked at.

    Raises:
        ValueError: It says something else.
    """
    match json.loads(body):
        case {"handles": dict(handles), "edits": list(edits), "place": told} if place := read_place(told):
            if len(handles) <= _MOST_HANDLES and len(edits) <= _MOST_EDITS:
                moved = {str(key): _whole(value) for key, value in handles.items()}
                return Changes(handles=moved, edits=[_edit(each) for each in edits]), place
    raise ValueError


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1e6:
        return value
    raise ValueError


def _edit(told: Any) -> CellEdit:
    match told:
        case {"map": "input" | "kernel" as name, "row": row, "column": column, "index": index, "text": str(text)}:
            return CellEdit(map=name, row=_whole(row), column=_whole(column), index=_whole(index), text=text)
    raise ValueError
