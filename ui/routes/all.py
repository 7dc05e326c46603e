"""All of the app's own routes."""

from starlette.routing import BaseRoute, Route, WebSocketRoute
from streamlit import config

from ui import badge
from ui.routes import (
    ahead,
    assets,
    digit_sheet,
    handouts,
    health,
    lessons,
    live,
    notebooks,
    pictures,
    runs,
    short_links,
)


def routes() -> list[BaseRoute]:
    """Returns the routes, under the server's base path too where one is set.

    Streamlit moves its own routes there, but not an app's. Those without the path serve a proxy that strips it.
    """
    own: list[BaseRoute] = [
        *health.ROUTES,
        *live.ROUTES,
        *runs.ROUTES,
        *assets.ROUTES,
        *badge.ROUTES,
        *ahead.ROUTES,
        *lessons.ROUTES,
        *notebooks.ROUTES,
        *handouts.ROUTES,
        *digit_sheet.ROUTES,
        *pictures.ROUTES,
        *short_links.ROUTES,
    ]
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return own + [_below(base, route) for route in own if base]


def _below(base: str, route: BaseRoute) -> BaseRoute:
    if isinstance(route, WebSocketRoute):
        return WebSocketRoute(f"/{base}{route.path}", route.endpoint)
    assert isinstance(route, Route)
    return Route(f"/{base}{route.path}", route.endpoint, methods=list(route.methods or ()))
