"""Where a short link leads: to its page with its state, or to the start page, which says that it does not open."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cnn_core.store.links import CHARACTERS
from ui.short_links import ADDRESS, PATH, short_links

_EMBEDDING = ("embed", "embed_options")
"""What a frame says of how the page is shown in it."""


def open_link(request: Request) -> Response:
    """Sends a browser on; the address is relative, since a proxy may have put the app anywhere."""
    name = request.path_params["name"]
    state = short_links().read(name)
    query = [] if state is None else list(state.query)
    if state is None or state.held:
        query.append((ADDRESS, name.strip().lower()[: 2 * CHARACTERS]))
    query += [(name, value) for name, value in request.query_params.multi_items() if name in _EMBEDDING]
    address = "../" * (1 + name.count("/")) + (state.page if state else "")
    if query:
        address += f"?{urlencode(query, quote_via=quote, safe=',;')}"
    # It may be withdrawn; and whose browser asks is nobody's concern on the way.
    return RedirectResponse(address, 302, headers={"Cache-Control": "no-store"})


ROUTES = [Route(f"/{PATH}/{{name:path}}", open_link)]
