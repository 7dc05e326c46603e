import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.helpers.browser import find, flags
from tests.helpers.patience import MILLISECONDS
from tests.helpers.script_runs import WATCH
from tests.helpers.server import Server

expect.set_options(timeout=MILLISECONDS)

NETS = "two_block/notebook,three_block/notebook"
"""What the server trains at its start; one of the long tests has the three-block net's default recipe trained."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app as it is started, over one store with the other processes' servers: a net is trained once."""
    store = Path(os.environ["CONVSCOPE_TESTS_SHARED"]) / "store"
    with Server(cache=store, CONVSCOPE_TRAIN_AT_START=NETS) as server:
        server.until_it_answers()
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The tool that drives browsers; a process can have one alone."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find(), args=flags())
    yield browser
    browser.close()


@pytest.fixture
def new_context(server: Server, browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts: each a person of its own, who asks no host but the app's for anything.

    No page wants what the policy of its headers forbids.
    """
    made: list[BrowserContext] = []
    strangers: list[str] = []
    forbidden: list[str] = []
    own = {urlsplit(server.url).netloc}

    def watch(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc not in own:
            strangers.append(url)

    def hear(said: str) -> None:
        if "Content Security Policy" in said:
            forbidden.append(said)

    def make(*, of: Browser = browser, other_hosts: tuple[str, ...] = (), **options: object) -> BrowserContext:
        own.update(urlsplit(url).netloc for url in other_hosts)
        usual: dict[str, Any] = {"base_url": server.url, "viewport": {"width": 1440, "height": 900}}
        context = of.new_context(**(usual | options))
        context.on("request", lambda request: watch(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: watch(socket.url)))
        context.add_init_script(WATCH)
        context.on("console", lambda message: hear(message.text))
        context.set_default_timeout(MILLISECONDS)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert strangers == []
    assert forbidden == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()
