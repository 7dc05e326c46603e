"""One lock for a session's state, whichever of its scripts runs.

Streamlit starts a page's next script before the last one has ended, and gives each a lock of its own around the
state that they share. So the last one could add a widget while the next one went through them, which ended in
"dictionary changed size during iteration": a run was lost, and with it what had been chosen. Here both take the
state's own lock, and a script that is told to end while it waits ends before it changes anything.

A script that ends also forgets which button was pressed, and what the widgets hold that it did not show. One that
ended after the next had begun forgot the press that the next was to answer: a click did nothing. Only the newest
script tidies.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from streamlit.runtime import state as streamlit_state
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import RegisterWidgetResult, T, WidgetMetadata

from ui.languages import speak


def lock_sessions() -> None:
    """Gives each session that begins from now on a state with one lock."""
    streamlit_state.SessionState = LockedState  # type: ignore[misc]
    script_runner.SafeSessionState = OneScriptsState  # type: ignore[attr-defined, assignment]


@dataclass(slots=True)
class LockedState(SessionState):
    """A session's state with what its scripts share.

    Attributes:
        lock: Held by the script that changes the state.
        newest: The script that began last.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    newest: "OneScriptsState | None" = field(default=None, repr=False, compare=False)


class OneScriptsState(SafeSessionState):
    """A session's state as one script has it, which changes it while no other script does.

    Args:
        state: What the session's scripts share.
        yield_callback: Raises where the script is to end. It is asked with the lock held.
    """

    _shared: LockedState

    def __init__(self, state: LockedState, yield_callback: Callable[[], None]) -> None:
        super().__init__(state, yield_callback)
        object.__setattr__(self, "_lock", state.lock)  # an attribute of the usual kind is the session's
        object.__setattr__(self, "_shared", state)
        with state.lock:
            state.newest = self

    def register_widget(self, metadata: WidgetMetadata[T], user_key: str | None) -> RegisterWidgetResult[T]:
        """Adds a widget, or gives the one that is there."""
        with self._lock:
            return super().register_widget(metadata, user_key)

    def on_script_will_rerun(self, *states: Any, **more: Any) -> None:
        """Takes what the browser sent, and calls what is to be called when it changes, in its reader's language."""
        speak()
        with self._lock:
            super().on_script_will_rerun(*states, **more)

    def on_script_finished(self, widget_ids_this_run: frozenset[str], *, remove_stale_widgets: bool = True) -> None:
        """Forgets which button was pressed, and widgets that were not shown, unless another script has begun."""
        with self._lock:
            if self._shared.newest is self:
                super().on_script_finished(widget_ids_this_run, remove_stale_widgets=remove_stale_widgets)

    def reset_state_value(self, user_key: str, value: Any | None) -> None:
        """Gives a widget's value anew."""
        with self._lock:
            super().reset_state_value(user_key, value)

    def __setitem__(self, key: str, value: Any) -> None:
        with self._lock:
            super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        with self._lock:
            super().__delitem__(key)
