"""A lesson's way over the pages; `tests/e2e/test_tour.py` and `test_lesson.py` walk it in a browser."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.lessons.checks import Done, NumberCheck, StateCheck
from cnn_core.lessons.lesson import Exit, Lesson, Question, Step
from cnn_core.nets.training_text import find_net
from tests.helpers.patience import SECONDS
from tests.helpers.stepper_blob import sent
from ui import CONTENT, lab
from ui.choosing import left_out
from ui.lessons import bar, walking
from ui.lessons.library import COURSE, TOUR, read_lesson
from ui.lessons.net_answers import ask_of, net_answer, shown_digit
from ui.pages.backward.choices import UNTIL as STAGES

NAVIGATION = Path(__file__).parents[2] / "pages" / "navigation.py"
MINE = Lesson(
    name="mine",
    title="Mine",
    steps=(
        Step(
            name="three",
            page="padding_comparison",
            said="Look.",
            state={"padding_stride": "3"},
            question=Question(asked="Which?", check=NumberCheck(number=1), right="So."),
            seen={"padding_stride": "1"},
        ),
        Step(name="four", page="padding_comparison", said="Now four.", state={"padding_stride": "4"}),
        Step(name="field", page="receptive_field", said="And here."),
    ),
    exits=(Exit(page="receptive_field", said="Go on", state={"receptive_cell": "1,0,0"}),),
)
LESSONS = [read_lesson(name) for name in (TOUR, *COURSE)]
STEPS = [
    (lesson.name, number, is_seen)
    for lesson in LESSONS
    for number, step in enumerate(lesson.steps, start=1)
    for is_seen in ((False, True) if step.seen is not None else (False,))
]
EXITS = [(lesson.name, at) for lesson in LESSONS for at in range(len(lesson.exits))]
MISTAKES = [
    (lesson.name, step.name, at)
    for lesson in LESSONS
    for step in lesson.questions
    if isinstance(step.question.check, StateCheck)
    for at in range(len(step.question.check.mistakes))
]

STAGES_OF = {
    "difference": "difference",
    "step_loss": "loss",
    "at_output": "at_output",
    "gradient": "gradient",
    "updated": "all",
}
"""How far the step by hand is shown when a number of it can be seen."""


@pytest.fixture
def shown(monkeypatch):
    """What the bar is given last; empty where none was shown."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(bar, "_bar", lambda *, key, data, **_: given.update(data))
    return given


@pytest.fixture
def at(shown, monkeypatch):
    monkeypatch.setattr(walking, "read_lesson", lambda name: MINE if name == "mine" else read_lesson(name))
    return AppTest.from_file(NAVIGATION, default_timeout=SECONDS)


def ways(shown: dict[str, Any]) -> list[str]:
    return [way for way, _ in shown["ways"]]


def press(at: AppTest, way: str, page: str) -> None:
    at.session_state["lesson_bar"] = {"pressed": way}
    at.switch_page(f"{page}.py").run()  # the page that is open: the test tool does not follow the opener
    del at.session_state["lesson_bar"]


def opened(at: AppTest, text: str) -> AppTest:
    at.switch_page("tour.py")
    at.query_params["tour"] = text
    return at.run()


def test_a_step_opens_its_page_in_its_state(at, shown):
    opened(at, "mine")
    assert not at.exception
    assert at.query_params["tour"] == "mine.1"
    assert at.query_params["padding_stride"] == "3"
    assert set(at.query_params) - {"v"} == {"tour", "padding_stride"}  # those that made a default again are gone
    assert shown["said"] == "Look."
    assert ways(shown) == ["next", "end"]


def test_a_step_is_as_its_author_saw_it_whatever_was_chosen_there_before(at, shown):
    at.session_state["padding_width"] = 3
    opened(at, "mine.2")
    assert at.session_state["padding_width"] != 3
    assert at.query_params["padding_stride"] == "4"
    assert ways(shown) == ["back", "next", "end"]


def test_on_a_page_of_ones_own_choice_the_lesson_waits(at, shown):
    opened(at, "mine.1")
    at.switch_page("receptive_field.py").run()
    assert not at.exception
    assert ways(shown) == ["here", "end"]
    assert at.query_params["tour"] == "mine.1"


def test_the_last_step_leads_on_and_the_end_leaves_nothing_behind(at, shown):
    opened(at, "mine.3")
    assert shown["ways"] == [["back", "Back"], ["exit.0", "Go on"], ["course", "To the course"]]
    shown.clear()
    press(at, "course", "receptive_field")
    assert not at.exception
    assert shown == {}
    assert "tour" not in at.query_params


@pytest.mark.parametrize(
    ("at_first", "way", "page", "query"),
    [
        ("mine.1", "next", "tour.py", {"tour": "mine.2"}),
        ("mine.1", "see", "tour.py", {"tour": "mine.1.seen"}),
        ("mine.2", "back", "tour.py", {"tour": "mine.1"}),
        ("mine.3", "exit.0", "receptive_field.py", {"receptive_stack": "", "receptive_cell": "1,0,0"}),
    ],
)
def test_each_way_leads_where_it_says(at, shown, monkeypatch, at_first, way, page, query):
    opened(at, at_first)
    went: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr("streamlit.switch_page", lambda page, query_params: went.append((page, query_params)))
    press(at, way, MINE.steps[int(at_first[-1]) - 1].page)
    assert went == [(page, query)]


@pytest.mark.parametrize("way", ["exit.1", "exit.x", "sideways", "back"])
def test_a_way_that_is_none_leads_nowhere(at, shown, way):
    opened(at, "mine.1")
    press(at, way, "padding_comparison")
    assert not at.exception
    assert "tour" not in at.query_params


def test_the_answer_is_seen_on_the_page(at, shown):
    opened(at, "mine.1")
    assert shown["question"]["can_be_seen"] is True
    opened(at, "mine.1.seen")
    assert at.session_state["padding_stride"] == 1
    assert at.query_params["tour"] == "mine.1.seen"
    assert shown["question"]["can_be_seen"] is False


@pytest.mark.parametrize("text", ["mine.0", "mine.4", "mine.x", "mine.²", "mine.1.x"])
def test_a_step_that_is_none_gets_a_sentence_and_a_way_on(at, text):
    opened(at, text)
    assert not at.exception
    assert "numbered from 1 to 3" in at.error[0].value
    assert [link.proto.page for link in at.get("page_link")] == [""]  # the start page


@pytest.mark.parametrize(("name", "number", "is_seen"), STEPS)
def test_each_step_opens_its_page_in_its_state(at, shown, left, app_engine, name, number, is_seen):
    """Its page shows a number of an operation that is asked for when it is answered, and not before."""
    step = read_lesson(name).steps[number - 1]
    if is_seen and "mnist_moment" in step.seen:
        app_engine.train(find_net(step.seen["net"])).done.result(SECONDS)
    opened(at, f"{name}.{number}{'.seen' if is_seen else ''}")
    assert shown["said"] == step.said
    assert_it_keeps(at, left, step.seen if is_seen else step.state)
    check = asked_of(name, number)
    if step.seen is not None and step.question.check.is_typed and "operation" in check:
        assert is_shown(at, check, step.question.check.number) == is_seen
    if step.question and not step.question.check.is_typed and "drawing" not in (step.seen or ()):
        assert (step.question.check.judge(done_at(at, step)).kind == "right") == is_seen


@pytest.mark.usefixtures("app_engine")
def test_a_canvas_that_stays_is_told_of_the_next_step_on_its_page(at, monkeypatch):
    given: dict[str, Any] = {}
    monkeypatch.setattr(lab, "_lab", lambda *, key, data, **_: given.update(data))
    opened(at, "two_block.7")
    looks = {"nets": ["two_block/default"], "logits": False, "disturbed": {"invert": 1}, "curve": "invert"}
    at.session_state["mnist_lab"] = {"looks": {**looks, "moments": []}}
    at.switch_page("mnist_inspection.py").run()
    assert at.query_params["mnist_disturbed"] == "invert*1"
    before = given["go"]["number"] if given["go"] else 0
    opened(at, "two_block.8")
    assert given["go"]["number"] > before
    assert given["go"]["disturbed"] == {}


@pytest.mark.usefixtures("app_engine")
@pytest.mark.parametrize(("name", "step", "number"), MISTAKES)
def test_each_mistake_that_is_made_on_a_page_can_be_made_there(at, left, name, step, number):
    step = next(each for each in read_lesson(name).steps if each.name == step)
    state, said = step.question.check.mistakes[number]
    made = {**step.state, **{key: value.replace(".*", ".1.2.3").replace("*", "5") for key, value in state.items()}}
    visit(at, step.page, made)
    assert_it_keeps(at, left, made)
    assert step.question.check.judge(done_at(at, step)).said == said


@pytest.mark.usefixtures("app_engine")
@pytest.mark.parametrize(("name", "number"), EXITS)
def test_each_exit_opens_its_page_in_its_state(at, left, name, number):
    way = read_lesson(name).exits[number]
    visit(at, way.page, way.state)
    assert_it_keeps(at, left, way.state)


@pytest.mark.parametrize(
    "state", [{"padding_stride": "7"}, {"padding_stride": "2"}, {"padding_cell_pin": "x"}, {"padding_strid": "1"}]
)
def test_a_state_that_a_page_drops_or_need_not_be_told_is_noticed(at, left, state):
    visit(at, "padding_comparison", state)
    with pytest.raises(AssertionError):
        assert_it_keeps(at, left, state)


@pytest.fixture
def left(monkeypatch):
    """What an address said and the page could not show."""
    found: list[Any] = []
    monkeypatch.setattr(left_out, "_add", found.append)
    return found


def visit(at: AppTest, page: str, state: Mapping[str, str]) -> None:
    """Opens a page by a link."""
    at.switch_page(f"{page}.py")
    at.query_params.update(state)
    at.run()


def assert_it_keeps(at: AppTest, left: list[Any], state: Mapping[str, str]) -> None:
    """Makes sure that a page shows a state, and that its address says so; a default is an empty text there."""
    assert not at.exception
    assert not at.error
    assert not at.warning
    assert left == []
    assert {name: at.query_params.get(name, "") for name in state} == state


def done_at(at: AppTest, step: Step) -> Done:
    """Returns what the page's address says, as the bar reads it, and what a net says to it where one is asked."""
    done = Done(state={name: at.query_params[name] for name in at.query_params})
    if not step.question.check.asks_net:
        return done
    digit = shown_digit(step.page, done.state, "")
    return replace(done, answered=net_answer(digit, ask_of(digit, client="me").result(SECONDS)))


def step_sent(at: AppTest) -> dict[str, Any]:
    """Returns what the step by hand was sent."""
    (found,) = [each for each in at.get("bidi_component") if each.proto.component_name == "convscope_backward"]
    return json.loads(found.proto.json)


def asked_of(name: str, number: int) -> dict[str, Any]:
    """Returns the check of a step as its file has it; empty where it asks nothing."""
    table = tomllib.loads((CONTENT / "lessons" / f"{name}.toml").read_text("utf-8"))
    return table["steps"][number - 1].get("check", {})


def is_shown(at: AppTest, check: dict[str, Any], answer: float) -> bool:
    """Whether the page shows the number that a check asks for, in its place; of several paddings under SAME.

    The step by hand is sent whole, with how far it is shown.
    """
    if check["number"] in STAGES_OF:
        step = step_sent(at)
        kernel = check["operation"]["kernel"]
        assert (step["kernel"], step["target"]) == (kernel, check["target"])
        assert (step["relu"] == "yes") == check["operation"].get("relu", False)
        assert float(step["rate"]) == check.get("rate", float(step["rate"]))
        return STAGES.index(step["until"]) <= STAGES.index(STAGES_OF[check["number"]])
    panels = sent(at)["panels"]
    output = panels[len(panels) > 1]["arrays"]["output"]
    if check["number"] == "rows":
        return output.shape[0] == answer
    place = tuple(check.get(name, 0) for name in ("row", "column", "filter"))
    is_inside = all(index < size for index, size in zip(place, output.shape, strict=True))
    return bool(is_inside and output[place] == answer)
