"""The route that gives a lesson as a notebook."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.lessons.checks import NumberCheck
from ui.lessons.library import COURSE, read_lesson
from ui.routes import notebooks


def get(address):
    return TestClient(Starlette(routes=notebooks.ROUTES)).get(address)


@pytest.mark.parametrize("name", COURSE)
def test_a_lesson_comes_as_a_file_with_its_questions_and_without_what_is_said_of_answers(name):
    answer = get(f"/notebook/{name}.ipynb")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ipynb+json")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.ipynb"'
    lesson, cells = read_lesson(name), json.loads(answer.text)["cells"]
    words = "".join(cell["source"].replace("\\", "") for cell in cells if cell["cell_type"] == "markdown")
    for step in lesson.questions:
        assert step.question.asked in words
        assert step.question.right not in words
        if isinstance(step.question.check, NumberCheck):
            assert not any(said in words for _, said in step.question.check.mistakes)
    assert words.count("Your answer") == len(lesson.questions)
    code = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    assert code.split() == lesson.code.split()


@pytest.mark.parametrize("name", ["none", "First", "..%2Ffirst", "a" * 50, "a%20b"])
def test_what_is_no_lesson_is_told_in_a_sentence(name):
    answer = get(f"/notebook/{name}.ipynb")
    assert answer.status_code == 404
    assert answer.text.startswith("There is no lesson")
