import re

import numpy as np
import pytest

from cnn_core.lessons.lesson import Step
from cnn_core.nets.receptive_field import STACKS, trace_cell
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import Disturbance, disturb
from cnn_core.text import t
from ui.handouts.figures import digit_figure, figures_of

pytestmark = pytest.mark.usefixtures("app_engine")
PICKED = {"mnist_source": "pick", "mnist_index": "5"}
SIDE = 72


def drawn(page, **state):
    return figures_of(Step(name="a", page=page, said="x", state=state))


def whites(svg):
    """Returns the area that is drawn in white, in squares of a map's side."""
    paths = "".join(re.findall(r'fill="#ffffff" d="([^"]+)"', svg))
    pieces = re.findall(r"h([\d.]+)v([\d.]+)h-", paths)
    return sum(float(width) * float(height) for width, height in pieces) / SIDE**2


def test_a_cell_sees_of_each_layer_what_it_reaches():
    (figure,) = drawn("receptive_field", receptive_cell="3,3,3")
    view = trace_cell(STACKS["two_block"], 3, 3, depth=3)
    seen = sum(float((layer.paths() > 0).mean()) for layer in view.layers[:4])
    assert whites(figure.svg) == pytest.approx(seen, rel=0.12)  # the pieces overlap a little
    assert figure.said == t("handout.sees", layer="conv2", row=3, column=3)


def test_a_digit_comes_with_the_answer_to_it():
    figures = drawn("mnist_inspection", **PICKED)
    assert figures[0] == digit_figure(5)
    said = [figure.said for figure in figures]
    assert said[1] == t("handout.probabilities")
    assert [line.partition(" ·")[0] for line in said[2:]] == ["pool1", "pool2"]
    assert [figure.said for figure in drawn("explanation", why_source="pick", why_index="5")] == said[:2]


def test_a_disturbed_digit_is_drawn_disturbed_and_answered_so():
    plain, moved = (
        drawn("mnist_inspection", **PICKED),
        drawn("mnist_inspection", **PICKED, mnist_disturbed="right*6"),
    )
    pixels = disturb(load_digits().held_out_images[5], Disturbance(right=6))
    assert not np.array_equal(pixels, load_digits().held_out_images[5])
    assert moved[0].said == t("handout.disturbed", index=5, label=load_digits().held_out_labels[5])
    assert all(one.svg != other.svg for one, other in zip(plain, moved, strict=True))


@pytest.mark.parametrize(
    ("page", "state", "layer"),
    [
        ("build_net", {}, "18432 parameters"),
        ("build_net", {"net": "c16-max2_c64-s2-max2_normal0.01"}, "9216 parameters"),
        ("training", {"net": "three_block/default"}, "1280625 parameters"),
    ],
)
def test_a_net_is_drawn_with_its_layers(page, state, layer):
    (figure,) = drawn(page, **state)
    assert layer in re.sub(r"(?<=\d)\D(?=\d{3})", "", figure.svg)


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("start", {}),
        ("training", {}),
        ("results", {}),
        ("mnist_inspection", {}),
        ("mnist_inspection", {**PICKED, "mnist_moment": "3"}),
        ("mnist_inspection", {**PICKED, "mnist_disturbed": "nonsense*x"}),
        ("explanation", {"why_source": "pick", "why_off": "conv1*0"}),
        ("receptive_field", {"receptive_cell": "9,9,9"}),
        ("build_net", {"net": "nonsense"}),
    ],
)
def test_what_is_not_drawn_for_paper_is_left_out(page, state):
    assert drawn(page, **state) == []


def test_a_step_by_hand_is_drawn_as_far_as_the_page_shows_it():
    def cells(until, **more):
        (figure,) = drawn("backward", backward_until=until, **more)
        numbers = re.findall(r'text-anchor="middle">([^<]+)<', figure.svg)
        return [float(number.replace("−", "-")) for number in numbers][9:], figure.said

    forward = [1, 1, 1, 1, 12, 16, 24, 28, 9, 12, 18, 21]
    assert cells("output") == (forward, "")
    assert cells("difference") == ([*forward, 3, 4, 6, 7], "")
    assert cells("loss") == ([*forward, 3, 4, 6, 7], t("handout.loss", before="110"))
    # twice the difference; and of the first weight 6·1 + 8·2 + 12·4 + 14·5 = 140
    assert cells("gradient")[0][16:] == [6, 8, 12, 14, 140, 180, 260, 300]
    whole, said = cells("")
    assert whole[24:] == [0.86, 0.82, 0.74, 0.7]
    assert said == t("handout.losses", before="110", after="0.304")
    assert drawn("backward", backward_rate="nonsense") == []
