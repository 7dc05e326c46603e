"""How fast one browser may open sockets: a handshake costs the server some milliseconds, which all others wait for.

Who is too fast is let in later, and not refused: a refusal costs as much as a handshake. So who is refused for
another reason hears of it at the same pace, or it would try again at once.
"""

import time
from collections.abc import Callable

AT_ONCE = 64
"""As many as one browser may have open by the default settings: it comes back with all of its tabs."""
A_SECOND = 10.0


class Pace:
    """When each browser opens sockets. Touched by the event loop's thread alone.

    Args:
        at_once: So many are let in without a wait.
        a_second: So many a second after that.
        clock: Seconds.
    """

    def __init__(
        self, at_once: int = AT_ONCE, a_second: float = A_SECOND, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ahead, self._each = at_once / a_second, 1 / a_second
        self._clock = clock
        self._booked: dict[str, float] = {}

    def wait(self, client: str) -> float:
        """Counts one more socket of a browser, and returns how many seconds it has to wait.

        Args:
            client: The browser.
        """
        now = self._clock()
        self._booked = {other: until for other, until in self._booked.items() if until > now}
        self._booked[client] = self._booked.get(client, now) + self._each
        return max(0.0, self._booked[client] - now - self._ahead)
