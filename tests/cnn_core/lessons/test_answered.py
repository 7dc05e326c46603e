from dataclasses import replace

import pytest

from cnn_core.errors import SpecError
from cnn_core.lessons.answered import AnswerCheck, net_of, outcome_of
from cnn_core.lessons.checks import Done, NetAnswer

SEVEN = NetAnswer(net="two_block/default", answer=7, probability=0.9)


def judged(wanted, found, **mistakes):
    others = tuple((outcome_of(mistake), name) for name, mistake in mistakes.items())
    check = AnswerCheck(net=net_of(wanted), wanted=outcome_of(wanted), mistakes=others)
    verdict = check.judge(Done(answered=found))
    return verdict.kind, verdict.said


@pytest.mark.parametrize(
    ("wanted", "change", "is_right"),
    [
        ({"as": 7}, {}, True),
        ({"as": 1}, {}, False),
        ({"as": 0}, {"answer": 0}, True),
        ({"not": 1}, {}, True),
        ({"not": 7}, {}, False),
        ({"at_least": 0.9}, {}, True),
        ({"at_least": 0.91}, {}, False),
        ({"at_most": 0.89}, {}, False),
        ({"as": 7, "drawn": True}, {}, False),
        ({"as": 7, "drawn": True}, {"is_drawn": True}, True),
        ({"as": 7, "drawn": False}, {"is_drawn": True}, False),
        ({"as": 7, "off": True}, {}, False),
        ({"as": 7, "off": True}, {"is_off": True}, True),
        ({"as": 7, "disturbed": []}, {}, True),
        ({"as": 7, "disturbed": []}, {"disturbed": ("down",)}, False),
        ({"as": 7, "disturbed": ["down", "right"]}, {}, False),
        ({"as": 7, "disturbed": ["down", "right"]}, {"disturbed": ("down",)}, True),
        ({"as": 7, "disturbed": ["down"]}, {"disturbed": ("down", "noise")}, False),
        ({"as": 7, "left_out": ["recentre"]}, {"left_out": ("recentre",)}, True),
        ({"as": 7, "left_out": ["recentre"]}, {"left_out": ("crop",)}, False),
        ({"as": 7, "net": "two_block"}, {}, True),
    ],
)
def test_what_is_wanted_of_an_answer(wanted, change, is_right):
    kind, said = judged(wanted, replace(SEVEN, **change))
    assert (kind == "right") == is_right
    if not is_right:  # on the way the answer is told, and nothing counts as a try
        assert kind == "unread"
        assert said.startswith(f"The net says {replace(SEVEN, **change).answer} (")


def test_a_mistake_is_told_in_its_own_words_and_is_a_try():
    wanted = {"as": 1, "disturbed": ["right"]}
    mistakes = {"turned": {"as": 7, "disturbed": ["rotation"]}, "still": {"as": 7, "disturbed": ["right"]}}
    assert judged(wanted, replace(SEVEN, disturbed=("rotation",)), **mistakes) == ("wrong", "turned")
    assert judged(wanted, replace(SEVEN, disturbed=("right",)), **mistakes) == ("wrong", "still")
    assert judged(wanted, SEVEN, **mistakes)[0] == "unread"


def test_a_digit_that_is_none_and_another_net_are_no_tries():
    assert judged({"as": 7}, None) == ("unread", "")
    assert judged({"as": 7}, replace(SEVEN, is_blank=True)) == ("unread", "There is no digit yet. Draw one.")
    kind, said = judged({"as": 7, "net": "three_block"}, SEVEN)
    assert (kind, said) == ("unread", "The page shows another net. This step asks three_block/default.")


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("7", "7 cannot be wanted of an answer. There are: as, not"),
        ({}, "cannot be wanted"),
        ({"net": "two_block"}, "cannot be wanted"),
        ({"as": 7, "class": 7}, "class cannot be wanted"),
        ({"as": 10}, "as is 10, but an answer is a whole number from 0 to 9"),
        ({"not": True}, "not is True"),
        ({"at_least": 90}, "at_least is 90, but a probability"),
        ({"at_most": True}, "at_most is True"),
        ({"drawn": 1}, "drawn is 1, but true or false"),
        ({"disturbed": "down"}, "disturbed is 'down', but a list is needed of some of these: thickness"),
        ({"disturbed": ["up"]}, "disturbed is"),
        ({"left_out": ["down"]}, "left_out is .* find_polarity"),
        ({"disturbed": [[]]}, "disturbed is"),
    ],
)
def test_what_cannot_be_wanted_is_said(wanted, reason):
    with pytest.raises(SpecError, match=reason):
        outcome_of(wanted)


@pytest.mark.parametrize(
    ("net", "reason"), [("four_block", "four_block"), (3, "The net is 3"), ("random_filters", "gives no answer")]
)
def test_a_net_that_cannot_answer_is_said(net, reason):
    with pytest.raises(SpecError, match=reason):
        net_of({"net": net})
