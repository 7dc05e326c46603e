"""Lessons and the course as pages to print; a teacher's key comes in a body and stands in no address."""

from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cnn_core.errors import DataError
from cnn_core.text import t
from ui.clients import client_of
from ui.routes.bodies import body_of

MOST_BYTES = 4_000
"""Of a form with a key."""


async def handout(request: Request) -> Response:
    """Answers with a lesson to print, or with the whole course where the address names none.

    Status 404 says that there is no such lesson, and 403 that what came is not the teacher's key.
    """
    from ui.handouts.sheet import sentence_page  # with what pages are made of
    from ui.lessons.answers import is_teacher

    is_asked = request.method == "POST"
    if is_asked:
        try:
            form = dict(parse_qsl((await body_of(request, MOST_BYTES)).decode(errors="replace"), max_num_fields=4))
        except (ValueError, ClientDisconnect):
            return HTMLResponse(sentence_page(t("handout.too_long")), status_code=400)
        if not is_teacher(form.get("key", "").strip()):
            return HTMLResponse(sentence_page(t("handout.wrong_key")), status_code=403)
    try:
        page = await run_in_threadpool(_sheet, request, is_asked)
    except DataError as error:
        return HTMLResponse(sentence_page(str(error)), status_code=404)
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _sheet(request: Request, is_teacher: bool) -> str:
    from ui.handouts.sheet import course_sheet, lesson_sheet
    from ui.lessons.library import read_lesson

    client = client_of(request)
    if not (name := request.path_params.get("name", "")):
        return course_sheet(is_teacher=is_teacher, client=client)
    return lesson_sheet(read_lesson(name), is_teacher=is_teacher, client=client)


ROUTES = [
    Route("/handout", handout, methods=["GET", "POST"]),
    Route("/handout/{name:path}", handout, methods=["GET", "POST"]),
]
