"""In which language a reader is spoken to.

What counts, the first that names a language that the app has (`cnn_core.text.languages`):

1. `lang=` in the address. It holds in this browser until it is closed, on all pages. The page takes it out of the
   address again, so that no link of one reader forces a language on another.
2. What the reader chose in the menu of the view. A cookie keeps it.
3. The setting CONVSCOPE_LANGUAGE.
4. What the browser prefers.

`SpeakReadersLanguage` sets it for each request and socket, `speak` for each run of a page's script.
"""

from collections.abc import Mapping

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cnn_core.settings import settings
from cnn_core.text import DEFAULT_LANGUAGE, language, speaking, spoken

LANGUAGE_NAME = "lang"
"""In the address."""
LANGUAGE_COOKIE = "convscope_language"
"""What the reader chose; `language.js` writes it too."""


def language_of(query: Mapping[str, str], cookies: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """Returns the language of who asks.

    Args:
        query: What the address says.
        cookies: The browser's.
        headers: Of the request; names in small letters or of any.
    """
    chosen = (query.get(LANGUAGE_NAME, ""), cookies.get(LANGUAGE_COOKIE, ""), settings().language or "")
    return spoken((*chosen, *_preferred(headers.get("accept-language", "")))) or DEFAULT_LANGUAGE


def speak() -> None:
    """Has the script of a page that runs in this thread speak its reader's language from now on."""
    language.set(language_of(st.query_params, st.context.cookies, st.context.headers))


class SpeakReadersLanguage:
    """Middleware that has each request and socket answered in the language of who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is asked; where the address names a language, the browser keeps it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        named = spoken([asked.query_params.get(LANGUAGE_NAME, "")])
        is_kept = named and scope["type"] == "http" and "text/html" in asked.headers.get("accept", "")

        async def send_kept(message: Message) -> None:
            if is_kept and message["type"] == "http.response.start":
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                cookie = f"{LANGUAGE_COOKIE}={named}; Path=/; SameSite=Lax{secure}"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        with speaking(language_of(asked.query_params, asked.cookies, asked.headers)):
            await self._app(scope, receive, send_kept)


def _preferred(accepted: str) -> list[str]:
    """Returns the tags of a header `Accept-Language`, the dearest first; one of weight 0 is refused."""
    weights = []
    for part in accepted.split(",")[:20]:
        tag, _, weight = part.partition(";q=")
        try:
            weights.append((float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weights, key=lambda each: -each[0]) if weight > 0]
