"""The start page's glimpse: one draws, and the answer and the strongest maps of a net move with the stroke.

It talks to `ui.routes.live`, as the lab does. What it shows at first waits for no TensorFlow (`first_frame.py`).
"""

import base64
from pathlib import Path
from typing import Any

import streamlit as st

from cnn_core.figures.colors import CLASSES, DIVERGING, LINES, SEQUENTIAL
from cnn_core.nets import spec
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import training_text
from cnn_core.settings import settings
from cnn_core.text import t, words
from ui.choosing.kept import kept
from ui.choosing.told import nothing, told
from ui.digits import strokes
from ui.digits.hand import hand_words
from ui.digits.held_out import first_with_label
from ui.digits.sources import choose_digit
from ui.digits.strokes import wanted_drawing
from ui.engine import engine
from ui.pages.start.glimpse.first_frame import glimpse_frame
from ui.scripts import CURVES_SHEET, HAND_SHEET, loader

_HERE = Path(__file__).parent
_LABEL = "start_label"
_INDEX = "start_index"  # where `choose_digit` looks for it
_USUAL_LABEL = 7
_MAP_WORDS = ("own_most", "hover", "chosen", "chosen_value")

_glimpse = st.components.v2.component(
    "convscope_glimpse",
    html='<div class="glimpse" data-root></div>',
    css=HAND_SHEET + CURVES_SHEET + (_HERE / "glimpse.css").read_text("utf-8"),
    js=loader("pages/start/glimpse/glimpse.js"),
)


def show_glimpse(net: TrainingSpec, training: TrainingSpec, *, key: str) -> None:
    """Shows the component; the drawing and the label of the digit that stands in for one are in the address.

    Args:
        net: A net that gives an answer, without hidden dense layers.
        training: One that takes seconds, of the same model, to be watched.
        key: The widget's key.

    Raises:
        StoreError: The store cannot be read, or the net's entry is damaged.
    """
    label = _stand_in(key)
    index = st.session_state[_INDEX] = first_with_label(label)
    digit = choose_digit("draw", net, lab_key=key, page="start")
    engine().show(training)
    first = glimpse_frame(net, index)
    data: dict[str, Any] = {
        "source": "drawing" if digit.is_drawn else "digit",
        "pixels": base64.b64encode(digit.stand_in.tobytes()).decode(),
        "label": label,
        "caption": t("start.stand_in", label=label) if digit.is_drawn else digit.caption,
        "net": {
            "name": training_text(net),
            "layers": [
                {"name": layer.name, "shape": layer.shape, "is_signed": layer.is_signed}
                for layer in layer_shapes(net.model)
                if layer.kind == "conv"
            ],
        },
        "training": training_text(training),
        "lines": LINES[:2],
        "first": base64.b64encode(first).decode() if first else None,
        "colors": {"scale": SEQUENTIAL, "signed_scale": DIVERGING, "classes": CLASSES},
        "left_out": [],
        "drawing": wanted_drawing(key),
        "most_picture_bytes": settings().picture_bytes,
        "words": hand_words()
        | {name: words("lab")[name] for name in _MAP_WORDS}
        | words("start.script")
        | {"learning": words("start.learning")},
    }
    _glimpse(
        key=key,
        data=data,
        on_drawing_change=nothing,
        on_picture_change=nothing,
        on_label_change=nothing,
        on_trouble_change=nothing,
        on_wanted_change=nothing,
    )


def wanted_explanation(net: TrainingSpec, training: TrainingSpec, *, key: str) -> dict[str, str] | None:
    """Returns the address of the explanation that somebody has just asked for by a map, a bar or the button.

    It is whole: whatever was chosen on that page before, it shows the drawing, the net, and this channel or class.

    Args:
        net: The net that is shown.
        training: The one that is shown when it was watched to its end.
        key: Of the component.

    Returns:
        Names and values for the page "Why this answer"; None where nobody has asked.
    """
    wish = told(key, "wanted")
    place, target = "", ""
    match wish:
        case {"layer": str(layer), "channel": int(channel)}:
            place = f"{layer}.{channel}"
        case {"target": int(label)} if 0 <= label < spec.CLASSES:
            target = str(label)
        case {"answer": True}:
            pass  # that page follows the answer by itself
        case _:
            return None
    label = st.session_state.get(_LABEL, _USUAL_LABEL)
    return {
        "net": training_text(training if wish.get("is_learned") is True else net),
        "why_source": "draw",
        "why_index": str(first_with_label(label)),
        "why_view": "net",
        "why_off": "",
        "why_place": place,
        "why_target": target,
    }


def wants(what: str, key: str) -> bool:
    """Whether somebody has just asked for the `"training"` that was watched, or for the `"tour"`.

    Args:
        what: One of these.
        key: Of the component.
    """
    return bool(told(key, "wanted") == {what: True})


def _stand_in(key: str) -> int:
    """Returns the label of the digit that is shown until one draws: told by the component, or by the address."""
    state = st.session_state
    is_new_page = key not in state
    strokes.follow_address(is_new_page=is_new_page)
    label = told(key, "label")
    if label != state.get(f"{_LABEL}_told"):
        state[f"{_LABEL}_told"] = label
        if type(label) is int and 0 <= label < spec.CLASSES:
            state[_LABEL] = label
    return kept(_LABEL, _USUAL_LABEL, _read_label, is_new_page=is_new_page)


def _read_label(text: str) -> int:
    return [str(label) for label in range(spec.CLASSES)].index(text)
