"""The component of the page "Why this answer": digit, answer and views of why. It talks to `ui.routes.live`."""

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from cnn_core.explain.ablation import scaled_layers
from cnn_core.figures.colors import ACCENT, CLASSES, DIVERGING, LINES, MUTED, SEQUENTIAL
from cnn_core.live.why_net import columns
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import LayerShape
from cnn_core.nets.training_text import training_text
from cnn_core.settings import settings
from cnn_core.text import words
from ui.choosing.told import nothing
from ui.digits.chosen import ChosenDigit
from ui.digits.hand import hand_words
from ui.digits.strokes import wanted_drawing
from ui.display.page import tab_title
from ui.pages.explanation.why.chosen import WhyChoice, wanted
from ui.pages.explanation.why.view_words import view_words
from ui.scripts import HAND_SHEET, loader

_HERE = Path(__file__).parent
_SHEETS = ("why.css", "views/net_view.css", "views/strokes.css", "views/ranking.css", "views/space.css")

_why = st.components.v2.component(
    "convscope_why",
    html='<div class="why" data-root></div>',
    css=HAND_SHEET + "".join((_HERE / name).read_text("utf-8") for name in _SHEETS),
    js=loader("pages/explanation/why/why.js"),
)


def show_why(
    *,
    key: str,
    net: TrainingSpec | None,
    chosen: WhyChoice,
    digit: ChosenDigit,
    left_out: tuple[str, ...],
) -> None:
    """Shows the component.

    Args:
        key: The widget's key, for `chosen_of`.
        net: A net that is trained and gives an answer; None while it is not.
        chosen: What it begins with.
        digit: The digit to show, or to show until something is drawn.
        left_out: The steps that are not taken on the way to MNIST's form.
    """
    data = {
        "source": "drawing" if digit.is_drawn else "digit",
        "pixels": base64.b64encode(digit.stand_in.tobytes()).decode(),
        "label": digit.label,
        "caption": digit.caption,
        "tab": tab_title("explanation", "{answer}"),
        "net": {"name": training_text(net), "layers": [_layer(layer, net) for layer in columns(net)]}
        if net
        else None,
        "chosen": chosen.as_told(),
        "go": wanted(key),
        "left_out": list(left_out),
        "drawing": wanted_drawing(key),
        "most_picture_bytes": settings().picture_bytes,
        "colors": {
            "scale": SEQUENTIAL,
            "signed_scale": DIVERGING,
            "parts": (LINES[1], LINES[2]),
            "classes": CLASSES,
            "accent": ACCENT,
            "muted": MUTED,
        },
        "words": hand_words()
        | words("why.script")
        | {"views": words("why.views"), "intros": words("why.intros")}
        | view_words(),
    }
    _why(
        key=key,
        data=data,
        on_drawing_change=nothing,
        on_picture_change=nothing,
        on_chosen_change=nothing,
        on_trouble_change=nothing,
    )


def _layer(layer: LayerShape, net: TrainingSpec) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "shape": layer.shape,
        "is_map": layer.is_map,
        "is_signed": layer.is_signed,
        "is_scaled": layer in scaled_layers(net),
        "field": asdict(layer.field) if layer.field else None,
    }
