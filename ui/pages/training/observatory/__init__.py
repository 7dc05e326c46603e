"""How a training goes, live, by `ui.routes.runs` and without the page's script: state, curves and mistakes."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.figures.colors import LINES
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.text import words
from ui.choosing.told import nothing, told
from ui.scripts import CURVES_SHEET, loader

_HERE = Path(__file__).parent

_observatory = st.components.v2.component(
    "convscope_observatory",
    html='<div class="observatory" data-root></div>',
    css=CURVES_SHEET + (_HERE / "observatory.css").read_text("utf-8"),
    js=loader("pages/training/observatory/observatory.js"),
)


def show_observatory(
    net: TrainingSpec,
    *,
    key: str,
    on_pick: Callable[[int], None],
    on_open: Callable[[str], None],
    own_name: str = "",
) -> bool:
    """Shows the component.

    Args:
        net: The training that it is about.
        key: The widget's key.
        on_pick: Called with the number of a held-out digit that is to be put on the canvas.
        on_open: Called with the text of another training that is to be shown.
        own_name: What the net is to be called when somebody starts its training here.

    Returns:
        Whether somebody has just asked for the training's results.
    """

    def picked(told: object) -> None:
        if type(told) is int and 0 <= told < len(load_digits().held_out_labels):
            on_pick(told)

    def opened(told: object) -> None:
        if isinstance(told, str):
            with suppress(ConvscopeError):  # no page of ours sends such a text
                on_open(told)

    _observatory(
        key=key,
        data={
            "net": training_text(net),
            "own_name": own_name,
            "colors": LINES[:2],
            "words": words("observatory") | {"columns": list(words("observatory.columns").values())},
        },
        on_picked_change=lambda: picked(told(key, "picked")),
        on_opened_change=lambda: opened(told(key, "opened")),
        on_wanted_change=nothing,
        on_ended_change=nothing,  # the run of the page's script is all that it is for
    )
    return bool(told(key, "wanted") == "results")
