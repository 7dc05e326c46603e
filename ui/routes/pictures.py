"""Where a picture goes that is dropped on a canvas or pasted (`ui.digits.dropped`)."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cnn_core.settings import settings
from cnn_core.text import t
from ui.digits.dropped import MOST_KEPT, dropped
from ui.owner import nobody, owner_in

SECONDS_TO_COME = 120.0

_coming = 0
"""Bytes of pictures that are on their way; touched by the event loop's thread alone."""


async def take_picture(request: Request) -> Response:
    """Keeps a picture and answers with its name here, or with a sentence."""
    global _coming
    most = settings().picture_bytes
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SECONDS_TO_COME):
            async for part in request.stream():
                size += len(part)
                _coming += len(part)
                if size > most:
                    return PlainTextResponse(t("images.too_many_bytes", came=size / 1e6, most=most / 1e6), 413)
                if _coming > max(MOST_KEPT, most):
                    return PlainTextResponse(t("digits_ui.too_many_come"), 503)
                parts.append(part)
    except TimeoutError:
        return PlainTextResponse(t("digits_ui.too_many_come"), 408)
    finally:
        _coming -= size
    return JSONResponse({"picture": dropped().keep(b"".join(parts), owner_in(request.cookies) or nobody())})


ROUTES = [Route("/picture", take_picture, methods=["POST"])]
