"""What a page shows ahead of its script, when a handle is held or a number was typed (`ui.stepper.ahead`)."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui.routes.bodies import body_of

MOST_BYTES = 64_000
"""The longest body that is read."""


async def outlook(request: Request) -> Response:
    """Answers changes with a blob of what they lead to.

    Status 204 says that the page's script has to show it, 404 that the page is not remembered.
    """
    from ui.choosing.handles import OtherHandlesError  # with what pages are made of, which no start need wait for
    from ui.stepper.ahead import pack_outlook, read_changes, show_of

    show = show_of(request.path_params["name"])
    if show is None:
        return Response(status_code=404)
    try:
        changes, place = read_changes(await body_of(request, MOST_BYTES))
    except (ValueError, RecursionError, ClientDisconnect):
        return Response(t("live.malformed"), status_code=400)
    try:
        blob = await run_in_threadpool(pack_outlook, show, changes, place)
    except (ConvscopeError, OtherHandlesError):
        return Response(status_code=204)
    return Response(blob, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


ROUTES = [Route("/ahead/{name}", outlook, methods=["POST"])]
