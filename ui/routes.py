"""The app's own routes: health, the sockets of live pages and of trainings, scripts, comparison with TensorFlow."""

from starlette.routing import Route, WebSocketRoute
from streamlit import config

from ui import assets, badge, health, live, runs


def routes() -> list[Route | WebSocketRoute]:
    """Returns the routes, under the server's base path too where one is set.

    Streamlit moves its own routes there, but not an app's. Those without the path serve a proxy that strips it.
    """
    own: list[Route | WebSocketRoute] = [*health.ROUTES, *live.ROUTES, *runs.ROUTES, *assets.ROUTES, *badge.ROUTES]
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return own + [_below(base, route) for route in own if base]


def _below(base: str, route: Route | WebSocketRoute) -> Route | WebSocketRoute:
    path = f"/{base}{route.path}"
    if isinstance(route, WebSocketRoute):
        return WebSocketRoute(path, route.endpoint)
    return Route(path, route.endpoint, methods=list(route.methods or ()))
