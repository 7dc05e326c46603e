import re
from pathlib import Path

import pytest
import streamlit
from starlette.testclient import TestClient

from app import app
from ui.every_page.coming import ALWAYS, OF_PAGES, all_of, scripts_to_come
from ui.scripts.bundles import bundles

ROOT = Path(__file__).parents[3]
PARTS = Path(streamlit.__file__).parent / "static" / "static" / "js"


@pytest.mark.parametrize("page", OF_PAGES)
def test_each_script_that_a_page_names_is_there(page):
    client = TestClient(app, base_url="http://localhost")
    for address in scripts_to_come(page):
        answer = client.get(address.removeprefix("."))
        assert answer.status_code == 200
        assert "javascript" in answer.headers["Content-Type"]


def test_the_pages_and_components_are_the_apps():
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert set(OF_PAGES) - {""} <= pages
    assert {module for modules in OF_PAGES.values() for module in modules} <= set(bundles())


def test_streamlits_parts_are_where_their_names_say():
    names = {re.sub(r"\..*", "", path.name) for path in PARTS.glob("*.js")}
    assert set(ALWAYS) <= names
    first = next(path.name for path in PARTS.glob("BidiComponent.*.js"))
    assert any(name.startswith("recordbatch.") for name in all_of([first]))


def test_a_page_of_another_name_has_streamlits_parts_alone():
    assert all("/static/" in address for address in scripts_to_come("no_such_page"))
