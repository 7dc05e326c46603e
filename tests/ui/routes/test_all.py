"""Under a base path the app's own routes answer as they do without one."""

from typing import Any

import pytest
from starlette.routing import Route, WebSocketRoute
from streamlit import config

from ui.routes.all import routes


@pytest.fixture
def based():
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "/deep/app/")
    yield routes()
    config.set_option("server.baseUrlPath", before)


def told(route):
    methods = sorted(route.methods) if isinstance(route, Route) else None
    return type(route), route.endpoint, methods


def test_each_route_is_there_a_second_time_with_its_kind_and_methods(based):
    mounted: Any = routes()
    plain = {route.path: told(route) for route in mounted if not route.path.startswith("/deep/app/")}
    below = {route.path.removeprefix("/deep/app"): told(route) for route in based if route.path not in plain}
    assert below == plain
    assert plain["/history"][2] == ["POST"]
    assert plain["/runs"][0] is plain["/live"][0] is WebSocketRoute
