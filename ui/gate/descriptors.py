"""File descriptors: each socket takes some, and systems begin with a limit of about a thousand."""

import logging
import sys

DESCRIPTORS_A_SOCKET = 4
"""What one of Streamlit's sockets takes with its session's event loop."""
SPARE = 256
"""For the workers' pipes, the store and requests."""
MOST_WANTED = 65_536

_log = logging.getLogger(__name__)


def raise_limit() -> int | None:
    """Raises the soft limit of this process as far as the system lets it, and returns it; None on Windows."""
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_WANTED if hard == resource.RLIM_INFINITY else min(hard, MOST_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:  # macOS refuses what is above a limit of its own
            _log.warning("file descriptors: the limit stays %d: %s", soft, error)
            return soft
        return wanted
    return soft


def sockets_for(descriptors: int | None, wanted: int) -> int:
    """Returns how many sockets may be open, so that descriptors are left for everything else.

    Args:
        descriptors: How many this process may have; None where nothing limits them.
        wanted: How many the settings allow.
    """
    if descriptors is None or descriptors < 0:  # RLIM_INFINITY
        return wanted
    room = max(1, (descriptors - SPARE) // DESCRIPTORS_A_SOCKET)
    if room < wanted:
        _log.warning("%d file descriptors: %d sockets may be open, not %d", descriptors, room, wanted)
    return min(room, wanted)
