"""The one translation call: `t("engine.died")` gives the sentence in the reader's language.

Sentences lie in catalogues, `content/<language>/<subject>.toml` beside the code that uses them, and the key
is the subject and the name in that file. A second language is a folder beside `en`; a sentence that it lacks
is said in English.
"""

import tomllib
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from cnn_core.particles import filled

DEFAULT_LANGUAGE = "en"
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


def t(key: str, /, **values: object) -> str:
    """Returns the sentence of a key, its placeholders filled in.

    Args:
        key: Dotted, such as `"engine.died"`.
        values: One for each `{placeholder}` of the sentence.

    Raises:
        KeyError: No catalogue holds the key, or a placeholder has no value.
    """
    sentences = _sentences(language.get())
    return filled(sentences.get(key) or _sentences(DEFAULT_LANGUAGE)[key], values)


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


def percent(share: float) -> str:
    """Returns a share from 0 to 1 as a percentage; what is not whole does not look so, as in "> 99.9 %"."""
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return f"{share:.1%}".replace("%", "\N{NARROW NO-BREAK SPACE}%")


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
