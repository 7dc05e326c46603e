"""Writes what is round every page into Streamlit's page: what is seen at once, and the script before all others."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.every_page import THEME_COOKIE, with_every_page
from ui.owner import owner_in

_ROOT = b'<div id="root">'
"""What Streamlit's page has, and a page of our own, such as one to print, has not."""
_LEFT_OUT = (b"accept-encoding", b"if-modified-since", b"if-none-match")  # it comes whole, and can be read


class BringFirstScript:
    """Middleware that writes what is round every page into Streamlit's page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on a request and, where the answer is a page, adds to it."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        kept = [(name, value) for name, value in scope["headers"] if name not in _LEFT_OUT]
        start: Message | None = None
        page = b""

        async def send_with_script(message: Message) -> None:
            nonlocal start, page
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            page += message.get("body", b"")
            if message.get("more_body", False):
                return
            if _ROOT not in page:
                await send(start)
                await send({"type": "http.response.body", "body": page})
                return
            name = scope["path"].rpartition("/")[2]
            cookies = HTTPConnection(scope).cookies
            page = with_every_page(
                page.decode(), name=name, theme=cookies.get(THEME_COOKIE), is_first=not owner_in(cookies)
            ).encode()
            headers = MutableHeaders(scope=start)
            if scope["method"] != "HEAD":
                headers["Content-Length"] = str(len(page))
            del headers["ETag"]  # of the file, which names no version of the script
            del headers["Last-Modified"]
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "headers": kept}, receive, send_with_script)


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("Content-Type", "").startswith("text/html")
