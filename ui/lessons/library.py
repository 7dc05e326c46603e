"""Which lessons there are, and how one is read: the project's own, and those of the folder that a setting names."""

import re
import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cnn_core.errors import ConvscopeError, DataError
from cnn_core.lessons.lesson import Lesson
from cnn_core.lessons.reading import faults_of, lesson_of
from cnn_core.settings import settings
from cnn_core.text import DEFAULT_LANGUAGE, language, t
from ui.choosing.address_table import PAGES

TOUR = "first"
"""The tour that a first visit is offered."""
COURSE = ("convolution", "random_filters", "two_block", "three_block", "logits", "backward")
"""The project's lessons in their order."""
MOST_BYTES = 64_000
MOST_LESSONS = 100
"""Of a teacher's folder."""

_NAME = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
_CONTENT = Path(__file__).parent.parent / "content"
_OWN = _CONTENT / "lessons"
_COMMENT = re.compile(r"#: (\w+)$", re.MULTILINE)


def read_lesson(name: str) -> Lesson:
    """Reads a lesson: the project's own or a teacher's, in the reader's language where it has it.

    Args:
        name: Of its file, without the ending.

    Raises:
        DataError: There is none of that name, or it is not as it should be.
    """
    folder = _folder_of(name) if _NAME.fullmatch(name) else None
    if folder is None:
        raise DataError(t("lesson.unknown", came=name[:40]))
    try:
        texts = _beside(folder, f"{name}.toml")
        lesson = _lesson(name, _bytes(folder / f"{name}.toml"), _bytes(texts) if texts else b"", language.get())
        return replace(lesson, code=_program(folder, name))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(t("lesson.wrong", name=name, reason=error)) from error


def program_of(name: str) -> str:
    """Returns a program of the project's own, in the reader's language where it has it.

    Args:
        name: Of its file beside the lessons' sentences.

    Raises:
        DataError: There is none of that name.
    """
    if not (code := _program(_OWN, name)):
        raise DataError(t("lesson.unknown", came=name[:40]))
    return code


def course() -> tuple[Lesson, ...]:
    """Returns the lessons of the Course page: the project's in their order, then a teacher's by their names.

    One that cannot be read is left out: `convscope lesson check` says what is wrong with it.
    """
    own = settings().lessons
    names = sorted(file.stem for file in own.glob("*.toml")) if own else []
    found = []
    for name in (*COURSE, *(name for name in names[:MOST_LESSONS] if name not in COURSE)):
        try:
            found.append(read_lesson(name))
        except ConvscopeError:
            continue
    return tuple(found)


def following(name: str) -> Lesson | None:
    """Returns the lesson that comes next on the Course page; None behind the last, and for one that is not there.

    Args:
        name: Of a lesson.
    """
    lessons = course()
    names = [lesson.name for lesson in lessons]
    return next(iter(lessons[names.index(name) + 1 :]), None) if name in names else None


def faults_in(file: Path) -> tuple[str, ...]:
    """Returns all that is wrong in a lesson's file, and in each file of its sentences, a sentence each.

    Args:
        file: Of the lesson; its sentences lie in it, or in a folder a language beside it.
    """
    try:
        table = tomllib.loads(_bytes(file).decode())
    except (OSError, ValueError, RecursionError) as error:
        return (f"{file}: {error}",)
    folders = sorted(file.parent.glob("*/"))
    texts = [each for folder in folders if (each := folder / file.name).is_file()]
    programs = [each for folder in (file.parent, *folders) if (each := folder / f"{file.stem}.py").is_file()]
    found = [] if _NAME.fullmatch(file.stem) else [t("lesson.unknown", came=file.stem[:40])]
    for program in programs:
        try:
            compile(_bytes(program), program.name, "exec")
        except (OSError, ValueError, SyntaxError, RecursionError) as error:
            found.append(f"{program}: {error}")
    sentences: list[Path | None] = [*texts] or [None]
    for place in sentences:
        try:
            said = tomllib.loads(_bytes(place).decode()) if place else {}
        except (OSError, ValueError, RecursionError) as error:
            found.append(f"{place}: {error}")
        else:
            found += [f"{place or file}: {fault}" for fault in faults_of(table, said, pages=_pages())]
    return tuple(found)


def _folder_of(name: str) -> Path | None:
    """Returns the folder that a lesson's file lies in; the project's come first."""
    folders = [_OWN, *([own] if (own := settings().lessons) else [])]
    return next((folder for folder in folders if (folder / f"{name}.toml").is_file()), None)


def _beside(folder: Path, file: str) -> Path | None:
    """Returns what lies beside a lesson in the reader's language, or in English; None where nothing does."""
    for code in (language.get(), DEFAULT_LANGUAGE):
        place = _CONTENT / code / "lessons" if folder == _OWN else folder / code
        if (found := place / file).is_file():
            return found
    return None


def _program(folder: Path, name: str) -> str:
    """Returns the program beside a lesson's sentences, or beside the lesson; empty where there is none.

    The project's own are written once, with their comments in a catalogue: `#: needs` is `lesson_code.needs`.
    """
    file = _beside(folder, f"{name}.py") or folder / f"{name}.py"
    code = _bytes(file).decode() if file.is_file() else ""
    return _COMMENT.sub(_comment, code) if folder == _OWN else code


def _comment(found: re.Match[str]) -> str:
    return "# " + t(f"lesson_code.{found[1]}")


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(t("lesson.too_long", most=MOST_BYTES))
    return data


@lru_cache(maxsize=64)
def _lesson(name: str, data: bytes, texts: bytes, _language: str) -> Lesson:
    """Returns a lesson; kept, because a page asks at each run, and its numbers are computed when it is read."""
    table, said = (tomllib.loads(each.decode()) for each in (data, texts))
    return lesson_of(name, table, said, pages=_pages())


def _pages() -> dict[str, Any]:
    """Returns the pages that a step can be on: all but the one that opens it."""
    return {page: names for page, names in PAGES.items() if page != "tour"}
