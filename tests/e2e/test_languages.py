"""Two languages in a real browser: chosen in the menu, named by a link, preferred by the browser."""

import re
import tomllib

import pytest
from playwright.sync_api import expect

from tests.helpers.app import open_page, settle
from tests.helpers.english import english_in
from tests.helpers.second_language import ROOT, script_with_second_language
from tests.helpers.server import Server

SAID = {
    "navigation.padding_comparison": "패딩",
    "padding.title": "패딩 비교",
    "receptive.title": "수용 영역",
    "every_page.view": "보기",
    "every_page.language.name": "한국어",
}
PAGE = "/receptive_field"
PAGES = [each.stem for each in (ROOT / "pages").glob("*.py") if each.stem not in ("navigation", "start", "tour")]
LESSONS = ROOT / "ui" / "content" / "lessons"
PAPERS = {"Understanding the Effective Receptive Field"}
STREAMLITS = {"Choose an option", "Open", "Copy to clipboard", "Increment", "Decrement"}
"""What Streamlit says to screen readers alone, in English, to everybody."""

PROSE = """() => {
  const found = new Set();
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.add(node.textContent.trim());
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches("style, script, code, pre, [data-testid=stIconMaterial]")) return;
      for (const name of ["aria-label", "title", "alt", "placeholder"]) found.add(node.getAttribute(name) ?? "");
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  walk(document.querySelector("[data-testid=stMain]"));
  return [...found];
}"""
"""All that stands on the page or is said to a screen reader, but code and icons."""


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory):
    script = script_with_second_language(tmp_path_factory.mktemp("bilingual"), SAID)
    with Server(script=script, CONVSCOPE_TRAIN_AT_START="", PYTHONPATH=str(ROOT)) as server:
        server.until_it_answers()
        yield server


@pytest.fixture
def somebody(new_context, bilingual):
    return lambda **options: new_context(base_url=bilingual.url, other_hosts=(bilingual.url,), **options).new_page()


def steps_in(lesson):
    return len(tomllib.loads(lesson.read_text("utf-8"))["steps"])


def heading(page, said):
    expect(page.get_by_role("heading", level=1)).to_have_text(said)


def test_a_language_is_chosen_in_the_menu_and_stays(somebody):
    page = somebody()
    open_page(page, PAGE)
    heading(page, "Receptive field")
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_label("한국어").check()
    heading(page, SAID["receptive.title"])
    settle(page)
    assert page.evaluate("document.documentElement.lang") == "ko"
    page.get_by_role("slider", name="Row").focus()
    page.keyboard.press("ArrowRight")  # a callback, and a run of the script
    expect(page).to_have_url(re.compile("receptive_cell="))
    heading(page, SAID["receptive.title"])
    open_page(page, "/padding_comparison")
    heading(page, SAID["padding.title"])
    page.get_by_role("button", name="보기", exact=True).click()
    page.get_by_label("English").check()
    heading(page, "Padding comparison")


def test_a_link_names_a_language_for_this_visit_and_leaves_none_in_the_address(somebody):
    page = somebody()
    open_page(page, f"{PAGE}?lang=ko&v=2&receptive_cell=1,2,2")
    heading(page, SAID["receptive.title"])
    assert "lang=" not in page.url
    assert "receptive_cell=" in page.url
    open_page(page, "/padding_comparison")
    heading(page, SAID["padding.title"])
    (kept,) = (each for each in page.context.cookies() if each["name"] == "convscope_language")
    assert (kept["value"], kept["expires"]) == ("ko", -1)


def test_the_browsers_preference_counts_where_nothing_was_chosen(somebody):
    page = somebody(locale="ko-KR")
    open_page(page, PAGE)
    heading(page, SAID["receptive.title"])


@pytest.mark.long
def test_pages_and_lessons_in_korean_show_no_english_but_names_and_code(new_context, tmp_path):
    """On a server of its own: what other tests train and name is not the app's."""
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        walk_in_korean(new_context(locale="ko-KR", base_url=server.url, other_hosts=(server.url,)).new_page())


def walk_in_korean(page):
    lessons = [
        f"tour?tour={each.stem}.{step}" for each in LESSONS.glob("*.toml") for step in range(1, steps_in(each) + 1)
    ]
    found: dict[str, list[str]] = {}
    for path in [*PAGES, *lessons]:
        open_page(page, f"/{path}")
        expect(page.get_by_test_id("stMain")).to_contain_text(
            re.compile("[가-힣]")
        )  # a lesson's page comes after its own
        settle(page)
        said = {each.removeprefix("Help for ") for each in page.evaluate(PROSE)}
        said -= STREAMLITS | PAPERS
        found |= {f"{path}: {each}": words for each in said if (words := english_in(each))}
    assert found == {}
