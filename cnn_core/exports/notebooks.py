"""Notebooks to take along, in the form of Jupyter: a lesson, or a text, with its program.

The form is nbformat 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html), written as JSON.
Sentences may be anybody's, so that nothing in them is taken for markup; a text of the course is Markdown already.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from cnn_core.lessons.lesson import Lesson
from cnn_core.text import t

NOTEBOOK_TYPE: Final = "application/x-ipynb+json"
"""The media type of a notebook."""

_MARKUP = re.compile(r"[\\`*_\[\]<>$&~#|!]|^[-+=:]|^(?P<number>\d+)(?=[.)])", re.MULTILINE)

_Cell = dict[str, Any]


def lesson_notebook(lesson: Lesson) -> str:
    """Returns a lesson as a notebook: its steps, each question with a cell to answer in, and its program.

    Args:
        lesson: No answer of it stands in the notebook.
    """
    cells = [_words(f"# {_literal(lesson.title)}", _literal(lesson.goal), t("notebooks.lesson"))]
    for number, step in enumerate(lesson.steps, start=1):
        cells.append(_words(f"## {t('notebooks.step', number=number)}", _literal(step.said)))
        if step.question:
            cells.append(_words(f"**{_literal(step.question.asked)}**"))
            cells.append(_words(t("notebooks.answer")))
    return _notebook([*cells, *_program(lesson.code)])


def text_notebook(title: str, text: str, code: str) -> str:
    """Returns a text with its program as a notebook.

    Args:
        title: Its title.
        text: In Markdown.
        code: The program, in Python.
    """
    return _notebook([_words(f"# {_literal(title)}", text.strip()), *_program(code)])


def _program(code: str) -> Iterator[_Cell]:
    """Yields a program in cells: it is parted at empty lines before what stands at the left edge."""
    if not code:
        return
    yield _words(f"## {t('notebooks.code')}", t("notebooks.run"))
    parts: list[str] = []
    for part in re.split(r"\n{2,}(?=\S)", code.strip()):
        if parts and not _is_whole(parts[-1]):
            parts[-1] += f"\n\n{part}"
        else:
            parts.append(part)
    for part in parts:
        yield {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": part}


def _is_whole(code: str) -> bool:
    """Whether a part of a program can be run by itself, and is more than a comment."""
    try:
        compile(code, "cell", "exec")
    except SyntaxError:
        return False
    return any(line and not line.startswith("#") for line in code.splitlines())


def _words(*paragraphs: str) -> _Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(filter(None, paragraphs))}


def _notebook(cells: list[_Cell]) -> str:
    written = {
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _literal(sentence: str) -> str:
    """Returns a sentence as Markdown that shows it and marks nothing in it."""
    line = " ".join(sentence.split())
    return _MARKUP.sub(lambda found: f"{found[0]}\\" if found["number"] else f"\\{found[0]}", line)
