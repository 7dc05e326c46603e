"""Whose a training is: a name that nobody can guess, kept in a cookie by the browser that started it.

The server gives it with the page, so that the socket of a page and the page's own script know the same name, and a
reload or a closed tab does not change it. Scripts in the browser cannot read it. The server itself has the empty
name (`cnn_core.engine`), which nobody can have from outside.
"""

import secrets
from collections.abc import Mapping

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "convscope_browser"
SECONDS_KEPT = 365 * 24 * 3600
MOST_CHARACTERS = 64


def owner_in(cookies: Mapping[str, str]) -> str:
    """Returns the name in a request's cookies; empty where a browser has none."""
    name = cookies.get(COOKIE, "")
    return name if len(name) <= MOST_CHARACTERS else ""


def nobody() -> str:
    """Returns a new name, for a browser that has none: what it asks for is in nobody else's name."""
    return secrets.token_urlsafe(16)


def this_owner() -> str:
    """Returns the name of the browser that shows the page whose script runs; a new one where it has none."""
    return owner_in(st.context.cookies) or nobody()


class NameBrowsers:
    """Middleware that gives each browser its name with the first page that it asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on a request and, if it is a new browser's for a page, adds the cookie to the answer."""
        if scope["type"] != "http" or not _is_new(scope):
            await self._app(scope, receive, send)
            return

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(Headers(raw=message["headers"])):
                MutableHeaders(scope=message).append(
                    "Set-Cookie", _cookie(is_secure=scope.get("scheme") == "https")
                )
            await send(message)

        await self._app(scope, receive, send_named)


def _is_new(scope: Scope) -> bool:
    """Whether a request is for a page and comes from a browser without a name."""
    request = HTTPConnection(scope)
    return "text/html" in request.headers.get("accept", "") and not owner_in(request.cookies)


def _is_page(headers: Headers) -> bool:
    """Whether an answer is a page that is not for everybody; a proxy may keep such a one with its cookie."""
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "public" not in headers.get("cache-control", "")


def _cookie(*, is_secure: bool) -> str:
    secure = "; Secure" if is_secure else ""
    return f"{COOKIE}={nobody()}; Path=/; Max-Age={SECONDS_KEPT}; HttpOnly; SameSite=Lax{secure}"
