import math

import numpy as np
import pytest

from cnn_core.lessons.checks import Done, NumberCheck, PinCheck, StateCheck, number_text, read_number

NUMBER = NumberCheck(number=21, mistakes=((12, "ones"), (2.25, "quarter")))
RULED = NumberCheck(number=21, mistakes=((12, "ones"),), otherwise="Add them.")
STATE = StateCheck(
    state={"toy_padding": "SAME", "toy_stride": ""},
    mistakes=(({"toy_padding": "Explicit"}, "own"),),
    opening={"toy_stride": "3", "other": "1"},
)
BEGUN = "Not there yet. What the page shows is not what is asked for."
PIN = PinCheck(pin="toy_pin", usage=np.array([[1, 2, 0], [2, 4, 0]]), read_by=4)


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ("21", "right", ""),
        (" 21.0 ", "right", ""),
        ("21,00", "right", ""),
        ("12", "wrong", "ones"),
        ("2.25", "wrong", "quarter"),
        ("2,253", "wrong", "quarter"),
        ("22", "wrong", "Not yet"),
        ("", "unread", "Write a number first"),
        ("lots", "unread", '"lots" is no number'),
        ("1e2", "unread", "is no number"),
        ("nan", "unread", "is no number"),
        ("٣", "unread", "is no number"),
        ("9" * 500, "unread", "is no number"),
    ],
)
def test_a_number_is_judged(typed, kind, said):
    verdict = NUMBER.judge(Done(typed=typed))
    assert verdict.kind == kind
    assert said in verdict.said


@pytest.mark.parametrize(("typed", "said"), [("21", ""), ("12", "ones"), ("22", "Add them.")])
def test_a_lesson_says_the_rule_where_no_mistake_is_known(typed, said):
    assert RULED.judge(Done(typed=typed)).said == said


@pytest.mark.parametrize(
    ("text", "number"),
    [("−9", -9), ("-9", -9), ("+3", 3), (".5", 0.5), ("2,5", 2.5), ("7.", 7), ("- 3", -3), ("1-2", None)],
)
def test_a_number_is_read_as_people_write_it(text, number):
    assert read_number(text) == number


def test_a_number_is_shown_as_people_write_it():
    whole = {-9.0: "−9", 72.0: "72", 2.25: "2.25", 0.5: "0.5", -0.0: "0", 1e6: "1000000", 0.3 - 0.2: "0.1"}
    rounded = {1 / 3: "0.33", math.log(10): "2.30", 0.0949: "0.09", 0.9999: "1.00", -0.004: "0.00"}
    assert {number: number_text(number) for number in whole | rounded} == whole | rounded


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        ({"toy_padding": "SAME", "other": "1"}, "right", ""),
        ({"toy_padding": "SAME", "toy_stride": "2"}, "begun", BEGUN),
        ({"toy_padding": "Explicit"}, "wrong", "own"),
        ({"toy_stride": "3"}, "unread", ""),
        ({}, "begun", BEGUN),
    ],
)
def test_a_state_is_judged(state, kind, said):
    verdict = STATE.judge(Done(state=state))
    assert (verdict.kind, verdict.said) == (kind, said)


@pytest.mark.parametrize(
    ("pin", "kind", "said"),
    [
        ("input,1,1", "right", ""),
        ("input,0,1", "wrong", "read by 2 windows"),
        ("input,0,0", "wrong", "read by one window"),
        ("input,0,2", "wrong", "read by no window"),
        ("input,-1,0", "wrong", "in the padding"),
        ("input,2,0", "wrong", "in the padding"),
        ("output,1,1", "unread", ""),
        ("", "unread", ""),
    ],
)
def test_a_pixel_is_judged_by_the_windows_that_read_it(pin, kind, said):
    verdict = PIN.judge(Done(state={"toy_pin": pin}))
    assert verdict.kind == kind
    assert said in verdict.said


def test_a_number_alone_is_typed():
    assert (NUMBER.is_typed, STATE.is_typed, PIN.is_typed) == (True, False, False)
    assert (NUMBER.answer, STATE.answer, PIN.answer) == ("21", "", "")
