import ast
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

import ui  # its catalogues count too
from cnn_core import text
from cnn_core.errors import ConvscopeError, SpecError
from cnn_core.text import language, languages, sentence_of, sentences, speaking, spoken, t, wanted_in, words

ROOT = Path(text.__file__).parents[1]
SOURCES = [file for folder in ("cnn_core", "ui", "pages") for file in (ROOT / folder).rglob("*.py")]


MADE_UP = {
    "en": 'net = "The net {name}"\nfailed = "{what} failed: {reason}"\ncount = "{count} of {share:.1f}"',
    "ko": 'net = "신경망 {name}"\nfailed = "{what}이(가) 실패함. {reason}"\ncount = "{share:.1f}의 {count}개"',
}


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """Two languages that are whole: all folders but one are left out."""
    for code, said in MADE_UP.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "made_up.toml").write_text(said, "utf-8")
    monkeypatch.setattr(text, "_folders", [tmp_path])
    text._sentences.cache_clear()
    yield tmp_path
    text._sentences.cache_clear()


def test_a_sentence_is_said_again_in_the_language_of_its_reader(made_up):
    said = t("made_up.failed", what=t("made_up.net", name="conv3"), reason=SpecError(t("made_up.net", name="2")))
    assert said == str(said) == "The net conv3 failed: The net 2"
    with speaking("ko"):
        assert (str(said), f"{said}", "%s" % said) == ("신경망 conv3이 실패함. 신경망 2",) * 3  # noqa: UP031
        assert str(SpecError(said)) == str(ConvscopeError(said)) == str(said)
        assert SpecError(said).sentence == said  # as it was made
        assert str(sentences(said, SpecError(t("made_up.net", name="b")))).endswith("신경망 2 신경망 b")
    assert str(said) == said


def test_a_sentence_crosses_to_another_process_with_all_that_it_knows(made_up):
    numbers = {"count": np.int64(3), "share": np.float32(0.1)}
    file = Path("net2.keras")
    told = pickle.loads(
        pickle.dumps(SpecError(t("made_up.failed", what=file, reason=t("made_up.count", **numbers))))
    )
    with speaking("ko"):
        assert str(told) == "net2.keras가 실패함. 0.1의 3개"
    with pytest.raises(TypeError):
        sentence_of("said", "made_up.net", {"name": made_up}, "en")


def test_what_another_version_said_is_shown_as_it_came(made_up):
    for key, values in {"made_up.gone": {}, "made_up.net": {}, "made_up.count": {"count": 1, "share": "x"}}.items():
        came = sentence_of("As it came", key, values, "en")
        with speaking("ko"):
            assert str(came) == "As it came"


def test_a_language_is_spoken_when_it_has_catalogues_in_every_folder(made_up, tmp_path, monkeypatch):
    assert languages() == ("en", "ko")
    assert [spoken(tags) for tags in (["ko-KR"], ["de", "ko_KR.UTF-8", "en"], ["C"], [])] == [
        "ko",
        "ko",
        None,
        None,
    ]
    for code in ("en", "ko"):
        (tmp_path / "more" / code).mkdir(parents=True)
    (tmp_path / "more" / "en" / "other.toml").write_text("", "utf-8")
    monkeypatch.setattr(text, "_folders", [made_up, tmp_path / "more"])
    assert languages() == ("en",)


def test_somebody_at_a_terminal_is_spoken_to_as_its_environment_says(made_up):
    assert wanted_in({"LANG": "ko_KR.UTF-8"}) == "ko"
    assert wanted_in({"LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"}) == "en"
    assert wanted_in({"CONVSCOPE_LANGUAGE": "ko", "LC_ALL": "en_GB.UTF-8"}) == "ko"
    assert wanted_in({"CONVSCOPE_LANGUAGE": "", "LC_MESSAGES": "ko"}) == "ko"
    assert wanted_in({}) == "en"


def test_no_sentence_is_said_before_there_is_a_reader():
    """What is said when a module is loaded would have the language of whoever came first."""
    said = []
    for file in (file for file in SOURCES if file.parent.name != "pages" or file.parent.parent != ROOT):
        at_once: list[ast.AST] = [ast.parse(file.read_text("utf-8"))]
        while at_once:
            node = at_once.pop()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("t", "words"):
                said.append(f"{file.relative_to(ROOT)}:{node.lineno}")
            later = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
            at_once += [each for each in ast.iter_child_nodes(node) if not isinstance(each, later)]
    assert said == []


def test_a_sentence_has_its_placeholders_filled():
    assert "'x'" in t("settings.number", variable="V", came="x", least=1, most=3)


def test_an_unknown_key_raises():
    with pytest.raises(KeyError):
        t("settings.no_such_sentence")


def test_a_table_has_its_sentences_in_order_and_not_those_below_it(tmp_path, monkeypatch):
    for code, said in {"en": 'b = "B {{name}}"\na = "A {most}"\n[below]\nc = "C"', "ko": 'a = "에이"'}.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "made_up.toml").write_text(said, "utf-8")
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
