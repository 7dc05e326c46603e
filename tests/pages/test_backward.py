"""The page Backward by its script: what it reads, keeps and compares."""

import json
import re
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.models.comparison import compare_step_with_tensorflow
from cnn_core.models.filter_step import filter_step
from cnn_core.pictures.digits import load_digits
from tests.helpers.patience import SECONDS
from ui import badge
from ui.digits.last import LastDigit
from ui.pages.backward import by_hand, compared, on_a_net
from ui.pages.backward.choices import ChosenStep, carried_out, read_rate, take_over
from ui.pages.backward.compared import ComparedStep

PAGE = Path(__file__).parents[2] / "pages" / "backward.py"
EXAMPLE = ChosenStep(
    image=((1, 2, 3), (4, 5, 6), (7, 8, 9)),
    kernel=((1, 1), (1, 1)),
    target=((9, 12), (18, 21)),
    rate=0.001,
    weight=0,
    has_relu=False,
)


@pytest.fixture
def given(monkeypatch) -> dict[str, Any]:
    """What the component is given."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(by_hand, "_by_hand", lambda *, key, data, **_callbacks: given.update(data))
    return given


def page(**address):
    at = AppTest.from_file(PAGE, default_timeout=SECONDS)
    for name, value in address.items():
        at.query_params[f"backward_{name}"] = value
    return run(at)


def run(at):
    at.run()
    assert not at.exception
    return at


def compared_step(at):
    """Returns what stands beside the badge."""
    return badge.shown_by(at.session_state["badge_of_backward_badge"])


def lead(at):
    (line,) = [each for each in at.get("bidi_component") if each.proto.component_name == "convscope_badge"]
    return json.loads(line.proto.json)["lead"]


def test_the_example(given):
    at = page()
    assert compared_step(at) == ComparedStep(EXAMPLE)
    assert at.query_params == {}
    assert lead(at) == ["Loss", "110 → 0.304"]
    assert (given["image"], given["kernel"], given["target"]) == ("1,2,3;4,5,6;7,8,9", "1,1;1,1", "9,12;18,21")
    assert (given["rate"], given["weight"], given["relu"], given["told"]) == ("0.001", "0", "no", 0)


def test_an_address_is_read_and_written(given):
    state = {
        "image": "1,0,2;0,3,0;-1,0,1",
        "kernel": "0.5,-1;1,2",
        "target": "1,-2;3,0",
        "rate": "0.0015",
        "weight": "3",
        "relu": "yes",
        "until": "loss",
    }
    at = page(**state)
    assert {name: given[name] for name in state} == state
    assert at.query_params == {"v": "2", **{f"backward_{name}": value for name, value in state.items()}}
    assert at.toggle[0].value


def test_what_is_hidden_is_not_told_beside_it(given):
    at = page(until="loss")
    assert "badge_of_backward_badge" not in at.session_state
    at.selectbox[0].select("all")
    run(at)
    assert lead(at) == ["Loss", "110 → 0.304"]
    assert at.query_params == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image", "1,2;3,4"),
        ("kernel", "1,1,1;1,1,1"),
        ("target", "a"),
        ("rate", "0.1"),
        ("rate", "nan"),
        ("rate", "x"),
        ("weight", "4"),
        ("weight", "-1"),
    ],
)
def test_what_cannot_be_shown_is_the_example(given, name, value):
    at = page(**{name: value})
    assert compared_step(at) == ComparedStep(EXAMPLE)
    assert at.query_params == {}


def test_begin_again(given):
    at = page(kernel="0,0;0,0", relu="yes", rate="0.002")
    (again,) = [button for button in at.button if "example" in button.label]
    again.click()
    run(at)
    assert compared_step(at) == ComparedStep(EXAMPLE)
    assert at.query_params == {}
    assert given["relu"] == "no"


class Session(dict[str, Any]):
    """A session's state."""


@pytest.fixture
def session(monkeypatch):
    session = Session()
    monkeypatch.setattr("ui.pages.backward.choices.st.session_state", session)
    return session


def test_what_the_browser_tells_is_taken_over(session):
    take_over({"stamp": 5, "kernel": "0.86,0.82;0.74,0.7", "rate": "0.0012", "weight": "2", "image": "1,2"})
    assert session["backward_kernel"] == tuple(
        tuple(float(np.float32(value)) for value in row) for row in ((0.86, 0.82), (0.74, 0.7))
    )
    assert (session["backward_rate"], session["backward_weight"]) == (0.0012, 2)
    assert "backward_image" not in session


@pytest.mark.parametrize("told", [None, 3, [], {"kernel": 5, "rate": None, "weight": "1e3", "target": "x" * 9000}])
def test_nonsense_of_the_browser_changes_nothing(session, told):
    take_over(told)
    assert session == {}


def test_rates_are_those_of_the_handle():
    assert read_rate("0.00149") == 0.0015
    for text in ("-0.001", "0.0031", "inf"):
        with pytest.raises(ValueError, match=text):
            read_rate(text)


def test_the_badge_compares_the_step_that_is_shown(monkeypatch):
    class Asked:
        def compare_step(self, step, *, client):
            assert client == "me"
            future: Future[Any] = Future()
            future.set_result(compare_step_with_tensorflow(step))
            return future

    monkeypatch.setattr(compared, "engine", Asked)
    future, largest = ComparedStep(EXAMPLE).ask("me")
    np.testing.assert_allclose(future.result().output[..., 0, 0], [[0.86, 0.82], [0.74, 0.7]], rtol=1e-6)
    assert future.result().largest_difference <= badge.ROUNDING * largest
    assert largest == 300
    assert carried_out(EXAMPLE).loss.value == 110


@pytest.fixture
def figures(monkeypatch):
    """The figures of the part on a net, by their keys."""
    shown: dict[str, Any] = {}
    monkeypatch.setattr(on_a_net, "show_figure", lambda figure, *, key, alt: shown.update({key: figure}))
    return shown


def test_a_filter_of_a_net_on_the_last_digit(app_engine, figures):
    at = page(part="net", net_filter="3", net_weight="0,2", net_label="8")
    step = filter_step(load_digits().held_out_images[0], on_a_net.NET, filter=3, label=8, rate=0.1)
    trace = step.backward.trace_weight(0, 2)
    np.testing.assert_allclose(values(figures, "products"), trace.products, atol=1e-6)
    np.testing.assert_allclose(values(figures, "gradient"), step.backward.kernel[..., 0, 0], atol=1e-6)
    said = " ".join(each.value for each in [*at.markdown, *at.caption])
    assert f"all together are **{on_a_net._number(trace.sum)}**" in said
    assert f"**{on_a_net._number(step.loss_after)}**" in said
    assert "just now: the gradients of the kernel differ by at most" in said
    assert at.query_params == {
        "v": "2",
        "backward_part": "net",
        "backward_net_filter": "3",
        "backward_net_weight": "0,2",
        "backward_net_label": "8",
    }


def test_a_drawing_has_the_nets_answer_for_its_label(app_engine, figures):
    at = AppTest.from_file(PAGE, default_timeout=SECONDS)
    at.query_params["backward_part"] = "net"
    at.session_state["digit_last"] = LastDigit(load_digits().held_out_images[3])
    run(at)
    (label,) = re.findall(r"true label is \*\*(\d)\*\*", " ".join(each.value for each in at.markdown))
    assert f"says **{label}**" in " ".join(each.value for each in at.markdown)


def test_what_one_part_has_is_not_in_the_address_of_the_other(given):
    at = page(rate="0.002", net_filter="7")
    assert at.query_params == {"v": "2", "backward_rate": "0.002"}


def values(figures, name):
    """Returns what a heatmap shows, row by row from the top."""
    (heatmap,) = [trace for trace in figures[f"backward_net_{name}"].data if trace.type == "heatmap"]
    return np.array(heatmap.z)
