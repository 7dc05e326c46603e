"""Sentences that quote others: no mark of theirs is a mark, and our own few still are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core.errors import SpecError
from tests.helpers.foreign_text import FOREIGN, is_inert
from ui.display.inline_text import inline_html, inline_markdown

ROOT = Path(__file__).parents[3]
TAKES_MARKDOWN = frozenset(
    (
        *("error", "warning", "info", "success", "caption", "markdown", "write", "title", "header", "subheader"),
        *("toast", "progress", "text", "metric", "badge", "spinner", "status", "expander", "popover", "exception"),
        *("button", "link_button", "page_link", "download_button", "form_submit_button", "toggle", "checkbox"),
        *("number_input", "text_input", "text_area", "selectbox", "multiselect", "radio", "segmented_control"),
        *("pills", "slider", "select_slider", "file_uploader", "camera_input", "dialog"),
    )
)
"""Of Streamlit's elements."""


def test_marks_of_others_are_shown_as_they_are():
    assert is_inert(inline_markdown(FOREIGN))
    assert is_inert(inline_markdown(SpecError(f"'{FOREIGN}' is no net.")))
    assert "<img" not in inline_html(FOREIGN)


def test_bold_words_and_code_stay_and_hold_no_marks_of_others():
    assert inline_markdown("**Bold** and `a*b[0]`.") == "**Bold** and `a*b[0]`."
    assert is_inert(inline_markdown(f"**{FOREIGN}** and `{FOREIGN}` and `` {FOREIGN}"))


@pytest.mark.parametrize(
    ("came", "wanted"),
    [
        ("kernel_size (7, 7) at 12:30 is 3.5 % of two_block/e2@7: no.", None),
        ("", ""),
        (7, "7"),
        ("a\n\n# b\n- c", "a # b - c"),
        ("# a", "\\# a"),
        ("1. a", "1\\. a"),
        ("_a_ __b__ a_b", "\\_a\\_ \\_\\_b\\_\\_ a_b"),
        ("*a* ***b***", "\\*a\\* \\*\\*\\*b\\*\\*\\*"),
        ("a & b &amp; &#36;", "a & b \\&amp; \\&#36;"),
        ("``a`` `b", "\\`\\`a\\`\\` \\`b"),
        ("\\[a](b)", "\\\\\\[a\\](b)"),
        ("a\u202egnp.exe", "agnp.exe"),
    ],
)
def test_what_is_no_mark_stays_and_what_is_one_is_escaped(came, wanted):
    assert inline_markdown(came) == (came if wanted is None else wanted)


def test_no_page_gives_streamlit_a_text_that_is_not_fixed_without_escaping_it():
    """So that nobody forgets it. A fixed text is a literal, or a catalogue's sentence without values."""
    sources = [file for folder in ("ui", "pages") for file in sorted((ROOT / folder).rglob("*.py"))]
    found = {file: list(unescaped(ast.parse(file.read_text("utf-8")))) for file in sources}
    assert {str(file.relative_to(ROOT)): lines for file, lines in found.items() if lines} == {}


def test_that_search_finds_what_it_is_for():
    forgotten = ("st.error(str(error))", "st.caption(t('a.b', came=came))", "place.button(f'{name}')")
    for code in (*forgotten, "st.toggle(t('a.b'), help=hint)", "st.markdown(f'**{error}**')"):
        assert list(unescaped(ast.parse(code))), code
    fixed = ("st.error(inline_markdown(error))", "st.caption(t('a.b'))", "st.button(f'**{t(key)}**')")
    for code in fixed:
        assert not list(unescaped(ast.parse(code))), code


def unescaped(tree: ast.AST) -> Iterator[int]:
    """Yields the lines of a module on which Streamlit gets a text that quotes something."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        name = call.func.attr
        if name not in TAKES_MARKDOWN or ast.unparse(call.func.value) in {"cases", "self"}:
            continue
        where = {"progress": 1, "page_link": None}.get(name, 0)  # a page's file is no text
        texts = call.args[where : where + 1] if where is not None else []
        texts += [each.value for each in call.keywords if each.arg in {"label", "help", "body", "text"}]
        for text in texts:
            if not is_fixed(text):
                yield text.lineno


def is_fixed(text: ast.expr) -> bool:
    match text:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            return all(is_fixed(part) for part in text.values)
        case ast.FormattedValue():
            return is_fixed(text.value)
        case ast.IfExp():
            return is_fixed(text.body) and is_fixed(text.orelse)
        case ast.BoolOp(op=ast.And()):
            return is_fixed(text.values[-1])
        case ast.Call(func=ast.Name("inline_markdown")) | ast.Call(func=ast.Name("prose")):
            return True
        case ast.Call(func=ast.Attribute(ast.Call(func=ast.Name("prose")), "format_map")):
            return True  # a text of the course with its own numbers
        case ast.Call(func=ast.Name("t")):
            return not text.keywords
    return False
