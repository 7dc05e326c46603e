"""The argument parser in the reader's language."""

import argparse
from unicodedata import east_asian_width

import pytest

from cnn_core.cli.main import main
from cnn_core.text import languages, speaking, words
from tests.helpers.english import english_in

COMMANDS = ("predict", "train", "runs", "compare", "maps", "models")
WRONG = ("predict", "train --seed x", "fly", "models --fast", "train --seed", "train --optimizer x")


@pytest.fixture
def korean(monkeypatch):
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "ko")
    monkeypatch.setenv("COLUMNS", "72")


def said(arguments, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    return "".join(capsys.readouterr())


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_a_help_in_korean_has_no_english_and_fits(korean, capsys, command):
    text = said([*([command] if command else []), "--help"], capsys)
    help_ = text.partition("\n\n")[2]  # behind the usage, which is code
    assert "옵션:" in help_
    assert english_in(help_.partition("예:" if not command else "\0")[0]) == []
    assert "show this help" not in text
    if command:
        widths = [sum(1 + (east_asian_width(each) in "WF") for each in line) for line in text.splitlines()]
        assert max(widths) <= 72


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_command_is_refused_in_korean(korean, capsys, arguments):
    refused = said(arguments.split(), capsys).splitlines()[-1].partition(": ")[2]
    assert refused.startswith("오류: ")
    assert not [word for word in english_in(refused) if word.islower()]


def test_afterwards_the_parser_speaks_as_before(korean, capsys):
    before = vars(argparse)["_"]
    said(["--help"], capsys)
    assert vars(argparse)["_"] is before


def test_the_english_sentences_are_those_of_the_parser(monkeypatch, capsys):
    monkeypatch.setenv("CONVSCOPE_LANGUAGE", "en")
    asked: list[str] = []

    def ask(sentence):
        asked.append(sentence)
        return sentence

    monkeypatch.setattr(argparse, "_", ask)
    with pytest.raises(SystemExit):
        argparse.ArgumentParser().parse_args(["x"])
    assert len(asked) >= 4
    assert set(asked) <= set(words("cli.parser").values())
    for code in languages():
        with speaking(code):
            assert len(set(words("cli.parser").values())) >= len(words("cli.parser")) - 1
