"""Threads of the engine outlive whatever their work raises."""

import ast
from pathlib import Path

import pytest

from cnn_core.engine import threads
from tests.helpers.patience import SECONDS

ENGINE = Path(threads.__file__).parent


def test_a_thread_goes_on_after_a_fault_which_the_log_tells(caplog):
    steps = iter([ZeroDivisionError("one"), None, OSError("two"), False, True])
    seen = []

    def work():
        step = next(steps)
        seen.append(step)
        if isinstance(step, Exception):
            raise step
        return step

    threads.start_thread("worker", work).join(SECONDS)
    assert len(seen) == 5
    for said in ("fault in thread worker", "ZeroDivisionError: one", "OSError: two"):
        assert said in caplog.text


@pytest.mark.parametrize("start", [threads.start_once, lambda name, work: threads.start_later(name, 0, work)])
def test_what_is_done_once_is_told_too_when_it_fails(caplog, start):
    def work():
        raise ZeroDivisionError("once")

    start("once-only", work).join(SECONDS)
    assert "fault in thread once-only" in caplog.text


@pytest.mark.parametrize("file", sorted(ENGINE.glob("*.py")), ids=lambda file: file.stem)
def test_no_thread_of_the_engine_is_started_elsewhere(file):
    """The worker's own reader ends its process, whatever happens to it."""
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    started = [call for call in calls if call in ("threading.Thread", "threading.Timer", "Thread", "Timer")]
    assert len(started) == {"threads": 3, "worker": 1}.get(file.stem, 0)
