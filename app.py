"""The ASGI app that `streamlit run app.py` serves: the pages, and the engine that lives as long as the server."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import streamlit as st
from starlette.middleware import Middleware

from cnn_core.errors import SettingsError
from cnn_core.logs import set_up_logs
from cnn_core.nets.course import check_names
from cnn_core.settings import settings
from cnn_core.text import speaking, t, wanted_in
from ui.choosing.upload.budget import bound_uploads
from ui.engine import running_engine
from ui.gate.descriptors import raise_limit, sockets_for
from ui.gate.gate import Gate, server_error
from ui.languages import SpeakReadersLanguage
from ui.owner import NameBrowsers
from ui.routes.all import routes
from ui.routes.first_script import BringFirstScript
from ui.routes.packed import PackAnswers
from ui.session_lock import lock_sessions

try:
    set_up_logs(settings().log_level)
    check_names(settings().train_at_start)
except SettingsError as error:
    with speaking(wanted_in(os.environ)):
        sys.exit(t("cli.error", reason=error))


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Starts the engine with the server and ends its workers with it."""
    bound_uploads(settings().picture_bytes)
    lock_sessions()
    with running_engine():
        yield


chosen = replace(settings(), sockets=sockets_for(raise_limit(), settings().sockets))
app = st.App(
    "pages/navigation.py",
    lifespan=lifespan,
    routes=routes(),
    middleware=[
        Middleware(SpeakReadersLanguage),
        Middleware(Gate, chosen=chosen),
        Middleware(PackAnswers),
        Middleware(NameBrowsers),
        Middleware(BringFirstScript),
    ],
    exception_handlers={Exception: server_error},
)
