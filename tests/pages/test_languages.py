"""Every page in Korean without a browser: what Streamlit shows has no English but names and code."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.helpers.english import english_in
from tests.helpers.patience import SECONDS
from ui.languages import LANGUAGE_NAME

ROOT = Path(__file__).parents[2]
OTHERS = ("navigation", "start", "tour")  # the last opens others
PAGES = sorted(each.stem for each in (ROOT / "pages").glob("*.py") if each.stem not in OTHERS)
PARTS = ("label", "value", "help", "placeholder", "options")


@pytest.fixture(scope="module", autouse=True)
def engine(app_engine):
    return app_engine


def shown(at):
    """Returns what Streamlit's elements say; what a component says is in catalogues."""
    for element in [*at.main, *at.sidebar]:
        if element.type in ("code", "html", "component_instance"):
            continue
        for part in PARTS:
            if part == "value" and hasattr(element, "options"):
                continue  # a key; its name is one of the options
            try:
                said = getattr(element, part, None)
            except (AttributeError, NotImplementedError, ValueError):
                continue
            yield from (each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str))


@pytest.mark.parametrize("page", ["start", *PAGES])
def test_a_page_in_korean_says_nothing_in_english(page):
    at = AppTest.from_file(ROOT / "pages" / "navigation.py", default_timeout=SECONDS)
    if page != "start":
        at.run().switch_page(f"{page}.py")
    at.query_params[LANGUAGE_NAME] = "ko"
    at.run()
    assert not at.exception
    said = list(shown(at))
    assert said
    assert {each: found for each in said if (found := english_in(each))} == {}
