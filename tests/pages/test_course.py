import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.exports.notebooks import text_notebook
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import sent
from ui.lessons.library import COURSE, program_of, read_lesson
from ui.pages.course.text_numbers import IMAGE
from ui.pages.course.texts import CourseText, course_texts, mnist_state, toy_state

ROOT = Path(__file__).parents[2]
NAMES = ("convolution", "random_filters", "two_block", "three_block", "notes")
VALID = [[12, 16], [24, 28]]
SAME = [[12, 16, 9], [24, 28, 15], [15, 17, 9]]


pytestmark = pytest.mark.usefixtures("app_engine")


@pytest.fixture(scope="module")
def course():
    """The page with each of its lessons open, by name."""
    return {name: open_lesson(name) for name in NAMES}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the code of each text prints, in the cells of its notebook, all run in one process and an empty folder.

    The project is found as an installed package is: by a path, and not because it is where the programs run.
    """
    return run_in(tmp_path_factory.mktemp("empty"), {"PYTHONPATH": str(ROOT)})


def run_in(folder: Path, settings: dict[str, str], before: str = "") -> dict[str, str]:
    programs = "\n".join(
        f"print('lesson', {text.name!r})\nown = {{}}\n"
        f"for cell in {code_cells(text)!r}:\n    exec(compile(cell, {text.name!r}, 'exec'), own)"
        for text in course_texts()
    )
    code = f"{before}\n{programs}"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | settings
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    parts = re.split(r"^lesson (\w+)\n", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def code_cells(text: CourseText) -> list[str]:
    cells = json.loads(text_notebook(text.name, "", program_of(text.lesson)))["cells"]
    return [cell["source"] for cell in cells if cell["cell_type"] == "code"]


def open_lesson(name: str) -> AppTest:
    at = AppTest.from_file(ROOT / "pages" / "navigation.py", default_timeout=SECONDS)
    at.run().switch_page("course.py")
    at.query_params["course_lesson"] = t(f"course.{name}.tab")
    return at.run()


def grids(at: AppTest) -> list[list[list[float]]]:
    """Returns the numbers of each HTML table of a page."""
    page = " ".join(element.proto.body for element in at.get("html")).replace("−", "-")
    rows = [re.findall(r"<tr>(.*?)</tr>", table) for table in re.findall(r"<table>(.*?)</table>", page)]
    return [[[float(text) for text in re.findall(r">([^<]+)</td>", row)] for row in table] for table in rows]


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


def rows(at: AppTest) -> dict[str, tuple[tuple[int, ...], int]]:
    """Returns shape and weights of each layer, read back from the table of a page."""
    numbers = (
        (name, re.findall(r"[\d,]+", shape), weights) for name, shape, _, weights in at.table[0].value.values
    )
    return {
        name: (tuple(int(size.replace(",", "")) for size in shape), int(weights.split()[-1].replace(",", "")))
        for name, shape, weights in numbers
    }


def printed_rows(text: str) -> dict[str, tuple[tuple[int, ...], int]]:
    """Returns shape and weights of each layer, read from lines such as `conv1 (None, 28, 28, 32) 288`."""
    found = re.findall(r"^(\w+) (\(.*\)) (\d+)$", text, re.MULTILINE)
    return {name: (ast.literal_eval(shape)[1:], int(weights)) for name, shape, weights in found}


@pytest.mark.parametrize("name", NAMES)
def test_each_lesson_opens_with_its_text_code_notes_and_links(course, name):
    at = course[name]
    (lesson,) = (lesson for lesson in course_texts() if lesson.name == name)
    assert not at.exception
    assert [element.value for element in at.header] == [t("course.reading"), t(f"course.{name}.title")]
    assert [element.value for element in at.code] == [program_of(lesson.lesson).strip()]
    (notebook,) = (element for element in at.get("download_button") if element.proto.label == t("course.notebook"))
    assert notebook.proto.url
    assert [fold.label for fold in at.expander] == [
        t(f"course.notes.{note}") for note in lesson.notes + lesson.notes_beside
    ]
    assert len(at.get("page_link")) == len(lesson.links) > 0
    unfilled = [text for text in words(at).split("```")[::2] if "{" in text]
    assert not unfilled


def test_the_lessons_are_the_five_in_their_order():
    assert tuple(lesson.name for lesson in course_texts()) == NAMES


def test_a_closed_lesson_costs_nothing(course):
    assert len(course["convolution"].table) == 0
    assert grids(course["two_block"]) == []


def test_lesson_1_shows_the_numbers_of_the_notebook(course):
    ten, negative = (np.array(SAME) * 10).tolist(), (-np.array(SAME)).tolist()
    shown = grids(course["convolution"])
    assert shown == [IMAGE.tolist(), [[1, 1], [1, 1]], VALID, SAME, SAME, ten, negative]
    said = words(course["convolution"])
    assert "1·1 + 2·1 + 4·1 + 5·1 = 12" in said
    assert "9·1 + 0·1 + 0·1 + 0·1 = 9" in said
    assert "(2, 2, 1, 3)" in said
    assert "(1, 3, 3, 3)" in said
    assert "at stride 1 only" in said


def test_lesson_2_shows_the_shape_of_the_five_maps(course):
    assert rows(course["random_filters"]) == {"conv1": ((14, 14, 5), 45)}
    assert "(1, 14, 14, 5)" in words(course["random_filters"])


def test_lessons_3_and_4_show_the_shapes_of_the_nets(course):
    two, three = rows(course["two_block"]), rows(course["three_block"])
    assert {name: shape for name, (shape, _) in two.items()} == {
        "conv1": (28, 28, 32),
        "pool1": (14, 14, 32),
        "conv2": (7, 7, 64),
        "pool2": (4, 4, 64),
        "flatten": (1024,),
        "logits": (10,),
    }
    assert {name: shape for name, (shape, _) in three.items()} == {
        "conv1": (28, 28, 32),
        "pool1": (14, 14, 32),
        "conv2": (14, 14, 64),
        "pool2": (7, 7, 64),
        "conv3": (7, 7, 128),
        "pool3": (4, 4, 128),
        "flatten": (2048,),
        "dense1": (625,),
        "logits": (10,),
    }


@pytest.mark.parametrize(("name", "index"), [("two_block", 0), ("three_block", 3)])
def test_the_picture_has_the_label_of_its_own_digit(course, name, index):
    page = " ".join(element.proto.body for element in course[name].get("html"))
    assert t("course.digit", index=index, label=load_digits().held_out_labels[index]) in page


def test_the_course_says_why_the_notebooks_recipe_reaches_less_here(course):
    for name in ("two_block", "three_block"):
        said = words(course[name])
        assert t(f"course.{name}.usual") in said
        for fact in ("422", "71", "54,000", "9,000", "python -m benchmarks.recipes"):
            assert fact in said


@pytest.mark.long
def test_the_code_of_lesson_1_prints_the_numbers_of_the_page(course, printed):
    lines = printed["convolution"].splitlines()
    numbers = [ast.literal_eval(line[line.index("[") :]) for line in lines if "[" in line]
    assert numbers == grids(course["convolution"])[2:]
    assert "(2, 2, 1, 3) (1, 3, 3, 3)" in lines


@pytest.mark.parametrize("name", ["random_filters", "two_block", "three_block"])
def test_the_code_of_a_net_prints_the_shapes_and_weights_of_the_page(course, printed, name):
    of_keras = printed_rows(printed[name])
    of_keras.pop("image", None)
    assert of_keras == rows(course[name])


def test_the_code_of_the_nets_answers_for_the_digit_of_the_page(printed):
    labels = load_digits().held_out_labels
    for name, index in (("two_block", 0), ("three_block", 3)):
        assert re.search(rf"^answer \d label {labels[index]}$", printed[name], re.MULTILINE)


WITHOUT_THE_PACKAGE = """
import sys
from importlib.util import find_spec

import numpy as np
import tensorflow as tf

assert find_spec("cnn_core") is None
digits = np.random.default_rng(0).integers(0, 256, (300, 28, 28), np.uint8)
labels = np.arange(300, dtype=np.uint8) % 10
tf.keras.datasets.mnist.load_data = lambda: ((digits, labels), (digits[:20], labels[:20]))
"""


def test_without_the_package_the_code_is_plain_keras_and_runs_as_well(course, tmp_path):
    said = run_in(tmp_path, {}, WITHOUT_THE_PACKAGE)
    assert set(said) == set(NAMES)
    for name in ("two_block", "three_block"):
        of_keras = printed_rows(said[name])
        of_keras.pop("image")
        assert of_keras == rows(course[name])
    assert re.search(r"^answer \d label 3$", said["three_block"], re.MULTILINE)


def test_each_program_says_what_is_to_be_installed():
    for name in COURSE:
        assert "\n# It needs: pip install tensorflow\n" in read_lesson(name).code


def test_the_code_of_the_step_by_hand_prints_the_numbers_of_its_lesson(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", read_lesson("backward").code], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    said = dict(re.findall(r"^(loss after|loss|gradient|TensorFlow) (.+)$", done.stdout, re.MULTILINE))
    assert float(said["loss"]) == 110
    assert round(float(said["loss after"]), 3) == 0.304
    assert ast.literal_eval(said["gradient"]) == ast.literal_eval(said["TensorFlow"]) == [[140, 180], [260, 300]]


def test_the_code_of_the_notes_prints_what_the_notes_say(course, printed):
    lines = dict(line.rsplit(" ", 1) for line in printed["notes"].splitlines() if line.startswith(("from", "with")))
    assert float(lines["from logits"]) == 200
    clipped = float(lines["without"])
    said = words(course["notes"])
    assert f"{clipped:.1f}" in said
    shares = ast.literal_eval(printed["notes"].splitlines()[0].removeprefix("softmax "))[0]
    assert ", ".join(f"{100 * share:.1f}\N{NARROW NO-BREAK SPACE}%" for share in shares) in said
    assert "valid (1, 3, 3, 1)" in printed["notes"]
    assert "same (1, 4, 4, 1)" in printed["notes"]


def test_what_the_note_says_of_a_rounded_probability_is_so():
    code = (
        "import numpy as np, tensorflow as tf\n"
        "loss = tf.keras.losses.SparseCategoricalCrossentropy\n"
        "far, ten, label = tf.constant([[0.0, 200.0]]), tf.eye(10)[:1], np.array([0])\n"
        "with tf.GradientTape(persistent=True) as tape:\n"
        "    tape.watch(far)\n"
        "    rounded = loss()(label, tf.nn.softmax(far))\n"
        "    exact = loss(from_logits=True)(label, far)\n"
        "print(*np.abs([tape.gradient(x, far).numpy().max() for x in (rounded, exact)]))\n"
        "print(*np.sort(tf.nn.softmax(ten).numpy())[0, [0, -1]])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rounded, exact, least, most = map(float, done.stdout.split())
    assert rounded == 0
    assert exact == 1
    assert (round(least, 3), round(most, 3)) == (0.085, 0.232)


LINKS = [(lesson.name, link) for lesson in course_texts() for link in lesson.links]


@pytest.mark.parametrize(("name", "link"), LINKS, ids=[f"{name}-{link.name}" for name, link in LINKS])
def test_each_link_leads_to_its_page_in_its_state(course, monkeypatch, name, link):
    shown = [
        (found.proto.page, dict(parse_qsl(found.proto.query_string))) for found in course[name].get("page_link")
    ]
    assert (link.page, dict(link.state)) in shown
    monkeypatch.setattr("ui.nets.choices.trained_or_training", lambda nets: ())  # the nets have tests of their own
    at = AppTest.from_file(ROOT / "pages" / "navigation.py", default_timeout=SECONDS)
    at.run().switch_page(f"{link.page}.py")
    for key, value in link.state.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    groups: Any = at.get("button_group")
    choices = {group.key: group.options for group in groups}
    for key, value in link.state.items():
        assert key in at.session_state, f"{link.page} has no widget called {key}"
        assert value in choices.get(key, [value])


def open_state(page: str, state: dict[str, str]) -> AppTest:
    at = AppTest.from_file(ROOT / "pages" / f"{page}.py", default_timeout=SECONDS)
    for key, value in state.items():
        at.query_params[key] = value
    return at.run()


@pytest.mark.parametrize(("padding", "numbers"), [("VALID", VALID), ("SAME", SAME)])
def test_the_toy_page_shows_the_numbers_of_lesson_1(padding, numbers):
    at = open_state("toy_convolution", toy_state("ones", padding))
    assert sent(at)["panels"][0]["arrays"]["output"][..., 0].tolist() == numbers


def test_the_toy_page_shows_the_three_filters_of_lesson_1():
    at = open_state("toy_convolution", toy_state("three_filters", "SAME"))
    output = sent(at)["panels"][0]["arrays"]["output"]
    for channel, factor in enumerate((1, 10, -1)):
        assert output[..., channel].tolist() == (factor * np.array(SAME)).tolist()


def test_the_padding_page_shows_that_same_does_not_keep_the_size_at_stride_2():
    (link,) = {id(link): link for _, link in LINKS if link.name == "stride_two"}.values()
    at = open_state("padding_comparison", dict(link.state))
    expected = convolve(IMAGE, np.ones((2, 2)), strides=2, padding="same").output[:, :, 0]
    assert sent(at)["panels"][1]["arrays"]["output"][..., 0].tolist() == expected.tolist()
    assert expected.shape == (2, 2)


@pytest.mark.parametrize("net", ["random_filters", "two_block/notebook", "three_block/notebook", "three_block"])
def test_the_mnist_page_shows_the_net_and_the_digit_of_a_lesson(monkeypatch, net):
    monkeypatch.setattr("ui.nets.choices.trained_or_training", lambda nets: ())
    wanted = named_net(net)
    at = open_state("mnist_inspection", mnist_state(wanted, 3))
    state = at.session_state
    assert not at.exception
    assert (state["mnist_net"], state["mnist_source"], state["mnist_index"]) == (wanted.model.name, "pick", 3)
    assert (state["mnist_channels"], state["mnist_scale"]) == ("first", "layer")
    if wanted.recipe.epochs:
        assert state["mnist_recipe"] == wanted.recipe.name
