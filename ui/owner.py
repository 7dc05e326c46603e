"""Whose a training is: a name that nobody can guess, kept in a cookie by the browser that started it.

The server gives it with the page, so that the socket of a page and the page's own script know the same name, and a
reload or a closed tab does not change it. Scripts in the browser cannot read it.
"""

import secrets
from collections.abc import Mapping
from http.cookies import SimpleCookie

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "convscope_browser"
SECONDS_KEPT = 365 * 24 * 3600
MOST_CHARACTERS = 64


def owner_in(cookies: Mapping[str, str]) -> str:
    """Returns the name in a request's cookies; empty where a browser takes no cookies."""
    name = cookies.get(COOKIE, "")
    return name if len(name) <= MOST_CHARACTERS else ""


def this_owner() -> str:
    """Returns the name of the browser that shows the page whose script runs."""
    return owner_in(st.context.cookies)


class NameBrowsers:
    """Middleware that gives each browser its name with the first page that it asks for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on a request and, if it is a new browser's for a page, adds the cookie to the answer."""
        if scope["type"] != "http" or not _is_new(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = (
                    f"{COOKIE}={secrets.token_urlsafe(16)}; Path=/; Max-Age={SECONDS_KEPT}; HttpOnly; SameSite=Lax"
                )
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_named)


def _is_new(headers: Headers) -> bool:
    """Whether a request is for a page and comes from a browser without a name."""
    if "text/html" not in headers.get("accept", ""):
        return False
    return COOKIE not in SimpleCookie(headers.get("cookie", ""))
