"""What the padding page gives to its stepper, which runs in a browser only (tests/e2e drive it there)."""

import pytest

from ui import padding_view
from ui.stepper import Panel


def watch_panels(monkeypatch: pytest.MonkeyPatch) -> list[Panel]:
    """Returns a list that holds the panels of the page's latest run."""
    shown: list[Panel] = []

    def show(panels: list[Panel], **_options: object) -> None:
        shown[:] = panels

    monkeypatch.setattr(padding_view, "stepper", show)
    return shown
