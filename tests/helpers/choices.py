"""A kept choice on a page that Streamlit's AppTest runs: its widget, by the choice's name (`ui.choosing.kept`)."""

from collections.abc import Iterable
from typing import Any


def shown(widgets: Iterable[Any], key: str) -> Any:
    """Returns the widget that shows a kept choice.

    Args:
        widgets: Of its kind, such as `at.selectbox`.
        key: The choice's name in the address.

    Raises:
        KeyError: It is not shown.
    """
    for widget in widgets:
        if str(widget.key).startswith(f"{key}@") and str(widget.key).partition("_shown")[1]:
            return widget
    raise KeyError(key)
