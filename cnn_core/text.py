"""The one translation call: `t("engine.died")` gives the sentence in the reader's language.

Sentences lie in catalogues, `content/<language>/<subject>.toml` beside the code that uses them, and the key
is the subject and the name in that file. A second language is a folder beside `en`; a sentence that it lacks
is said in English.

The reader's language is a context variable: a page's script, a route and a call in a worker each have theirs. What
is made far from its reader, such as an error in a worker, still knows its key and its values: `str` of a sentence,
or of an error, says it again in the language of who asks.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from numbers import Integral, Real
from pathlib import Path
from textwrap import wrap
from unicodedata import east_asian_width

from cnn_core.particles import filled

DEFAULT_LANGUAGE = "en"
_SECOND = "\ue000"  # stands for the second column of a wide letter
language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)

_folders: list[Path] = [Path(__file__).parent / "content"]


def add_catalogues(folder: Path) -> None:
    """Adds a folder of catalogues (`<language>/<subject>.toml`) to those that `t` searches.

    Args:
        folder: The folder; adding it twice changes nothing.
    """
    if folder not in _folders:
        _folders.append(folder)
        _sentences.cache_clear()


def languages() -> tuple[str, ...]:
    """Returns the languages that the app can speak: those with catalogues in every folder, English first."""
    return _languages(tuple(_folders))


def spoken(wanted: Iterable[str]) -> str | None:
    """Returns the first language of a list that the app can speak; None where it speaks none of them.

    Args:
        wanted: Tags such as `"ko-KR"`, `"ko_KR.UTF-8"` or `"ko"`, the dearest first.
    """
    codes = (tag.strip().lower().replace("_", "-").partition(".")[0].partition("-")[0] for tag in wanted)
    return next((code for code in codes if code in languages()), None)


def wanted_in(environment: Mapping[str, str]) -> str:
    """Returns the language of somebody at a terminal, as its environment says it.

    Args:
        environment: `CONVSCOPE_LANGUAGE` counts first, then what the system has for it.
    """
    names = ("CONVSCOPE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((environment[name] for name in names if environment.get(name)), "")
    return spoken([wanted]) or DEFAULT_LANGUAGE


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Has all sentences of a block said in a language.

    Args:
        code: One of `languages()`.
    """
    token = language.set(code)
    try:
        yield
    finally:
        language.reset(token)


class Sentence(str):
    """A sentence that knows its key and its values. It reads as it was made; `str` says it for the present reader.

    Args:
        text: How it reads.
        key: Its key; empty for several sentences after one another, which are the values then.
        values: Of its placeholders, themselves sentences perhaps.
        code: The language in which it reads.

    Attributes:
        key: As above.
        values: As above.
        language: In which it reads.
    """

    __slots__ = ("key", "language", "values")

    key: str
    values: Mapping[str, object]
    language: str

    def __new__(cls, text: str, key: str, values: Mapping[str, object], code: str) -> "Sentence":
        """Makes it; Python's own way by `__init__` would take twice as long, and a page says hundreds."""
        sentence = str.__new__(cls, text)
        sentence.key = key
        sentence.values = values
        sentence.language = code
        return sentence

    def __str__(self) -> str:
        if self.language == language.get():
            return str.__str__(self)
        try:
            return str.__str__(t(self.key, **self.values) if self.key else sentences(*self.values.values()))
        except (LookupError, TypeError, ValueError):  # another version's
            return str.__str__(self)

    def __format__(self, form: str, /) -> str:
        """Returns it for the present reader, as `str` does."""
        return format(str(self), form)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        values = {name: _told(value) for name, value in self.values.items()}
        return sentence_of, (str.__str__(self), self.key, values, self.language)


def sentence_of(text: str, key: str, values: dict[str, object], code: str) -> Sentence:
    """Returns a sentence that another process has made.

    Args:
        text: How it reads.
        key: Its key.
        values: Of its placeholders.
        code: The language in which it reads.

    Raises:
        TypeError: It is made of anything but text, numbers and sentences.
    """
    plain = (str, Sentence, int, float, bool, type(None))
    if not all(type(each) is str for each in (text, key, code, *values)) or not all(
        type(value) in plain for value in values.values()
    ):
        raise TypeError("a sentence of what no sentence is made of")
    return Sentence(text, key, values, code)


def t(key: str, /, **values: object) -> str:
    """Returns the sentence of a key, its placeholders filled in; it is a `Sentence`.

    Args:
        key: Dotted, such as `"engine.died"`.
        values: One for each `{placeholder}` of the sentence.

    Raises:
        KeyError: No catalogue holds the key, or a placeholder has no value.
    """
    for name, value in values.items():
        if isinstance(value, BaseException):  # its sentence stays, without all that it has seen
            values[name] = getattr(value, "sentence", None) or str(value)
    code = language.get()
    sentence = _sentences(code).get(key) or _sentences(DEFAULT_LANGUAGE)[key]
    return Sentence(filled(sentence, values), key, values, code)


def sentences(*parts: object) -> str:
    """Returns whole sentences, one after another, as one that can be said again in another language.

    Args:
        parts: Sentences, or errors.
    """
    said = {f"_{number}": getattr(part, "sentence", part) for number, part in enumerate(parts)}
    return Sentence(" ".join(str(part) for part in said.values()), "", said, language.get())


def words(table: str, /, **values: object) -> dict[str, str]:
    """Returns the sentences of a table of a catalogue by their names, in its order; tables below it are left out.

    What a script of a page says lies in a table of its own, so that nothing repeats its names.

    Args:
        table: A catalogue, such as `"lab"`, or a table in one, such as `"lab.scrubber"`.
        values: One for each `{placeholder}` of the sentences; what stands in two braces comes back in one.

    Raises:
        KeyError: There is no such table, or a placeholder has no value.
    """
    prefix = f"{table}."
    names = [key.removeprefix(prefix) for key in _sentences(DEFAULT_LANGUAGE) if key.startswith(prefix)]
    found = {name: t(prefix + name, **values) for name in names if "." not in name}
    if not found:
        raise KeyError(table)
    return found


def wrapped(text: str, width: int) -> list[str]:
    """Returns a text in lines of at most a width, as a terminal and an editor show them: Hangul is twice as wide.

    Args:
        text: One paragraph.
        width: In columns.
    """
    counted = "".join(letter + _SECOND * (east_asian_width(letter) in "WF") for letter in text)
    return [line.replace(_SECOND, "") for line in wrap(counted, width)]


def percent(share: float) -> str:
    """Returns a share from 0 to 1 as a percentage; what is not whole does not look so, as in "> 99.9 %"."""
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return f"{share:.1%}".replace("%", "\N{NARROW NO-BREAK SPACE}%")


def _told(value: object) -> object:
    """Returns a value of a sentence as text, number or sentence, which any process can read."""
    if value is None or isinstance(value, (str, bool)):
        return value if isinstance(value, Sentence) or not isinstance(value, str) else str(value)
    if isinstance(value, Integral):
        return int(value)
    return float(str(value)) if isinstance(value, Real) else str(value)  # of a float32 its own digits


@lru_cache(maxsize=8)
def _languages(folders: tuple[Path, ...]) -> tuple[str, ...]:
    codes = [{each.name for each in folder.iterdir() if any(each.glob("*.toml"))} for folder in folders]
    return tuple(sorted(set.intersection(*codes), key=lambda code: (code != DEFAULT_LANGUAGE, code)))


@lru_cache(maxsize=8)
def _sentences(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in _folders:
        for file in sorted((folder / code).glob("*.toml")):
            found |= _flatten(tomllib.loads(file.read_text("utf-8")), f"{file.stem}.")
    return found


def _flatten(table: dict[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat
