"""The app's own routes: health, the live page's socket, scripts, the badge's comparison, the held-out digits."""

from starlette.routing import Route, WebSocketRoute
from streamlit import config

from ui import assets, badge, digit_sheet, health, live


def routes() -> list[Route | WebSocketRoute]:
    """Returns the routes, under the server's base path too where one is set.

    Streamlit moves its own routes there, but not an app's. Those without the path serve a proxy that strips it.
    """
    own: list[Route | WebSocketRoute] = [
        *health.ROUTES,
        *live.ROUTES,
        *assets.ROUTES,
        *badge.ROUTES,
        *digit_sheet.ROUTES,
    ]
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return own + [type(route)(f"/{base}{route.path}", route.endpoint) for route in own if base]
