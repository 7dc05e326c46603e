"""Pictures that were dropped on a canvas or pasted, from when they come until the page's script reads them.

They come by a route (`ui/routes/pictures.py`) and not in a page's state: Streamlit sends all of that again with
every change, and a socket's messages could not be kept small. The page's state has the name that a picture got.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from cnn_core.settings import settings

MOST_KEPT = 40_000_000
"""Bytes of all that are kept, or one picture of the largest that the settings allow."""
MOST_OF_AN_OWNER = 2


@dataclass(frozen=True)
class _Kept:
    owner: str
    data: bytes


class Dropped:
    """The pictures that are kept, the newest of all persons. Shared by all sessions, hence the lock.

    Args:
        most: Bytes of all together.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, data: bytes, owner: str) -> str:
        """Keeps a picture, forgets the oldest where there is no room, and returns a name that nobody can guess.

        Args:
            data: The file.
            owner: Whose browser it came from, which has room for two.
        """
        name = secrets.token_urlsafe(16)
        with self._lock:
            own = [other for other, kept in self._kept.items() if kept.owner == owner]
            for other in own[: max(0, len(own) + 1 - MOST_OF_AN_OWNER)]:
                del self._kept[other]
            self._kept[name] = _Kept(owner, data)
            while sum(len(kept.data) for kept in self._kept.values()) > self._most and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return name

    def get(self, name: str) -> bytes | None:
        """Returns a picture; None where it is forgotten."""
        with self._lock:
            kept = self._kept.get(name)
        return kept.data if kept else None


@lru_cache(maxsize=1)
def dropped() -> Dropped:
    """Returns those of this server."""
    return Dropped(max(MOST_KEPT, settings().picture_bytes))
