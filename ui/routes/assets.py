"""The scripts that the app serves itself: its components' modules and the plotly.js of the installed package."""

import gzip
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.scripts import version
from ui.scripts.bundles import bundles

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def module_script(request: Request) -> Response:
    """Answers with one of the project's components and the modules that it needs."""
    asked = request.path_params
    bundle = bundles().get(asked["path"])
    if bundle is None or asked["version"] != version():
        return Response(status_code=404)
    return Response(bundle, media_type="text/javascript", headers=_FOR_EVER)


def plotly_script(request: Request) -> Response:
    """Answers with plotly.js, packed where the browser can unpack it."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers = {"Content-Encoding": "gzip", "Cache-Control": "public, max-age=86400"}
        return Response(_packed_plotly(), media_type="text/javascript", headers=headers)
    return Response(_plotly(), media_type="text/javascript")


def _plotly() -> bytes:
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).encode()


@lru_cache(maxsize=1)
def _packed_plotly() -> bytes:
    return gzip.compress(_plotly(), compresslevel=6)


ROUTES = [Route("/scripts/{version}/{path:path}", module_script), Route("/plotly.js", plotly_script)]
