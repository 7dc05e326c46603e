"""The live page's component: canvas, answer and maps that follow the stroke. It talks to `ui.routes.live`."""

import base64
from pathlib import Path
from typing import Any

import streamlit as st

from cnn_core.figures.colors import CLASSES, DIVERGING, SEQUENTIAL
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.disturbance import RANGES, UNDISTURBED
from cnn_core.settings import settings
from cnn_core.text import t, words
from ui.choosing.told import nothing
from ui.digits.chosen import ChosenDigit
from ui.digits.hand import hand_words
from ui.digits.strokes import wanted_drawing
from ui.display.page import tab_title
from ui.engine import engine
from ui.lab.chosen import LabChoice, wanted
from ui.lab.options import LayerOptions
from ui.nets.training_news import finished_times
from ui.scripts import HAND_SHEET, loader

_HERE = Path(__file__).parent

_lab = st.components.v2.component(
    "convscope_lab",
    html='<div class="lab" data-root></div>',
    css=HAND_SHEET + (_HERE / "lab.css").read_text("utf-8"),
    js=loader("lab/lab.js"),
)


def show_lab(
    *,
    key: str,
    nets: tuple[TrainingSpec, ...],
    digit: ChosenDigit,
    options: LayerOptions,
    chosen: LabChoice,
    left_out: tuple[str, ...],
    is_followed: bool = False,
) -> None:
    """Shows the component.

    Args:
        key: The widget's key, for `lab_state`.
        nets: One or two nets that are trained; none while they are not.
        digit: The digit to show, or to show until something is drawn.
        options: Which maps are shown, and how.
        chosen: What it begins with.
        left_out: The steps that are not taken on the way to MNIST's form.
        is_followed: Whether what is shown follows the nets' trainings; then they need not be trained.
    """
    if is_followed:
        for net in nets:
            engine().show(net)
    data = {
        "source": "drawing" if digit.is_drawn else "digit",
        "pixels": base64.b64encode(digit.stand_in.tobytes()).decode(),
        "label": digit.label,
        "caption": digit.caption,
        "tab": "" if is_followed else tab_title("mnist_inspection", "{answer}"),
        "nets": [
            {
                "name": training_text(net),
                "first": {
                    "name": layer_shapes(net.model)[0].name,
                    "shape": [*net.model.blocks[0].kernel_size, net.model.blocks[0].filters],
                },
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
        "times": [_times(net, is_followed) for net in nets],
        "is_compact": is_followed,  # what tells of the training takes the room
        "channels": options.channels,
        "are_strongest": options.are_strongest,
        "per_channel": options.per_channel,
        "disturbances": {name: [*bounds, getattr(UNDISTURBED, name)] for name, bounds in RANGES.items()},
        "chosen": chosen.as_told(),
        "go": wanted(key),
        "colors": {"scale": SEQUENTIAL, "signed_scale": DIVERGING, "classes": CLASSES},
        "left_out": list(left_out),
        "drawing": wanted_drawing(key),
        "most_picture_bytes": settings().picture_bytes,
        "words": hand_words()
        | words("lab")
        | {"disturbances": words("lab.disturbances"), "scrubber": words("lab.scrubber")},
    }
    _lab(
        key=key,
        data=data,
        on_drawing_change=nothing,
        on_looks_change=nothing,
        on_picture_change=nothing,
        on_selected_change=nothing,
        on_trouble_change=nothing,
    )


def _times(net: TrainingSpec, is_followed: bool) -> dict[str, Any]:
    """Returns what is known of a net's moments; of a training that is followed, the server tells more."""
    times = finished_times(net)
    if is_followed:
        return {**times, "is_followed": True, "newest": None if engine().has(net) else 0}
    return {**times, "is_followed": False}
