"""This server's short links: a state of a page under `/s/` and six characters."""

import threading
import time
from collections.abc import Callable
from functools import lru_cache

from cnn_core.errors import StoreError
from cnn_core.settings import settings
from cnn_core.store.links import Links
from cnn_core.text import t

PATH = "s"
"""What stands before a link's name in its own address."""
ADDRESS = "s"
"""What holds its name in a page's address, while the page shows something that only the link holds."""
MOST_AN_HOUR = 300
"""Links that are made from one address."""
_HOUR = 3600.0


@lru_cache(maxsize=1)
def short_links() -> Links:
    """Returns them; they are shared by all sessions, and safe to call from any thread."""
    chosen = settings()
    return Links(
        chosen.cache / "links",
        most=chosen.links,
        most_each=chosen.links_each,
        most_bytes=chosen.link_bytes,
        days=chosen.link_days,
    )


class Pace:
    """How much is made from one address, which bounds a browser that throws its name away. Shared by all sessions.

    Args:
        most: How many links an hour; a school is one address.
        most_bytes: How many bytes an hour.
        clock: Seconds.
    """

    def __init__(
        self, *, most: int = MOST_AN_HOUR, most_bytes: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._most_bytes, self._clock = most, most_bytes, clock
        self._made: dict[str | None, list[tuple[float, int]]] = {}
        self._lock = threading.Lock()

    def count(self, address: str | None, size: int) -> None:
        """Counts a link.

        Args:
            address: Where it is made.
            size: Its bytes.

        Raises:
            StoreError: There are too many.
        """
        with self._lock:
            since = self._clock() - _HOUR
            self._made = {
                other: recent
                for other, made in self._made.items()
                if (recent := [each for each in made if each[0] > since])
            }
            own = self._made.get(address, [])
            if len(own) >= self._most or sum(each[1] for each in own) + size > self._most_bytes:
                raise StoreError(t("take_along.many_made"))
            self._made[address] = [*own, (self._clock(), size)]


@lru_cache(maxsize=1)
def pace() -> Pace:
    """Returns how fast links are made from each address."""
    return Pace(most_bytes=settings().link_bytes // 4)
