"""What a component of ours has told the page's script: its states and triggers, in the session under its key."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def told(key: str, name: str) -> Any:
    """Returns what a component has told by one of its names, unjudged; None where it has told nothing.

    Args:
        key: The component's.
        name: Of the state or trigger.
    """
    states = st.session_state.get(key)
    return states.get(name) if isinstance(states, Mapping) else None


def nothing() -> None:
    """Stands for a callback: a state that has one is always there to be read."""
