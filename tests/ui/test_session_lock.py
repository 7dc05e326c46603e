"""Two scripts of one session, and the state that they share."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import state as streamlit_state
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner import RerunData, script_runner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import WidgetMetadata

from tests.helpers.patience import SECONDS, SECONDS_BETWEEN_LOOKS
from ui.session_lock import LockedState, OneScriptsState, lock_sessions


def number(name: str, read=lambda value: value or 0) -> WidgetMetadata[int]:
    return WidgetMetadata(id=name, deserializer=read, serializer=lambda value: value, value_type="int_value")


def told(**values: int) -> WidgetStates:
    states = WidgetStates()
    for name, value in values.items():
        states.widgets.add(id=name, int_value=value)
    return states


def test_a_script_that_ends_adds_no_widget_while_the_next_one_begins():
    state = LockedState()
    first, following = OneScriptsState(state, lambda: None), OneScriptsState(state, lambda: None)
    begun, added = threading.Event(), threading.Event()

    def add_another() -> None:
        begun.wait(SECONDS)
        first.register_widget(number("late"), None)
        added.set()

    def read(value: int | None) -> int:
        """Is asked while the next script goes through what the browser sent."""
        if value is not None:
            begun.set()
            added.wait(10 * SECONDS_BETWEEN_LOOKS)
        return value or 0

    first.register_widget(number("a", read), None)
    first.register_widget(number("b"), None)
    adding = threading.Thread(target=add_another)
    adding.start()
    following.on_script_will_rerun(told(a=1, b=2))
    adding.join(SECONDS)
    assert added.is_set()


@pytest.mark.parametrize("change", ["set", "delete", "reset", "widget"])
def test_a_script_that_is_told_to_end_while_it_waits_changes_nothing(change):
    state = LockedState()
    ended = threading.Event()
    outcome = []

    def end() -> None:
        if ended.is_set():
            raise StopException

    before, after = OneScriptsState(state, end), OneScriptsState(state, lambda: None)
    after["chosen"] = "by the next"
    waits = threading.Event()

    def act() -> None:
        waits.set()
        try:
            {
                "set": lambda: before.__setitem__("chosen", "by the last"),
                "delete": lambda: before.__delitem__("chosen"),
                "reset": lambda: before.reset_state_value("chosen", "by the last"),
                "widget": lambda: before.register_widget(number("late"), "chosen"),
            }[change]()
        except StopException:
            outcome.append("ended")

    with after._lock:
        acting = threading.Thread(target=act)
        acting.start()
        waits.wait(SECONDS)
        acting.join(10 * SECONDS_BETWEEN_LOOKS)  # it stands before the lock now
        ended.set()
    acting.join(SECONDS)
    assert outcome == ["ended"]
    assert after["chosen"] == "by the next"
    assert "late" not in state._new_widget_state


def test_a_script_that_ends_late_forgets_no_press_that_the_next_one_is_to_answer():
    state = LockedState()
    first = OneScriptsState(state, lambda: None)
    button = WidgetMetadata(
        id="press", deserializer=bool, serializer=lambda value: value, value_type="trigger_value"
    )
    first.register_widget(button, None)
    following = OneScriptsState(state, lambda: None)
    pressed = WidgetStates()
    pressed.widgets.add(id="press", trigger_value=True)
    following.on_script_will_rerun(pressed)
    first.on_script_finished(frozenset())
    assert following.register_widget(button, None).value
    following.on_script_finished(frozenset({"press"}))
    assert not following.register_widget(button, None).value


def test_sessions_that_begin_get_such_a_state(monkeypatch):
    monkeypatch.setattr(streamlit_state, "SessionState", SessionState)
    monkeypatch.setattr(script_runner, "SafeSessionState", SafeSessionState)
    monkeypatch.setattr(script_runner.ScriptRunner, "start", lambda _: None)
    lock_sessions()

    async def begun() -> AppSession:
        return AppSession(ScriptData("page.py", False), MemoryUploadedFileManager(""), ScriptCache(), None, {})

    def lock_of_a_script() -> object:
        session._create_scriptrunner(RerunData())
        runner = session._scriptrunner
        assert runner is not None
        return runner._session_state._lock

    with ThreadPoolExecutor(1) as apart:  # a browser's tests have a loop of their own in this thread
        session = apart.submit(asyncio.run, begun()).result()
    state = session.session_state
    assert isinstance(state, LockedState)
    assert lock_of_a_script() is state.lock
    assert lock_of_a_script() is state.lock
    session._script_event_loop.close()
