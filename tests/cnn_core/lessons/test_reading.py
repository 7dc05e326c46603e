import tomllib
from typing import Any

import pytest

from cnn_core.errors import SpecError
from cnn_core.lessons.answered import AnswerCheck
from cnn_core.lessons.built import BuiltCheck
from cnn_core.lessons.checks import Done, NumberCheck, PinCheck, StateCheck
from cnn_core.lessons.reading import MOST_CHARACTERS, MOST_STEPS, faults_of, lesson_of

PAGES = {"start": {}, "toy": {"toy_padding": "", "toy_stride": "", "toy_pin": "", "net": ""}}

STATES = """
minutes = 5
[[steps]]
name = "sum"
page = "toy"
state.toy_stride = "2"
seen.toy_padding = "SAME"
check = { number = "cell", operation = { image = "1,2,3;4,5,6;7,8,9", kernel = "1,1;1,1" } }
mistakes.tens.operation.kernel = "10,10;10,10"
mistakes.last = { row = 1, column = 1 }
[[steps]]
name = "reach"
page = "toy"
check.state.toy_padding = "SAME"
mistakes.own.state.toy_padding = "Explicit"
[[steps]]
name = "press"
page = "toy"
check = { pin = "toy_pin", read_by = 4, operation = { image = "1,2,3;4,5,6;7,8,9", kernel = "1,1;1,1" } }
[[exits]]
name = "on"
page = "start"
"""
TEXTS = """
title = "A lesson"
goal = "You know a sum."
[steps.sum]
said = "Look."
asked = "Which number?"
right = "So it is."
otherwise = "Add."
mistakes = { tens = "Tens.", last = "The last." }
[steps.reach]
said = "Do."
asked = "Reach it."
right = "Reached."
mistakes.own = "Your own."
[steps.press]
said = "Do."
asked = "Press it."
right = "Pressed."
[exits]
on.said = "Go on"
"""


def lesson(states=STATES, texts=TEXTS):
    return lesson_of("mine", tomllib.loads(states), tomllib.loads(texts), pages=PAGES)


def test_a_lesson_is_read_from_two_files():
    read = lesson()
    assert (read.name, read.title, read.goal, read.minutes) == ("mine", "A lesson", "You know a sum.", 5)
    assert read.questions == read.steps
    number, state, pin = (step.question.check for step in read.steps)
    assert number == NumberCheck(
        number=12, mistakes=((120, "Tens."), (28, "The last.")), otherwise="Add.", asks="cell"
    )
    assert state == StateCheck(
        state={"toy_padding": "SAME"}, mistakes=(({"toy_padding": "Explicit"}, "Your own."),)
    )
    assert isinstance(pin, PinCheck)
    assert pin.usage.tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert [(way.page, way.said) for way in read.exits] == [("start", "Go on")]


def test_what_is_seen_is_a_change_of_the_state():
    number, state, pin = lesson().steps
    assert number.seen == {"toy_stride": "2", "toy_padding": "SAME"}
    assert state.seen == {"toy_padding": "SAME"}  # the state that is reached shows itself
    assert pin.seen is None


def test_a_lesson_is_read_from_one_file():
    step = {"name": "a", "page": "start", "said": "Draw."}
    read = lesson_of("mine", {"title": "T", "steps": [step]}, {}, pages=PAGES)
    assert (read.goal, read.minutes, read.questions, read.steps[0].said) == ("", 0, (), "Draw.")


def test_numbers_of_logits_are_asked_for_too():
    mistakes = {"first": {"class": 0, "said": "The first."}, "base": {"slip": "log10", "said": "Base 10."}}
    step = ASKING | {"check": LOSS, "mistakes": mistakes}
    check = lesson_of("mine", {"title": "T", "steps": [step]}, {}, pages=PAGES).steps[0].question.check
    assert check.answer == "2.13"
    given = {typed: check.judge(Done(typed=typed)) for typed in ("2.13", "2,127", "0.13", "0.92", "2.12")}
    assert [verdict.kind for verdict in given.values()] == ["right", "right", "wrong", "wrong", "wrong"]
    assert [verdict.said for verdict in given.values()][2:4] == ["The first.", "Base 10."]


def test_numbers_of_nets_are_asked_for_too():
    mistakes = {"one": {"slip": "one_channel", "said": "One."}, "first": {"layer": "conv1", "said": "First."}}
    step = ASKING | {"check": CONV2, "mistakes": mistakes}
    check = lesson_of("mine", {"title": "T", "steps": [step]}, {}, pages=PAGES).steps[0].question.check
    assert check == NumberCheck(number=18_432, mistakes=((576, "One."), (288, "First.")), asks="parameters")


def test_a_net_is_asked_for_its_answer_or_built():
    mistakes = {"same": {"as": 9, "said": "Still 9."}}
    step = ASKING | {"check": {"answered": {"not": 9, "net": "two_block"}}, "mistakes": mistakes}
    built = ASKING | {"name": "b", "check": {"built": "net", "at_most": 10_000}, "seen": {"net": "c4-max2"}}
    read = lesson_of("mine", {"title": "T", "steps": [step, built]}, {}, pages=PAGES)
    asks, builds = (step.question.check for step in read.steps)
    assert isinstance(asks, AnswerCheck)
    assert (asks.asks_net, asks.is_typed, asks.net, asks.wanted.is_not) == (True, False, "two_block/default", 9)
    assert [said for _, said in asks.mistakes] == ["Still 9."]
    assert builds == BuiltCheck(name="net", most=10_000)


def test_a_state_can_stand_for_several():
    check = {"state": {"toy_pin": "output,*"}}
    mistakes = {"in": {"state": {"toy_pin": "input,*"}, "said": "The input."}}
    step = ASKING | {"check": check, "mistakes": mistakes, "seen": {"toy_pin": "output,0,0"}}
    read = lesson_of("mine", {"title": "T", "steps": [step]}, {}, pages=PAGES).steps[0]
    pins = ("output,1,2", "output,0,0", "input,0,0", "kernel,0,0", "")
    kinds = [read.question.check.judge(Done(state={"toy_pin": pin})).kind for pin in pins]
    assert kinds == ["right", "right", "wrong", "begun", "unread"]
    assert read.seen == {"toy_pin": "output,0,0"}


def test_a_mistake_can_be_every_other_state():
    mistakes = {
        "two": {"state": {"toy_stride": "2"}, "said": "Two."},
        "others": {"state": {"toy_stride": "*"}, "said": "Another."},
    }
    step = ASKING | {"check": {"state": {"toy_stride": "3"}}, "mistakes": mistakes}
    check = lesson_of("mine", {"title": "T", "steps": [step]}, {}, pages=PAGES).steps[0].question.check
    said = [check.judge(Done(state={"toy_stride": stride})).said for stride in ("3", "2", "4")]
    assert said == ["", "Two.", "Another."]


STEP: dict[str, Any] = {"name": "a", "page": "toy", "said": "Look."}
ASKING = STEP | {"asked": "Which?", "right": "So."}
NUMBER = {"number": "cell", "operation": {"image": "1,2,3;4,5,6;7,8,9", "kernel": "1,1;1,1"}}

LOSS = {"number": "loss", "logits": [3, 1], "class": 1}
CONV2 = {"number": "parameters", "net": "two_block", "layer": "conv2"}


def said_of(step: object) -> str:
    (fault,) = faults_of({"title": "T", "steps": [step]}, {}, pages=PAGES)
    return fault


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (STEP | {"page": "no_page"}, "There is no page 'no_page'. There are: start, toy."),
        (STEP | {"page": ["toy"]}, "There is no page"),
        (STEP | {"state": {"other": "1"}}, "knows no 'other'"),
        (STEP | {"state": {"toy_stride": 2}}, "'toy_stride', or what is given for it is no text"),
        (STEP | {"state": "x"}, "knows no 'x'"),
        (STEP | {"seen": {"other": "1"}}, "knows no 'other'"),
        (STEP | {"said": ""}, "said needs a text"),
        (STEP | {"said": "x" * (MOST_CHARACTERS + 1)}, "said needs a text"),
        (STEP | {"qestion": "Which?"}, "'qestion' means nothing here"),
        (STEP | {"asked": "Which?"}, "needs a check"),
        (STEP | {"check": NUMBER}, "asked needs a text"),
        (ASKING | {"check": {}}, "A check needs one of number, state, pin, answered, built"),
        (ASKING | {"check": "12"}, "A check needs one of"),
        (ASKING | {"check": NUMBER | {"pin": "toy_pin"}}, "A check needs one of"),
        (
            ASKING | {"check": {"number": "cell", "operation": {"image": "1", "kernel": "1,1"}}},
            "padded image has 1",
        ),
        (ASKING | {"check": NUMBER, "mistakes": "x"}, "Each mistake needs a table"),
        (ASKING | {"check": NUMBER, "mistakes": {"m": {"row": 0, "said": "x"}}}, "'m' gives the right answer"),
        (ASKING | {"check": NUMBER, "mistakes": {"m": {"row": 1}}}, "m: said needs a text"),
        (ASKING | {"check": NUMBER, "mistakes": {"m": {"row": 9, "said": "x"}}}, "no row 9"),
        (ASKING | {"check": NUMBER, "mistakes": {"m": {"operation": "x", "said": "x"}}}, "needs an operation"),
        (
            ASKING | {"check": NUMBER, "mistakes": {each: {"row": 1, "said": "x"} for each in ("m", "n")}},
            "'n' gives 24, as another mistake does",
        ),
        (
            ASKING | {"check": LOSS | {"row": 1}},
            "'row' means nothing here. There are: class, logits, number, other",
        ),
        (ASKING | {"check": NUMBER | {"logits": [1, 0]}}, "'logits' means nothing here"),
        (ASKING | {"check": LOSS, "mistakes": {"m": {"operation": {}, "said": "x"}}}, "'operation' means nothing"),
        (
            ASKING | {"check": LOSS, "mistakes": {"m": {"logits": [4, 2], "said": "x"}}},
            "'m' gives the right answer",
        ),
        (ASKING | {"check": LOSS, "mistakes": {"m": {"slip": "kept", "said": "x"}}}, "no usual wrong way"),
        (ASKING | {"check": NUMBER, "otherwise": ""}, "otherwise needs a text"),
        (ASKING | {"check": {"state": {"toy_stride": "2"}}, "otherwise": "x"}, "where a number is asked for"),
        (STEP | {"otherwise": "x"}, "where a number is asked for"),
        (ASKING | {"check": {"state": {}}}, "names no state"),
        (ASKING | {"check": {"state": {"toy_pin": "input,*"}}}, "Say in seen which of them"),
        (ASKING | {"check": {"state": {"toy_pin": "i*"}}, "seen": {"toy_pin": "o"}}, "no right answer"),
        (ASKING | {"check": {"state": {"toy_pin": "*"}}, "seen": {"toy_pin": "o"}}, "in the state that is to be"),
        (ASKING | {"check": CONV2 | {"row": 1}}, "'row' means nothing here. There are: layer, net, number"),
        (ASKING | {"check": CONV2 | {"layer": "conv9"}}, "no layer 'conv9'"),
        (ASKING | {"check": {"answered": {"as": 10}}}, "as is 10"),
        (ASKING | {"check": {"answered": {"as": 1, "net": "none"}}}, "none"),
        (ASKING | {"check": {"answered": {"as": 1}}, "mistakes": {"m": {"as": 1, "said": "x"}}}, "'m' gives the"),
        (ASKING | {"check": {"answered": {"as": 1}}, "mistakes": {"m": {"said": "x"}}}, "cannot be wanted"),
        (ASKING | {"check": {"built": "net", "at_most": "x"}}, "at_most is 'x'"),
        (ASKING | {"check": {"built": "other", "at_most": 9}}, "knows no 'other'"),
        (ASKING | {"check": {"built": "net", "at_most": 9}, "mistakes": {"m": {"said": "x"}}}, "have no mistakes"),
        (
            ASKING | {"state": {"net": "c4"}, "check": {"built": "net", "at_most": 99_999}},
            "in the state that is to be reached",
        ),
        (
            ASKING | {"seen": {"net": "two_block"}, "check": {"built": "net", "at_most": 10_000}},
            "no right answer",
        ),
        (ASKING | {"check": {"state": {"toy_stride": ""}}}, "in the state that is to be reached when"),
        (
            ASKING | {"check": {"state": {"toy_stride": "2"}}, "mistakes": {"m": {"state": {"toy_stride": "2"}}}},
            "'m' gives the right answer",
        ),
        (ASKING | {"check": NUMBER | {"number": "pin"}}, "'pin' is no number"),
        (ASKING | {"check": {"pin": "other", "operation": NUMBER["operation"]}}, "knows no 'other'"),
        (ASKING | {"check": {"pin": "toy_pin", "read_by": 5, "operation": NUMBER["operation"]}}, "The most are 4"),
    ],
)
def test_what_is_wrong_in_a_step_is_said_with_its_place(step, reason):
    said = said_of(step)
    assert said.startswith("Step 1 (a): ")
    assert reason in said


@pytest.mark.parametrize(
    ("table", "texts", "reason"),
    [
        ({"title": "T"}, {}, "1 to 40 [[steps]] are needed"),
        ({"title": "T", "steps": ["start"]}, {}, "[[steps]] are needed"),
        ({"title": "T", "steps": [STEP] * (MOST_STEPS + 1)}, {}, "[[steps]] are needed"),
        ({"steps": [STEP]}, {}, "title needs a text"),
        ({"title": "T", "steps": [STEP], "minutes": "ten"}, {}, "minutes is 'ten'"),
        ({"title": "T", "steps": [STEP], "stops": []}, {}, "'stops' means nothing here"),
        ({"title": "T", "steps": [STEP, STEP]}, {}, "Two steps are called 'a'"),
        ({"title": "T", "steps": [STEP], "exits": [{"page": "none", "said": "x"}]}, {}, "Exit 1: There is no page"),
        (
            {"title": "T", "steps": [STEP]},
            {"steps": {"b": {"said": "x"}}},
            "steps has 'b', which the lesson does not",
        ),
        ({"title": "T", "steps": [STEP]}, {"steps": "x"}, "steps needs a table for each"),
        ({"title": "T", "steps": [STEP]}, {"stepps": {}}, "'stepps' means nothing here"),
    ],
)
def test_what_is_wrong_in_a_lesson_is_said(table, texts, reason):
    (fault,) = faults_of(table, texts, pages=PAGES)
    assert reason in fault
    with pytest.raises(SpecError):
        lesson_of("mine", table, texts, pages=PAGES)


def test_all_faults_are_found_at_once():
    table = {"steps": [STEP | {"page": "none"}, STEP | {"said": 3}]}
    assert [fault[:8] for fault in faults_of(table, {}, pages=PAGES)] == ["title ne", "Step 1 (", "Step 2 ("]
