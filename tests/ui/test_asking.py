import re
from concurrent.futures import Future
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.errors import EngineError, WorkerDied
from tests.helpers.patience import SECONDS
from ui import asking

ROOT = Path(asking.__file__).parents[1]
ASKED: "dict[str, Future[str]]" = {}


def page():
    import streamlit as st

    from tests.ui.test_asking import ASKED
    from ui.asking import answer_if_there

    found = answer_if_there(ASKED["now"], show=lambda: st.caption("asking"), failed="It failed.")
    st.text(f"found {found}")


def shown(asked):
    ASKED["now"] = asked
    return AppTest.from_function(page, default_timeout=SECONDS).run()


def ended(*, result=None, error=None):
    asked: Future[str] = Future()
    asked.set_exception(error) if error else asked.set_result(result)
    return asked


def test_an_answer_that_is_there_is_given():
    assert asking.await_answer(ended(result="yes")) == "yes"
    at = shown(ended(result="yes"))
    assert (at.text[0].value, len(at.caption)) == ("found yes", 0)


def test_a_refusal_is_raised_as_it_is():
    with pytest.raises(WorkerDied, match=r"It is gone\."):
        asking.await_answer(ended(error=WorkerDied("It is gone.")))


def test_an_answer_that_does_not_come_is_an_error_of_the_family(monkeypatch):
    monkeypatch.setattr(asking, "SECONDS_TO_ANSWER", 0.01)
    with pytest.raises(EngineError, match="gave no answer within"):
        asking.await_answer(Future())


@pytest.mark.parametrize(
    ("error", "said"), [(WorkerDied("It is gone."), "It is gone."), (OSError("a bug"), "It failed.")]
)
def test_an_error_is_said_in_place(error, said):
    at = shown(ended(error=error))
    assert ([each.value for each in at.warning], at.text[0].value) == ([said], "found None")


def test_the_page_says_what_it_waits_for_and_goes_on_once_the_answer_is_there():
    asked: Future[str] = Future()
    at = shown(asked)
    assert ([each.value for each in at.caption], at.text[0].value) == (["asking"], "found None")
    asked.set_result("yes")
    at.run()
    assert (len(at.caption), at.text[0].value) == (0, "found yes")


def test_pages_wait_for_the_engine_in_no_other_way():
    files = [file for folder in ("ui", "pages") for file in (ROOT / folder).rglob("*.py")]
    waiting = {
        file.relative_to(ROOT).as_posix() for file in files if re.search(r"\.result\(", file.read_text("utf-8"))
    }
    assert len(files) > 100
    assert waiting == {"ui/asking.py"}
