import re
from pathlib import Path

import pytest

import ui  # its catalogues count too
from cnn_core import text
from cnn_core.text import language, t, words

ROOT = Path(text.__file__).parents[1]
SOURCES = [file for folder in ("cnn_core", "ui", "pages") for file in (ROOT / folder).rglob("*.py")]


def test_a_sentence_has_its_placeholders_filled():
    assert "'x'" in t("settings.number", variable="V", came="x", least=1, most=3)


def test_an_unknown_key_raises():
    with pytest.raises(KeyError):
        t("settings.no_such_sentence")


def test_a_table_has_its_sentences_in_order_and_not_those_below_it(tmp_path, monkeypatch):
    for code, sentences in {"en": 'b = "B {{name}}"\na = "A {most}"\n[below]\nc = "C"', "ko": 'a = "에이"'}.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "made_up.toml").write_text(sentences, "utf-8")
    monkeypatch.setattr(text, "_folders", [*text._folders, tmp_path])
    text._sentences.cache_clear()
    token = language.set("ko")
    try:
        assert list(words("made_up", most=3).items()) == [("b", "B {name}"), ("a", "에이")]
        assert words("made_up.below") == {"c": "C"}
        language.reset(token)
        token = language.set("en")
        assert words("made_up", most=3)["a"] == "A 3"
        with pytest.raises(KeyError):
            words("made_up")
    finally:
        language.reset(token)
        text._sentences.cache_clear()


def test_an_unknown_table_raises():
    with pytest.raises(KeyError):
        words("settings.no_such_table")


def test_a_language_that_lacks_a_sentence_says_it_in_english(tmp_path, monkeypatch):
    (tmp_path / "ko").mkdir()
    (tmp_path / "ko" / "store.toml").write_text('checksum = "체크섬"', "utf-8")
    monkeypatch.setattr(text, "_folders", [*text._folders, tmp_path])
    text._sentences.cache_clear()
    token = language.set("ko")
    try:
        assert t("store.checksum") == "체크섬"
        assert "CONVSCOPE_CACHE" in t("store.unreadable", reason="r")
    finally:
        language.reset(token)
        text._sentences.cache_clear()


def test_no_sentence_but_those_of_the_command_line_has_a_place_for_a_path():
    """A server's folders are not for those who read its pages; the log names them."""
    shown = {key: said for key, said in text._sentences("en").items() if not key.startswith("cli.")}
    assert [key for key, said in shown.items() if "{path}" in said or "{folder}" in said] == []


def test_every_key_in_the_code_has_its_sentence_and_the_reverse():
    """Keys that are put together (f-strings) count with everything that begins alike."""
    code = "\n".join(file.read_text("utf-8") for file in SOURCES)
    said = set(re.findall(r"""\bt\(\s*["']([a-z_0-9.]+)["']""", code))
    stems = {found.split("{")[0] for found in re.findall(r'\bt\(\s*f"([^"]+)"', code)}
    tables = set(re.findall(r'\bwords\(\s*"([a-z_.]+)"', code))
    stems |= {found.split("{")[0] for found in re.findall(r'\bwords\(\s*f"([^"]+)"', code)}
    quoted = set(re.findall(r'"([a-z_]+\.[a-z_0-9.]+)"', code))
    known = set(text._sentences("en"))
    assert ui.CONTENT in text._folders
    assert said - known == set()
    assert tables <= {key.rpartition(".")[0] for key in known}
    used = {
        key
        for key in known
        if key in said | quoted
        or key.rpartition(".")[0] in tables
        or any(key.startswith(stem) for stem in stems if stem)
    }
    assert known - used == set()
