import contextlib
import io
import json
import re
from html import escape

import pytest
from markdown_it import MarkdownIt

from cnn_core.exports.notebooks import lesson_notebook, text_notebook
from cnn_core.lessons.checks import NumberCheck
from cnn_core.lessons.lesson import Lesson, Question, Step

CODE = """# One.

import math

root = math.sqrt(16)


def half(number):
    part = number / 2

    return part


print(half(root))
"""
QUESTION = Question(asked="How many?", check=NumberCheck(number=418), right="418, since it is so.")


def a_lesson(**said):
    step = Step(name="a", page="start", said="Look.", question=QUESTION)
    return Lesson(**{"name": "l", "title": "Nine", "goal": "You can.", "steps": (step,), "code": CODE} | said)


def cells_of(text, kind=None):
    """Returns the cells' sources, and holds the notebook to the description of nbformat 4.5."""
    notebook = json.loads(text)
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert {"name", "display_name"} <= set(notebook["metadata"]["kernelspec"])
    assert notebook["metadata"]["language_info"]["name"] == "python"
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", name) for name in names)
    for cell in notebook["cells"]:
        of_code = {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"id", "cell_type", "metadata", "source"} | of_code
        assert isinstance(cell["source"], str)
    return [cell["source"] for cell in notebook["cells"] if kind in (None, cell["cell_type"])]


def printed(cells):
    """Runs cells one after the other, as a kernel does, and returns what they print."""
    out, variables = io.StringIO(), {"__name__": "__main__"}
    with contextlib.redirect_stdout(out):
        for number, cell in enumerate(cells):
            exec(compile(cell, f"cell {number}", "exec"), variables)
    return out.getvalue()


def test_a_lesson_is_its_sentences_with_a_cell_for_each_answer_and_its_program():
    words = cells_of(lesson_notebook(a_lesson()), "markdown")
    assert words[0].startswith("# Nine\n\nYou can.")
    assert words[1:4] == ["## Step 1\n\nLook.", "**How many?**", "Your answer: …"]
    assert "pip install tensorflow" in words[4]


def test_no_answer_stands_in_a_lessons_notebook():
    assert "418" not in lesson_notebook(a_lesson())


def test_a_program_is_parted_where_each_part_can_be_run_and_does_the_same():
    code = cells_of(text_notebook("T", "A text.", CODE), "code")
    assert code[0] == "# One.\n\nimport math"
    assert len(code) == 4
    assert "\n\n".join(code).split() == CODE.split()
    assert printed(code) == "2.0\n"


def test_without_a_program_there_is_no_cell_of_code():
    assert cells_of(lesson_notebook(a_lesson(code="")), "code") == []


@pytest.mark.parametrize(
    "said",
    [
        "<script>x</script>",
        "[a](javascript:b)",
        "**bold** `code` _em_",
        "$x$",
        "# head",
        "1. one",
        "- a",
        "a\n\n# b",
    ],
)
def test_what_others_wrote_marks_nothing(said):
    for name, tag in (("title", "h1"), ("goal", "p")):
        shown = MarkdownIt("commonmark").render(cells_of(lesson_notebook(a_lesson(**{name: said})), "markdown")[0])
        assert f"<{tag}>{escape(' '.join(said.split()))}</{tag}>" in shown
