"""The ASGI app that `streamlit run app.py` serves: the pages, and the engine that lives as long as the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from ui.engine import start_engine
from ui.routes import routes


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Starts the engine with the server and ends its workers with it."""
    engine = start_engine()
    try:
        yield
    finally:
        engine.close()


app = st.App("pages/navigation.py", lifespan=lifespan, routes=routes())
