"""What is round every page, before Streamlit and beside it: what is seen at once, and the menu of the view.

`every_page.html` goes into Streamlit's page behind the element that Streamlit fills: its words are there with the
page itself, before any script. `first.js` runs before Streamlit's own script.
"""

import re
from functools import lru_cache
from html import escape
from pathlib import Path

from cnn_core.text import language, languages, speaking, t, words
from ui.every_page.coming import scripts_to_come
from ui.scripts import version
from ui.scripts.bundles import FIRST

THEMES = ("light", "dark")
THEME_COOKIE = "convscope_theme"
"""Light or dark, where the reader chose; `theme.js` writes it. A cookie, so that the page comes in its colours."""

_HERE = Path(__file__).parent


def with_every_page(page: str, *, name: str, theme: str | None, is_first: bool) -> str:
    """Returns Streamlit's page with what is round every page.

    Args:
        page: Streamlit's HTML.
        name: Of the page in the address; empty for the start page.
        theme: What the reader chose.
        is_first: Whether this browser has not been here before.
    """
    chosen = f' data-theme="{theme}"' if theme in THEMES else ""
    page = re.sub(
        r"<html\b[^>]*>",
        f'<html lang="{language.get()}"{chosen}{" data-arriving" if is_first else ""}>',
        page,
        count=1,
    )
    page = re.sub(r"<title>.*?</title>", lambda _: f"<title>{escape(words('page')['name'])}</title>", page, count=1)
    # The page's letters come when there is something to be read in them; before the scripts they would delay that.
    page = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', "", page, count=1)
    page = page.replace("<head>", f"<head>{first_script()}", 1)
    page = page.replace("</head>", f"<style>{_file('every_page.css')}</style></head>", 1)
    return page.replace("</body>", f"{_around()}\n{_preloaded(name)}\n</body>", 1)


def first_script() -> str:
    """Returns the tag of the script before Streamlit's own."""
    # Relative, as Streamlit's own are: a proxy may have put the app anywhere.
    return f'<script type="module" src="./scripts/{version()}/{FIRST}"></script>'


def _around() -> str:
    said = {name: escape(sentence) for name, sentence in (words("page") | words("every_page")).items()}
    return _file("every_page.html").format_map({**said, "languages": _languages()})


def _languages() -> str:
    """Returns the choice of a language, each by the name that it gives itself; nothing where there is one alone."""
    if len(languages()) < 2:
        return ""
    choices = []
    for code in languages():
        with speaking(code):
            name = escape(t("every_page.language.name"))
        checked = " checked" if code == language.get() else ""
        choices.append(
            f'<label lang="{code}"><input type="radio" name="language" value="{code}"{checked}>{name}</label>'
        )
    return f"<fieldset><legend>{escape(t('every_page.language.legend'))}</legend>{''.join(choices)}</fieldset>"


def _preloaded(name: str) -> str:
    link = '<link rel="modulepreload" href="{}" fetchpriority="low">'
    return "\n".join(link.format(address) for address in scripts_to_come(name))


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
