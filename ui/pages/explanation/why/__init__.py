"""The component of the page "Why this answer": digit, answer and views of why. It talks to `ui.routes.live`."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from cnn_core.explain import Scaling
from cnn_core.explain.ablation import MOST_FACTOR, scaled_layers
from cnn_core.figures.colors import ACCENT, CLASSES, DIVERGING, LINES, MUTED, SEQUENTIAL
from cnn_core.live.why import VIEWS
from cnn_core.live.why_net import columns
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import LayerShape
from cnn_core.nets.training_text import training_text
from cnn_core.settings import settings
from cnn_core.text import words
from ui.digits.chosen import ChosenDigit
from ui.digits.hand import LabState, hand_words, lab_state
from ui.digits.strokes import wanted_drawing
from ui.pages.explanation.why.view_words import view_words
from ui.scripts import HAND_SHEET, loader

_HERE = Path(__file__).parent
_GO = "_go"
_SHEETS = ("why.css", "views/net_view.css", "views/strokes.css", "views/ranking.css", "views/space.css")

_why = st.components.v2.component(
    "convscope_why",
    html='<div class="why" data-root></div>',
    css=HAND_SHEET + "".join((_HERE / name).read_text("utf-8") for name in _SHEETS),
    js=loader("pages/explanation/why/why.js"),
)


@dataclass(frozen=True, kw_only=True)
class Selected:
    """What is selected: a layer, one of its channels, or a cell of that channel's map.

    Attributes:
        layer: Its name.
        channel: None for the whole layer.
        row: None for the whole map.
        column: None likewise.
    """

    layer: str
    channel: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, kw_only=True)
class WhyState:
    """What the component has told the page's script.

    Attributes:
        hand: The drawing, or a picture that was dropped or pasted.
        selected: What is selected; None for the whole net.
        scalings: What is switched off or turned up.
        target: The class that is explained; None for the answer.
        view: Which view is open.
    """

    hand: LabState
    selected: Selected | None = None
    scalings: tuple[Scaling, ...] = ()
    target: int | None = None
    view: str = VIEWS[0]


def why_state(key: str, net: TrainingSpec) -> WhyState:
    """Returns what the component with a key has told of a net, before it is shown in this run."""
    state = st.session_state.get(key)
    told = state.get("chosen") if isinstance(state, Mapping) else None
    hand = lab_state(key)
    if not isinstance(told, Mapping) or told.get("net") != training_text(net):
        return WhyState(hand=hand)
    target, view = told.get("target"), told.get("view")
    return WhyState(
        hand=hand,
        selected=_selected(told.get("place"), net),
        scalings=_scalings(told.get("scalings"), net),
        target=target if type(target) is int and 0 <= target <= 9 else None,
        view=view if view in VIEWS else VIEWS[0],
    )


def go(key: str, *, selected: Selected | None, scalings: Sequence[Scaling] | None = None) -> None:
    """Has the component select something else in the next run; to be called in a callback.

    Args:
        key: Of the component.
        selected: What; None for the whole net.
        scalings: What is switched off or turned up from then on; None to leave that as it is.
    """
    before = st.session_state.get(key + _GO, {"number": 0})
    st.session_state[key + _GO] = {
        "number": before["number"] + 1,
        "place": asdict(selected) if selected else None,
        "scalings": None if scalings is None else _listed(scalings),
    }


def show_why(*, key: str, net: TrainingSpec | None, digit: ChosenDigit, left_out: tuple[str, ...]) -> None:
    """Shows the component.

    Args:
        key: The widget's key, for `why_state`.
        net: A net that is trained and gives an answer; None while it is not.
        digit: The digit to show, or to show until something is drawn.
        left_out: The steps that are not taken on the way to MNIST's form.
    """
    chosen = why_state(key, net) if net else None
    data = {
        "source": "drawing" if digit.is_drawn else "digit",
        "pixels": base64.b64encode(digit.stand_in.tobytes()).decode(),
        "label": digit.label,
        "caption": digit.caption,
        "net": {"name": training_text(net), "layers": [_layer(layer, net) for layer in columns(net)]}
        if net
        else None,
        "chosen": {
            "place": asdict(chosen.selected) if chosen and chosen.selected else None,
            "scalings": _listed(chosen.scalings) if chosen else [],
            "target": chosen.target if chosen else None,
            "view": chosen.view if chosen else VIEWS[0],
        },
        "go": st.session_state.get(key + _GO),
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
        on_drawing_change=_nothing,
        on_picture_change=_nothing,
        on_chosen_change=_nothing,
        on_trouble_change=_nothing,
    )


def _nothing() -> None:
    """Stands for a callback: a state that has one is always there to be read."""


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


def _listed(scalings: Sequence[Scaling]) -> list[list[Any]]:
    return [[scaling.layer, scaling.channel, scaling.factor] for scaling in scalings]


def _selected(told: Any, net: TrainingSpec) -> Selected | None:
    """Returns what was told to be selected, as far as the net has it."""
    match told:
        case {"layer": str(name), "channel": channel, "row": row, "column": column}:
            shapes = {layer.name: layer.shape for layer in columns(net)}
            if name not in shapes:
                return None
            rows, cells, channels = shapes[name] if len(shapes[name]) == 3 else (1, 1, shapes[name][0])
            if not _is_index(channel, channels):
                return Selected(layer=name)
            if not (_is_index(row, rows) and _is_index(column, cells)):
                return Selected(layer=name, channel=channel)
            return Selected(layer=name, channel=channel, row=row, column=column)
    return None


def _scalings(told: Any, net: TrainingSpec) -> tuple[Scaling, ...]:
    sizes = {layer.name: layer.shape[-1] for layer in scaled_layers(net)}
    found = []
    for item in told if isinstance(told, list) else ():
        match item:
            case [str(layer), channel, int() | float() as factor] if layer in sizes and 0 <= factor <= MOST_FACTOR:
                if channel is None or _is_index(channel, sizes[layer]):
                    found.append(Scaling(layer=layer, channel=channel, factor=float(factor)))
    return tuple(found)


def _is_index(value: Any, count: int) -> bool:
    return type(value) is int and 0 <= value < count
