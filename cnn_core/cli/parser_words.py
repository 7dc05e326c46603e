"""The standard library's argument parser in the reader's language: what it says by itself, and its lines.

Its English sentences are those of the table `cli.parser`, under names of ours. A sentence that the table
lacks, since another Python says it otherwise, stays as it is.
"""

import argparse
import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cnn_core.text import DEFAULT_LANGUAGE, speaking, words, wrapped


class Help(argparse.HelpFormatter):
    """Lays out a help whose letters may be twice as wide as others."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


class HelpWithExamples(Help, argparse.RawDescriptionHelpFormatter):
    """The same, where the last part has lines of its own."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return argparse.RawDescriptionHelpFormatter._fill_text(self, text, width, indent)


class Parser(argparse.ArgumentParser):
    """A parser with such a help; so are the parsers of its commands."""

    def __init__(self, *, formatter_class: type[Help] = Help, **choices: Any) -> None:
        super().__init__(formatter_class=formatter_class, **choices)


@contextmanager
def parser_in_readers_language() -> Iterator[None]:
    """Has the parsers of a block speak the language that is spoken there."""
    before = {name: vars(argparse)[name] for name in ("_", "ngettext")}
    with speaking(DEFAULT_LANGUAGE):
        english = words("cli.parser")
    said = dict(zip(english.values(), words("cli.parser").values(), strict=True))

    def one(sentence: str) -> str:
        return str(said.get(sentence) or gettext.gettext(sentence))

    def one_or_more(singular: str, plural: str, count: int) -> str:
        return one(singular if count == 1 else plural)

    # The module asks for its sentences under these names; it offers no other way.
    vars(argparse).update({"_": one, "ngettext": one_or_more})
    try:
        yield
    finally:
        vars(argparse).update(before)
