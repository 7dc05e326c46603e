"""The live page's component: canvas, answer and maps that follow the stroke. Its scripts talk to `ui.live`."""

import base64
import binascii
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnn_core.colors import CLASSES, DIVERGING, SEQUENTIAL
from cnn_core.disturbance import RANGES, UNDISTURBED
from cnn_core.model_spec import layer_shapes
from cnn_core.nets import TrainingSpec
from cnn_core.text import t
from ui.layers import LayerOptions
from ui.modules import HAND_SHEET, loader

if TYPE_CHECKING:
    from ui.digits import ChosenDigit

_HERE = Path(__file__).parent
_WORDS = (
    "label",
    "invitation",
    "undo",
    "redo",
    "clear",
    "brush",
    "seen",
    "drawn",
    "digit",
    "logits",
    "says",
    "blank",
    "right",
    "wrong",
    "no_answer",
    "maps_label",
    "own_most",
    "hover",
    "chosen",
    "chosen_value",
    "disturb",
    "reset",
    "curve",
    "reconnecting",
    "lost",
    "too_large",
)

_lab = st.components.v2.component(
    "convscope_lab",
    html='<div class="lab" data-root></div>',
    css=HAND_SHEET + (_HERE / "lab.css").read_text("utf-8"),
    js=loader("lab/lab.js"),
)


@dataclass(frozen=True, eq=False)
class LabState:
    """What the component has told the page's script.

    Attributes:
        drawing: The drawing when the last stroke ended, a grey PNG; None while the canvas is empty.
        picture: Name and bytes of a picture that was dropped or pasted.
        selected: The cell that was selected last: `net`, `layer`, `channel`, `row`, `column`.
    """

    drawing: bytes | None
    picture: tuple[str, bytes] | None
    selected: dict[str, Any] | None


def lab_state(key: str) -> LabState:
    """Returns what the component with a key has told, before it is shown in this run."""
    state = st.session_state.get(key)
    if not isinstance(state, Mapping):
        state = {}
    picture = state.get("picture")
    data = _data_of(picture.get("data")) if isinstance(picture, dict) else None
    selected = state.get("selected")
    return LabState(
        drawing=_data_of(state.get("drawing")),
        picture=(str(picture.get("name")), data) if isinstance(picture, dict) and data is not None else None,
        selected=selected if isinstance(selected, dict) else None,
    )


def show_lab(
    *,
    key: str,
    nets: tuple[TrainingSpec, ...],
    digit: "ChosenDigit",
    options: LayerOptions,
    left_out: tuple[str, ...],
) -> None:
    """Shows the component.

    Args:
        key: The widget's key, for `lab_state`.
        nets: One or two nets that are trained; none while they are not.
        digit: The digit to show, or to show until something is drawn.
        options: Which maps are shown, and how.
        left_out: The steps that are not taken on the way to MNIST's form.
    """
    data = {
        "source": "drawing" if digit.is_drawn else "digit",
        "pixels": base64.b64encode(digit.stand_in.tobytes()).decode(),
        "label": digit.label,
        "caption": digit.caption,
        "nets": [
            {
                "name": net.name,
                "title": t(f"nets_ui.{net.model.name}"),
                "has_logits": net.model.has_logits,
                "layers": [
                    {"name": layer.name, "shape": layer.shape, "is_signed": layer.is_signed}
                    for layer in layer_shapes(net.model)
                    if layer.is_map
                ],
            }
            for net in nets
        ],
        "channels": options.channels,
        "per_channel": options.per_channel,
        "disturbances": {name: [*bounds, getattr(UNDISTURBED, name)] for name, bounds in RANGES.items()},
        "colors": {"scale": SEQUENTIAL, "signed_scale": DIVERGING, "classes": CLASSES},
        "left_out": list(left_out),
        "words": {word: t(f"lab.{word}") for word in _WORDS}
        | {"disturbances": {name: t(f"lab.disturbances.{name}") for name in RANGES}},
    }
    _lab(
        key=key,
        data=data,
        on_drawing_change=_nothing,
        on_picture_change=_nothing,
        on_selected_change=_nothing,
        on_trouble_change=_nothing,
    )


def show_selected(key: str) -> None:
    """Says which cell of which map was selected last, if any."""
    selected = lab_state(key).selected
    if selected is None:
        return
    with suppress(KeyError):
        st.caption(t("lab.selected", **selected))


def _nothing() -> None:
    """Stands for a callback: a state that has one is always there to be read."""


def _data_of(url: Any) -> bytes | None:
    """Returns the bytes of a `data:` address."""
    if not isinstance(url, str):
        return None
    try:
        return base64.b64decode(url.partition(",")[2], validate=True) or None
    except binascii.Error:
        return None
