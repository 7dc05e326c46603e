"""The editor of a net: its blocks and dense layers in fields, and what comes of them, redrawn as one types.

The fields are the browser's own while somebody types, so that no answer overtakes the next letter; the script is
told of each change, one at a time, and the newest wins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from cnn_core.nets.spec import MOST_BLOCKS, MOST_DENSE, NET_ACTIVATIONS, PADDINGS, POOLS
from cnn_core.text import t, words
from ui.choosing.told import told
from ui.display.layer_table import LAYER_SHEET
from ui.pages.build_net.form import NO_POOL, Form
from ui.scripts import loader

_HERE = Path(__file__).parent
_OPTIONS = {"padding": PADDINGS, "activation": NET_ACTIVATIONS, "pool": (NO_POOL, *POOLS)}
_PLACES = {place: f"{{{place}}}" for place in ("number", "title", "field")}

_editor = st.components.v2.component(
    "convscope_net_editor",
    html='<div class="net" data-root></div>',
    css="\n".join(file.read_text("utf-8") for file in (LAYER_SHEET, _HERE / "net_editor.css")),
    js=loader("pages/build_net/net_editor/net_editor.js"),
)


@dataclass(frozen=True, kw_only=True)
class EditorState:
    """What the editor shows.

    Attributes:
        form: What stands in its fields.
        turn: Another number whenever something else than the editor has changed the form.
        heard: The number of the browser's last change that `form` holds.
        refused: Why the form makes no net; empty if it makes one.
        wrong_field: The name of the field that this is about; empty if it is about more than one.
    """

    form: Form
    turn: int = 0
    heard: int = 0
    refused: str = ""
    wrong_field: str = ""


def show_editor(
    state: EditorState, *, drawing: str, table: str, key: str, take: Callable[[Form, int], None]
) -> None:
    """Shows the editor, the net's graph above it and the table of its layers beside it.

    Args:
        state: What it shows.
        drawing: The graph, as HTML.
        table: The layers, as HTML.
        key: The widget's.
        take: Called with each form that the browser tells, and with its number.
    """
    data = {
        "form": state.form,
        "turn": state.turn,
        "heard": state.heard,
        "refused": state.refused,
        "wrong_field": state.wrong_field,
        "drawing": drawing,
        "table": table,
        "most": {"blocks": MOST_BLOCKS, "dense": MOST_DENSE},
        "options": {name: [[each, _named(name, each)] for each in each_of] for name, each_of in _OPTIONS.items()},
        # the script fills in which block and field it is
        "words": words("build.editor", **_PLACES)
        | {"fields": words("build.fields"), "hints": words("build.hints")},
    }
    _editor(key=key, data=data, on_form_change=lambda: _take(told(key, "form"), take))


def _take(form: Any, take: Callable[[Form, int], None]) -> None:
    """Takes over what the browser tells, if it is a form and its number."""
    if not isinstance(form, Mapping):
        return
    match form.get("number"), form.get("rows"):
        case int(number), Mapping() as rows:
            take(dict(rows), number)


def _named(field: str, option: str) -> str:
    return t(f"build.options.{field}.{option}")
