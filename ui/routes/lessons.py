"""What a lesson's bar asks while a page is open: whether an answer is right (`ui.lessons.answers`)."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cnn_core.text import t
from ui.clients import client_of
from ui.routes.bodies import body_of


async def answer(request: Request) -> Response:
    """Answers with a verdict; status 404 says that there is no such question."""
    from ui.lessons.answers import MOST_BYTES, answer_for, read_asked  # with what pages are made of

    try:
        asked = read_asked(await body_of(request, MOST_BYTES))
    except (ValueError, RecursionError, ClientDisconnect):
        return Response(t("live.malformed"), status_code=400)
    found = await answer_for(client_of(request), asked)
    if found is None:
        return Response(status_code=404)
    return JSONResponse(found, headers={"Cache-Control": "no-store"})


ROUTES = [Route("/lesson", answer, methods=["POST"])]
