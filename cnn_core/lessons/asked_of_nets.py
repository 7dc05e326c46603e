"""The numbers that a lesson may ask for of a net on paper.

    number = "parameters"       of a layer, or of the whole net where none is named
    net = "two_block"           as an address holds it, with a recipe behind a / or without
    layer = "conv2"

A `slip` is what comes out when it is reckoned in one of the usual wrong ways.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from cnn_core.errors import SpecError
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import LayerShape, layer_shapes
from cnn_core.nets.training_text import find_net
from cnn_core.text import t
from cnn_core.training.steps import steps_of

SLIPS: Final[Mapping[str, tuple[str, ...]]] = {
    "parameters": ("one_channel", "one_filter", "with_bias", "no_bias"),
    "inputs": ("one_channel",),
    "rows": (),
    "columns": (),
    "channels": (),
    "outputs": (),
    "receptive_field": ("kernel", "no_stride"),
    "steps": ("not_rounded", "rounded_down", "all"),
}
"""The numbers of a net, and the usual wrong ways to each: as if the layer read one channel, or had one filter; with
a bias for each filter, or without those that there are; the side of the layer's own window, or all strides taken
for 1; the digits over the batch, as they are or rounded down, or the steps of all epochs."""

NAMES: Final = ("number", "net", "layer")
"""What a check of these may hold."""


def number_of_net(asked: Mapping[str, Any]) -> float:
    """Returns a number that is asked for, or that a mistake gives.

    Args:
        asked: `number` says which. Of a `layer`: its "parameters"; how many numbers one of its cells or units is
            made of ("inputs"); the "rows", "columns" and "channels" of what it gives, or how many numbers that are
            ("outputs"); how many rows of the digit a cell sees ("receptive_field"). Of the whole `net`: its
            "parameters", and the "steps" of an epoch of its training.

    Raises:
        SpecError: There is no such net, layer or number.
    """
    kind, slip = str(asked.get("number")), asked.get("slip", "")
    if kind not in SLIPS or (slip and slip not in SLIPS[kind]):
        came, allowed = (slip, SLIPS[kind]) if kind in SLIPS else (kind, tuple(SLIPS))
        raise SpecError(t("lessons.of_nets", came=came, allowed=", ".join(allowed)))
    net = net_named(asked.get("net"))
    if kind == "steps":
        return _steps(net, slip)
    layers = layer_shapes(net.model)
    if kind == "parameters" and "layer" not in asked and not slip:
        return sum(layer.parameters for layer in layers)
    found = next((at for at, layer in enumerate(layers) if layer.name == asked.get("layer")), None)
    if found is None:
        names = ", ".join(layer.name for layer in layers)
        raise SpecError(t("lessons.no_layer", came=asked.get("layer"), allowed=names))
    number = _of_layer(kind, slip, layers[: found + 1])
    if number is None:
        raise SpecError(t("lessons.not_of_layer", number=slip or kind, layer=layers[found].name))
    return number


def net_named(came: object) -> TrainingSpec:
    """Returns the net that a lesson's file names.

    Raises:
        SpecError: There is none.
    """
    if not isinstance(came, str):
        raise SpecError(t("lessons.no_net", came=came))
    return find_net(came)


def _steps(net: TrainingSpec, slip: str) -> float:
    steps = steps_of(net.recipe)
    exact = steps.digits / net.recipe.batch_size
    ways = {"not_rounded": exact, "rounded_down": math.floor(exact), "all": steps.total}
    return ways.get(slip, steps.per_epoch)


def _of_layer(kind: str, slip: str, layers: tuple[LayerShape, ...]) -> float | None:
    """Returns a number of the last of some layers; None where a layer of its kind has none such."""
    layer, given = layers[-1], layers[-1].shape
    window = layer.geometry and (layer.geometry.rows.kernel_size, layer.geometry.columns.kernel_size)
    match kind:
        case "outputs":
            return math.prod(given)
        case "rows" | "columns" | "channels" if len(given) == 3:
            return given[("rows", "columns", "channels").index(kind)]
        case "receptive_field" if layer.field and window:
            if slip == "kernel":
                return window[0]
            windows = [each.geometry.rows for each in layers if each.geometry]
            without_strides = 1 + sum(axis.effective_kernel_size - 1 for axis in windows)
            return without_strides if slip else layer.field.rows.size
        case "parameters" | "inputs" if layer.kind == "conv" and window:
            one, filters = math.prod(window), given[-1]
            inputs = layer.parameters // filters
            if kind == "inputs":
                return one if slip else inputs
            ways = {
                "one_channel": one * filters,
                "one_filter": inputs,
                "with_bias": layer.parameters + filters,
                "": layer.parameters,
            }
            return ways.get(slip)
        case "parameters" | "inputs" if layer.kind == "dense" and slip in ("", "no_bias"):
            weights = layer.parameters - given[0]
            if kind == "inputs":
                return weights // given[0]
            return weights if slip else layer.parameters
        case "inputs" if layer.kind == "pool" and window and not slip:
            return math.prod(window)
        case "parameters" if not slip:
            return layer.parameters
    return None
