"""A lesson as a notebook to take along."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cnn_core.errors import DataError


def notebook(request: Request) -> Response:
    """Answers with the notebook of a lesson; status 404 says that there is no such lesson."""
    from cnn_core.exports.notebooks import NOTEBOOK_TYPE, lesson_notebook  # with what pages are made of
    from ui.lessons.library import read_lesson

    try:
        lesson = read_lesson(request.path_params["name"])
    except DataError as error:
        return Response(str(error), status_code=404, media_type="text/plain")
    headers = {
        "Content-Disposition": f'attachment; filename="{lesson.name}.ipynb"',
        "Cache-Control": "no-cache",
    }
    return Response(lesson_notebook(lesson), media_type=NOTEBOOK_TYPE, headers=headers)


ROUTES = [Route("/notebook/{name:path}.ipynb", notebook)]
