import numpy as np
import pytest
import tensorflow as tf

from cnn_core.errors import SpecError
from cnn_core.lessons.asked import names_of, number_of
from cnn_core.lessons.asked_of_steps import GRADIENT_SLIPS, KINDS, LOSS_SLIPS, OUTPUT_SLIPS, UPDATE_SLIPS

COURSE = {"image": "1,2,3;4,5,6;7,8,9", "kernel": "1,1;1,1"}
TARGET = "9,12;18,21"
BENT = {**COURSE, "kernel": "1,2;1,-2", "relu": True}  # the sums are -1, 1, 5, 7


def asked(number, operation=COURSE, target=TARGET, **more):
    return number_of({"number": number, "operation": operation, "target": target, **more})


def test_the_numbers_by_hand():
    assert asked("difference", row=1) == 6
    assert asked("step_loss") == 110
    assert asked("at_output", row=1) == 12
    assert [asked("gradient", row=row, column=column) for row in (0, 1) for column in (0, 1)] == [
        140,
        180,
        260,
        300,
    ]
    assert asked("updated", rate=0.001, column=1) == pytest.approx(0.82)
    assert asked("loss_after", rate=0.001) == pytest.approx(0.304, abs=1e-3)
    assert asked("loss_after", rate=0) == 110


def test_of_several_filters_the_one_that_is_asked_for():
    two = {**COURSE, "kernel": "1,1;1,1|0,0;0,0"}
    target = f"{TARGET}|1,0;0,0"
    assert asked("gradient", two, target) == 140
    assert asked("gradient", two, target, filter=1) == -2
    assert asked("updated", two, target, filter=1, rate=0.5) == 1


@pytest.mark.parametrize(
    ("number", "slip", "comes"),
    [
        ("difference", "turned", -3),
        ("step_loss", "not_squared", 20),
        ("step_loss", "squared_at_last", 400),
        ("step_loss", "mean", 27.5),
        ("step_loss", "half", 55),
        ("at_output", "no_factor", 3),
        ("at_output", "squared", 9),
        ("at_output", "turned", -6),
        ("gradient", "no_factor", 70),
        ("gradient", "first_product", 6),
        ("gradient", "no_pixels", 40),
        ("gradient", "no_gradients", 12),
        ("gradient", "turned", -140),
        ("updated", "added", 1.14),
        ("updated", "no_rate", -139),
        ("updated", "change", -0.14),
        ("updated", "product", 0.14),
        ("updated", "no_factor", 0.93),
    ],
)
def test_what_the_usual_mistakes_give(number, slip, comes):
    assert asked(number, slip=slip, rate=0.001) == pytest.approx(comes)


def test_each_wrong_way_is_tried_here():
    tried = {mark.args[1][at][1] for mark in test_what_the_usual_mistakes_give.pytestmark for at in range(18)}
    assert {*LOSS_SLIPS, *OUTPUT_SLIPS, *GRADIENT_SLIPS, *UPDATE_SLIPS} == tried


def test_a_relu_stops_what_its_zero_would_send_back():
    target = "2,2;3,8"
    assert asked("gradient", BENT, target) == 2
    assert asked("gradient", BENT, target, slip="through_relu") == -2
    assert asked("updated", BENT, target, slip="through_relu", rate=0.5) == 2


def test_they_are_those_of_tensorflow():
    random = np.random.default_rng(3)
    for _ in range(20):
        image, kernel, target = (random.integers(-9, 9, side) for side in ((4, 5), (2, 3), (3, 3)))
        operation = {"image": text(image), "kernel": text(kernel), "relu": bool(random.integers(2))}
        weights = tf.Variable(kernel[:, :, None, None].astype(np.float32))

        def loss(weights=weights, image=image, target=target, operation=operation):
            sums = tf.nn.conv2d(image[None, ..., None].astype(np.float32), weights, 1, "VALID")[0, ..., 0]
            return tf.reduce_sum(((tf.nn.relu(sums) if operation["relu"] else sums) - target) ** 2)

        with tf.GradientTape() as tape:
            before = loss()
        gradient = tape.gradient(before, weights)
        place = {"row": int(random.integers(2)), "column": int(random.integers(3))}
        at = (place["row"], place["column"], 0, 0)
        assert asked("step_loss", operation, text(target)) == pytest.approx(float(before))
        assert asked("gradient", operation, text(target), **place) == pytest.approx(float(gradient[at]))
        weights.assign_sub(0.01 * gradient)
        assert asked("updated", operation, text(target), rate=0.01, **place) == pytest.approx(
            float(weights[at]), abs=1e-4
        )
        assert asked("loss_after", operation, text(target), rate=0.01) == pytest.approx(float(loss()), rel=1e-4)


def text(grid):
    return ";".join(",".join(map(str, row)) for row in grid)


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        ({"slip": "kept"}, "no usual wrong way to this number of a training step"),
        ({"number": "loss_after", "slip": "turned"}, "There are: none"),
        ({"row": 2}, "There is no row 2: they are counted from 0 to 1"),
        ({"filter": True}, "There is no filter True"),
        ({"target": "1,2"}, "The target has the shape"),
        ({"target": 3}, "The operation's target is"),
        ({"rate": "x"}, "The learning rate is"),
        ({"operation": {"image": "1,2;3,4", "pool": "max"}}, "is no number that can be asked for"),
    ],
)
def test_what_cannot_be_reckoned_has_its_sentence(check, sentence):
    with pytest.raises(SpecError, match=sentence):
        asked(**{"number": "gradient", **check})


def test_what_a_check_may_hold():
    for kind in KINDS:
        assert {"target", "rate"} <= set(names_of({"number": kind}))
    assert "target" not in names_of({"number": "cell"})
