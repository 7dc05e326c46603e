"""The badge's route, with an engine that answers at once."""

from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from cnn_core.arithmetic.convolution import ConvSpec
from cnn_core.errors import SpecError, WorkerDied
from cnn_core.models.comparison import Comparison
from ui import badge
from ui.operations.carried_out import ChosenOperation, carry_out
from ui.operations.image_sources import GridImage
from ui.operations.kernel_sources import GridKernel
from ui.pages.toy_convolution import compared
from ui.pages.toy_convolution.compared import ComparedOperation


def chosen(stride):
    return ComparedOperation(
        ChosenOperation(
            spec=ConvSpec(kernel_size=(1, 1), strides=stride),
            image=GridImage(grid=((1.0, 2.0), (3.0, 4.0))),
            kernel=GridKernel(grids=(((2.0,),),)),
        )
    )


class OneAnswer:
    """An engine whose every comparison ends the same."""

    def __init__(self, answer, state="warm"):
        self.state = state
        self.asked = []
        self._answer = answer

    def compare(self, operation, *, client):
        self.asked.append(operation)
        future: Future[Any] = Future()
        if isinstance(self._answer, Exception):
            future.set_exception(self._answer)
        elif self._answer is not None:
            future.set_result(Comparison(output=operation.output, largest_difference=self._answer, version="2.0"))
        return future


@pytest.fixture
def ask(monkeypatch):
    def ask(engine, *, name="a page", number=None):
        for module in (badge, compared):
            monkeypatch.setattr(module, "engine", lambda: engine)
        monkeypatch.setattr(badge, "SECONDS_TO_ANSWER", 0.05)
        number = badge._pages.put("a page", chosen(1)) if number is None else number
        return TestClient(Starlette(routes=badge.ROUTES)).get(f"/comparison/{name}/{number}")

    return ask


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (0.0, "agrees", "TensorFlow 2.0 just now, on this very input: largest difference 0"),
        (7.5e-6, "agrees", "largest difference 7.5e-06"),
        (0.5, "differs", "differs by up to 0.5"),
        (SpecError("TensorFlow refuses this."), "cannot", "TensorFlow refuses this."),
        (WorkerDied("no worker"), "failed", "not compared"),
        (None, "failed", "not compared"),
    ],
)
def test_it_says_how_the_comparison_ended(ask, answer, state, said):
    engine = OneAnswer(answer)
    reply = ask(engine).json()
    assert reply["state"] == state
    assert said in reply["said"]
    np.testing.assert_array_equal(engine.asked[0].output, carry_out(chosen(1).operation).output)


def test_an_engine_that_is_starting_is_not_asked(ask):
    engine = OneAnswer(0.0, state="starting")
    assert ask(engine).json()["state"] == "starting"
    assert engine.asked == []


def test_what_a_page_does_not_show_any_more_is_not_compared(ask):
    engine = OneAnswer(0.0)
    number = badge._pages.put("a page", chosen(1))
    badge._pages.put("a page", chosen(2))
    assert ask(engine, number=number).status_code == 404
    assert ask(engine, name="another page", number=number).status_code == 404
    assert engine.asked == []


def test_the_same_operation_keeps_its_number_and_old_pages_are_forgotten(monkeypatch):
    monkeypatch.setattr(badge, "MOST_PAGES", 2)
    pages = badge._Pages()
    first = pages.put("one", chosen(1))
    assert pages.put("one", chosen(1)) == first
    assert pages.put("one", chosen(2)) != first
    pages.put("two", chosen(1))
    pages.put("one", chosen(2))
    pages.put("three", chosen(1))
    assert pages.get("two") is None
    assert pages.get("one").what == chosen(2)
