"""State in the page's address, for what no widget can bind to it.

Streamlit binds a widget's value to the address (`bind="query-params"`). Some state has no such widget: numbers
behind a table of cells, or a slider whose end moves, which Streamlit takes for another slider each time. Such
state is plain session state, read from the address before the page is drawn and written back after.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def newly_addressed(key: str, *, is_new_page: bool) -> str | None:
    """Returns what the address says where that counts: on a page just opened, and after a step back or forward.

    On any other run the address may lag behind, because a browser that sends two changes in quick succession
    has not seen the first one's answer yet; the session is right then, as it is for Streamlit's own widgets.

    Args:
        key: The name in the address.
        is_new_page: Whether the page was not shown before this run. Silence of its address is no news.

    Returns:
        None where it does not count; the empty string where the default is due.
    """
    came = st.query_params.get(key)
    context = get_script_run_ctx()
    if context is not None and context.is_history_navigation:
        return came or ""
    return came if is_new_page else None


def write_address(key: str, text: str, default: str) -> None:
    """Puts state into the address, or takes it out where it is the default."""
    came = st.query_params.get(key)
    if text == default and came is not None:
        del st.query_params[key]
    elif text not in (default, came):
        st.query_params[key] = text


def leave_address(*keys: str) -> None:
    """Takes out of the address what has no effect on the page as it is; the session keeps it."""
    for key in keys:
        if key in st.query_params:
            del st.query_params[key]
