import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.text import words
from tests.helpers.patience import SECONDS

ROOT = Path(__file__).parents[3]
MOST_CHARACTERS = 200
NAMES, SAID = words("glossary.names"), words("glossary.said")


def test_each_word_has_its_sentence_and_the_reverse():
    assert list(NAMES) == list(SAID)
    assert [term for term, said in SAID.items() if len(said) > MOST_CHARACTERS or not said.endswith(".")] == []


def test_the_words_that_readers_asked_for_are_there():
    assert {"logit", "seed", "recipe", "scale", "moment", "held_out"} <= set(NAMES)


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("*.py")), ids=lambda page: page.stem)
def test_the_words_of_a_page_are_in_the_glossary(page):
    (called,) = re.findall(r"^heading\((.*?)\)$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL) or [""]
    assert set(re.findall(r'"(\w+)"', called)) <= set(NAMES)


def test_the_page_has_a_place_for_each_word():
    at = AppTest.from_file(str(ROOT / "pages" / "glossary.py"), default_timeout=SECONDS).run()
    html = at.get("html")[-1].proto.body
    assert re.findall(r'id="(\w+)"', html) == sorted(NAMES, key=lambda term: NAMES[term].casefold())


def test_about_says_version_licence_and_how_to_cite():
    at = AppTest.from_file(str(ROOT / "pages" / "about.py"), default_timeout=SECONDS).run()
    assert not at.exception
    text = " ".join(each.value for each in [*at.markdown, *at.code])
    assert all(word in text for word in ("Version 0.", "TensorFlow", "MIT", "CC BY-SA", "@software{convscope"))
