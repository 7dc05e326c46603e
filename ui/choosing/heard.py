"""What the page's script has heard of changes that the browser shows ahead of it.

The browser gives each change a name. It takes what a script sends for the newest when the script has heard all
names, and shows what it has got ahead until then (`ui/stepper/controls/ahead.js`).
"""

from typing import Any

import streamlit as st

_KEY = "heard_changes"
_MOST = 32


def hear(name: Any) -> None:
    """Keeps the name of a change that the script has heard; to be called in a callback."""
    if isinstance(name, str):
        st.session_state[_KEY] = [*heard(), name][-_MOST:]


def heard() -> list[str]:
    """Returns the names of the changes that the script heard last."""
    names: list[str] = st.session_state.get(_KEY, [])
    return names
