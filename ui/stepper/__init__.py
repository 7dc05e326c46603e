"""The stepper: an operation's input, kernel, products and output, linked cell by cell in the browser.

What is under the pointer, the keys or the player is answered there, from one blob (`ui.stepper.blob`); no message
goes out. The browser selects from its tables by output, by input or by tap, forms products and sums in doubles, as
`cnn_core.arithmetic.tracing` does, and shows Python's outputs. Numbers and colours lie on one canvas, highlights on
another above it, so that a hover draws no number.

A handle that is held and a number that is typed are shown ahead of the script, by a route (`ui.stepper.ahead`). The
script hears only of what is pinned, chosen, typed and pasted; a pin's echo that is older than the last press is
ignored. What is typed is judged in the browser (`controls/judged.js`) by the rule and in the words that
`ui.operations.grids` sends, and then by Python; what either refuses stays in its field over the map.
"""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from cnn_core.errors import SpecError
from cnn_core.text import words
from ui.choosing.heard import hear, heard
from ui.choosing.told import told
from ui.operations.grid_editor import paste_sheet, type_cell
from ui.operations.grids import number_rule
from ui.scripts import loader
from ui.stepper.ahead import Ahead, remember
from ui.stepper.blob import pack
from ui.stepper.panel import Editable, Misfit, Panel
from ui.stepper.place import Pin, Place, place_of, put_place, read_place, told_place

_HERE = Path(__file__).parent

_stepper = st.components.v2.component(
    "convscope_stepper",
    html='<div class="stepper" data-root></div>',
    css=(_HERE / "stepper.css").read_text("utf-8"),
    js=loader("stepper/stepper.js"),
)


def stepper(
    panels: Sequence[Panel],
    *,
    key: str,
    image: Editable | None = None,
    kernel: Editable | None = None,
    notes: Sequence[str] = (),
    printed: Mapping[str, str] | None = None,
    ahead: Ahead | None = None,
    said: Mapping[str, str] | None = None,
) -> Place:
    """Shows operations, in lockstep if there are several: the same cell is looked at in each that has it.

    Args:
        panels: The operations, at least one. Several share the kernel of the first that has one.
        key: What is looked at is kept under `<key>_pin`, `<key>_filter` and `<key>_channel`, in the session and in
            the page's address; a page may set these in a callback.
        image: The grids of the image, where its cells may be changed.
        kernel: The grids of the kernel, where its cells may be changed.
        notes: Paragraphs that stand below, as `ui.display.inline_text` makes them.
        printed: Texts that stand below, to be read and copied, by their names.
        ahead: How the browser can show what a handle or a typed number leads to before the script does; None where
            it cannot.
        said: What it says otherwise than usual, by the names of the catalogue `stepper`.

    Returns:
        What is looked at.
    """
    shown, editable = f"{key}_stepper", {"input": image, "kernel": kernel}
    place = place_of(key, panels, is_new_page=shown not in st.session_state)
    more = {
        "key": key,
        "place": {**told_place(place), "told": st.session_state.get(f"{shown}_told")},
        "editable": {name: number_rule(grids.limits) if grids else None for name, grids in editable.items()},
        "notes": list(notes),
        "printed": list((printed or {}).items()),
        "refused": st.session_state.get(f"{shown}_refused"),
        "words": words("stepper") | dict(said or {}),
        "ahead": _ahead(shown, ahead) if ahead else None,
        "heard": heard(),
    }
    _stepper(
        key=shown,
        data=pack(panels, more),
        on_place_change=lambda: _take_place(key, told(shown, "place")),
        on_edit_change=lambda: _take_edit(shown, editable, told(shown, "edit")),
        on_paste_change=lambda: _take_paste(shown, editable, told(shown, "paste")),
    )
    return place


def _ahead(shown: str, ahead: Ahead) -> dict[str, Any]:
    """Returns what the browser needs to go ahead."""
    name = st.session_state.setdefault(f"{shown}_page", secrets.token_urlsafe(16))
    remember(name, ahead)
    return {"path": f"ahead/{name}", "handles": list(ahead.handles), "behind": list(ahead.behind)}


def _take_place(key: str, told: Any) -> None:
    place = read_place(told)
    if place is not None:
        put_place(key, place)
        # The browser knows by it that this is no older news than its own.
        st.session_state[f"{key}_stepper_told"] = told.get("told")


def _take_edit(shown: str, editable: Mapping[str, Editable | None], told: Any) -> None:
    st.session_state.pop(f"{shown}_refused", None)
    match told:
        case {"map": str(name), "row": int(row), "column": int(column), "index": int(index), "text": str(text)}:
            if grids := editable.get(name):
                try:
                    type_cell(grids.key, grids.limits, index=index, row=row, column=column, text=text)
                except SpecError as error:
                    _refuse(shown, told, error)
            hear(told.get("told"))


def _take_paste(shown: str, editable: Mapping[str, Editable | None], told: Any) -> None:
    st.session_state.pop(f"{shown}_refused", None)
    match told:
        case {"map": str(name), "index": int(index), "text": str(text)}:
            if grids := editable.get(name):
                try:
                    paste_sheet(grids.key, grids.limits, index=index, text=text)
                except SpecError as error:
                    _refuse(shown, told, error)


def _refuse(shown: str, told: Mapping[str, Any], error: SpecError) -> None:
    """Sends back why something was refused; the browser still has what it was, under the name it gave it.

    Until something else is told, because of two answers in quick succession the browser may see the second only.
    """
    st.session_state[f"{shown}_refused"] = {"told": told.get("told"), "sentence": str(error)}


__all__ = ["Ahead", "Editable", "Misfit", "Panel", "Pin", "Place", "stepper"]
