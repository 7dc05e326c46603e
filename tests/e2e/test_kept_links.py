"""Addresses that the app wrote before the house was rebuilt show what they showed, and nothing is trained."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.app import open_page, settle, until_it_holds
from tests.helpers.kept_state import contents, copy_store, links
from tests.helpers.long import few_of
from tests.helpers.seen import SHOWN
from tests.helpers.server import Server
from ui.choosing.address_table import VERSION

ALL_SHOWN = f"(wanted) => {{ const shown = new Set(({SHOWN})()); return wanted.every((each) => shown.has(each)); }}"

FEW = {"mnist_notebook_all_channels", "explanation_own_net", "toy_numbers_pinned", "padding_borders", "build_own"}
FEW |= {"receptive_own", "training_unfinished", "results_own", "course_notes"}
"""A link of each page, which `make test` opens; `make test-long` opens the others."""


class Visit(NamedTuple):
    """A browser at an app that has the kept store, and what lay in it."""

    server: Server
    page: Page
    before: dict[str, str]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Visit]:
    cache: Path = copy_store(tmp_path_factory.mktemp("kept") / "cache")
    before = contents(cache)
    with Server(cache=cache, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
        yield Visit(server, context.new_page(), before)
        context.close()
    assert contents(cache) == before  # also of what would have been trained for one who is gone


@pytest.mark.parametrize("name", few_of(links(), FEW))
def test_a_link_shows_what_it_showed_and_nothing_is_trained(name, visit):
    link, page = links()[name], visit.page
    open_page(page, link["address"])
    try:
        until_it_holds(page, ALL_SHOWN, link["shows"])
    except AssertionError:
        shown = page.evaluate(SHOWN)
        pytest.fail(f"{[each for each in link['shows'] if each not in shown]} is not shown, but {shown}")
    settle(page)
    becomes = link.get("becomes", link["address"]).replace("?", f"?v={VERSION}&", 1)  # what the app writes for it
    expect(page).to_have_url(visit.server.url + becomes)
    assert "Traceback" not in visit.server.log
    assert contents(visit.server.cache) == visit.before
