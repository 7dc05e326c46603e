import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn_core.errors import SpecError
from cnn_core.lessons.asked_of_logits import END_SLIPS, KINDS, SHARE_SLIPS, number_of_logits

THREE = [3, 1, 0]
POWERS = [math.e**3, math.e, 1]
FIRST, SECOND, THIRD = (power / sum(POWERS) for power in POWERS)


def asked(number, logits=THREE, index=0, **more):
    return number_of_logits({"number": number, "logits": logits, "class": index, **more})


def test_the_three_numbers_by_hand():
    assert [asked("probability", index=index) for index in range(3)] == pytest.approx([FIRST, SECOND, THIRD])
    assert asked("ratio", other=1) == pytest.approx(math.e**2)
    assert asked("ratio", index=2, other=0) == pytest.approx(math.e**-3)
    assert asked("loss", index=1) == pytest.approx(math.log(sum(POWERS)) - 1)
    assert asked("loss", [0] * 10) == pytest.approx(math.log(10))


def test_what_is_added_to_all_logits_changes_nothing():
    for number in KINDS:
        assert asked(number, [103, 101, 100], other=2) == pytest.approx(asked(number, other=2))


@given(arrays(np.float64, 10, elements=st.floats(-20, 20)), st.integers(0, 9))
def test_they_are_those_of_tensorflow(logits, index):
    import tensorflow as tf

    probability = tf.nn.softmax(logits[np.newaxis])[0, index]
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits([index], logits[np.newaxis])[0]
    assert asked("probability", logits.tolist(), index) == pytest.approx(float(probability), rel=1e-9)
    assert asked("loss", logits.tolist(), index) == pytest.approx(float(loss), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("number", "slip", "comes"),
    [
        ("probability", "no_softmax", 3),
        ("probability", "no_exponent", 3 / 4),
        ("probability", "not_divided", math.e**3),
        ("ratio", "no_exponent", 3),
        ("ratio", "difference", 2),
        ("loss", "no_softmax", -math.log(3)),
        ("loss", "no_exponent", -math.log(3 / 4)),
        ("loss", "not_divided", -3),
        ("loss", "log10", -math.log(FIRST) / math.log(10)),
        ("loss", "no_minus", math.log(FIRST)),
        ("loss", "no_logarithm", FIRST),
        ("loss", "rest", SECOND + THIRD),
    ],
)
def test_each_wrong_way(number, slip, comes):
    assert slip in SHARE_SLIPS or (number, slip) in END_SLIPS
    assert asked(number, other=1, slip=slip) == pytest.approx(comes)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"number": "share"}, "'share' is no number of logits.*probability, ratio, loss"),
        ({"slip": "log10"}, "'log10' is no number of logits, or no usual wrong way.*no_softmax"),
        ({"slip": ["log10"]}, "no usual wrong way"),
        ({"slip": []}, "no usual wrong way"),
        ({"number": ["loss"]}, "is no number of logits"),
        ({"logits": "3,1,0"}, "a list of 2 to 100 numbers"),
        ({"logits": [3]}, "a list of 2 to 100"),
        ({"logits": [0] * 101}, "a list of 2 to 100"),
        ({"logits": [3, True]}, "a list of 2 to 100"),
        ({"logits": [3, math.nan]}, "a list of 2 to 100"),
        ({"logits": [3, 501]}, "further from 0 than 500"),
        ({"class": 3}, "no class 3: they are counted from 0 to 2"),
        ({"class": True}, "no class True"),
        ({"number": "ratio"}, "no other None"),
        ({"number": "loss", "class": 2, "slip": "no_exponent"}, "comes out as inf"),
        ({"number": "loss", "logits": [500, -500], "class": 1, "slip": "log10"}, "comes out as inf"),
        ({"logits": [1, -1], "slip": "no_exponent"}, "comes out as inf"),
    ],
)
def test_what_cannot_be_asked_is_said(wrong, reason):
    with pytest.raises(SpecError, match=reason):
        number_of_logits({"number": "probability", "logits": THREE, "class": 0, **wrong})
