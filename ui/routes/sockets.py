"""What the app's own sockets have in common: who is let in, and how those who misuse it are sent away."""

from urllib.parse import urlsplit

from starlette.websockets import WebSocket

from cnn_core.settings import settings
from cnn_core.text import t

POLICY_VIOLATION = 1008
TOO_LARGE = 1009
FAILED = 1011
TRY_AGAIN_LATER = 1013


class Refused(Exception):
    """Ends a socket.

    Args:
        code: Of the WebSocket protocol.
        reason: A sentence.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def is_same_origin(socket: WebSocket) -> bool:
    """Whether the page that opens the socket came from this server, by the name that the browser knows it by."""
    origin = socket.headers.get("origin")
    if origin is None:
        return True  # no browser leaves it out
    known_as = {socket.headers.get("host"), socket.headers.get("x-forwarded-host")}
    return urlsplit(origin).netloc in known_as - {None, ""}


def refusal_of(socket: WebSocket, count: int) -> Refused | None:
    """Returns why a page is not let in; None where it is.

    Args:
        socket: That the page opens.
        count: How many of its kind are open.
    """
    if not is_same_origin(socket):
        return Refused(POLICY_VIOLATION, t("live_ui.origin"))
    if count >= settings().sockets:
        return Refused(TRY_AGAIN_LATER, t("live_ui.full", most=settings().sockets))
    return None
