"""The app with one route more, by which `benchmarks.hostile` asks what otherwise only a page's script asks.

It is asked in the name of the browser that sends the request, as a script asks in that of its page's browser.
"""

import asyncio
import shutil
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app import app as real
from app import lifespan
from cnn_core.explain import Scaling, layer_profile
from cnn_core.nets.training_text import find_net
from cnn_core.settings import settings
from ui.clients import client_of
from ui.engine import engine
from ui.routes.all import routes


async def accuracy(request: Request) -> Response:
    """Asks how many of the held-out digits a net has right without one of its channels."""
    scaling = Scaling(layer="conv3", channel=int(request.query_params["channel"]))
    asked = engine().ablated(find_net(request.query_params["net"]), (scaling,), client=client_of(request))
    await asyncio.wrap_future(asked)
    return Response()


async def search(request: Request) -> Response:
    """Searches a layer, as if that had never been done."""
    shutil.rmtree(settings().cache / "channels", ignore_errors=True)
    ask = partial(engine().ask_for, client_of(request))
    net = find_net(request.query_params["net"])
    await run_in_threadpool(layer_profile, net, request.query_params["layer"], ask=ask)
    return Response()


# Streamlit looks for a call like this in the file that it is started on.
app = st.App(
    Path(__file__).parents[1] / "pages/navigation.py",
    lifespan=lifespan,
    routes=[*routes(), Route("/asked/accuracy", accuracy), Route("/asked/search", search)],
    middleware=real._user_middleware,
    exception_handlers=real._exception_handlers,
)
