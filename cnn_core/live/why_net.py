"""The whole-net view of an update: the strongest channels of every layer, and what goes from each to each."""

from dataclasses import dataclass

import numpy as np

from cnn_core.explain.contributions import Contributions
from cnn_core.live.messages import Channels
from cnn_core.live.shares import shares
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import LayerShape, layer_shapes
from cnn_core.packed_arrays import ArrayPack


@dataclass(frozen=True, kw_only=True)
class NetView:
    """What the whole-net view shows.

    Attributes:
        channels: How many of each layer, the strongest first; None for all.
        shown: The channels that stay in view while the digit moves; a layer that is left out has its strongest
            chosen anew.
        kept: Those that are among the chosen however weak they are, such as a channel that is switched off.
    """

    channels: int | None = 8
    shown: Channels = ()
    kept: Channels = ()


def columns(net: TrainingSpec) -> tuple[LayerShape, ...]:
    """Returns the layers that the view has a column for: those whose channels contribute, up to the logits."""
    return tuple(
        layer
        for layer in layer_shapes(net.model)
        if layer.kind in ("conv", "norm", "activation", "pool", "dense") and layer.name != "logits"
    )


def strongest(net: TrainingSpec, found: Contributions, view: NetView) -> dict[str, list[int]]:
    """Chooses the channels of each layer that are shown: those that contribute most, for or against.

    Layers that keep their channels apart (pooling, normalisation, activation) show the same ones in the same places
    as the layer with weights that they lie on, so that a channel goes straight through them.

    Args:
        net: The net.
        found: What its channels contribute.
        view: How many, and which of them are settled.
    """
    settled, kept = dict(view.shown), dict(view.kept)
    shown: dict[str, list[int]] = {}
    for group in _groups(net):
        last = group[-1]
        count = last.shape[-1]
        chosen = [channel for channel in settled.get(last.name, ()) if channel < count]
        if not chosen:
            order = np.argsort(-np.abs(found.channels[last.name]), kind="stable")
            chosen = order[: view.channels].tolist()
        wanted = {channel for layer in group for channel in kept.get(layer.name, ()) if channel < count}
        missing = sorted(wanted - set(chosen))
        # As many weak ones make room as there are others.
        room = [channel for channel in reversed(chosen) if channel not in wanted][: len(missing)]
        chosen = [channel for channel in chosen if channel not in room] + missing
        shown.update({layer.name: chosen for layer in group})
    return shown


def add_net_view(
    frame: ArrayPack, net: TrainingSpec, found: Contributions, view: NetView, *, is_exact: bool
) -> None:
    """Adds to a frame what the view paints.

    Its arrays: for each layer `map/<layer>` (n, H, W), where a dense layer's units are of 1 × 1: shares of the
    layer's scale in uint8 or exact float32, with `most`, what 255 stands for, and `channels`, which they are;
    `part/<layer>` (C,) float32, what each of all its channels contributes; `edge/<layer>` (m, n) float32, what goes
    into the layer from each channel shown of the one below (from the digit, m = 1; into a layer that keeps its
    channels apart, m = 1 too: from each channel into itself); `edge/logits` (m, 1) what goes into the class.

    Args:
        frame: The frame.
        net: The net.
        found: Of the digit and the class.
        view: What is shown.
        is_exact: Whether the maps come as float32.
    """
    shown = strongest(net, found, view)
    below: list[int] = [0]
    for layer in columns(net):
        chosen, part = shown[layer.name], found.channels[layer.name]
        maps = found.inspection.activations[layer.name][0]
        maps = maps if maps.ndim == 3 else maps[np.newaxis, np.newaxis]  # (H, W, C)
        most = float(np.abs(maps).max())
        tiles = np.ascontiguousarray(maps[:, :, chosen].transpose(2, 0, 1))  # (n, H, W)
        values = tiles if is_exact else shares(tiles, most, is_signed=layer.is_signed)
        frame.add(f"map/{layer.name}", values, most=most, channels=chosen)
        frame.add(f"part/{layer.name}", part.astype(np.float32))
        if layer.name in found.edges:
            edges = found.edges[layer.name].values[np.ix_(below, chosen)]
        else:
            edges = part[np.newaxis, chosen]
        frame.add(f"edge/{layer.name}", edges.astype(np.float32))
        below = chosen
    frame.add("edge/logits", found.edges["logits"].values[np.ix_(below, [found.target])].astype(np.float32))
    frame.add("part/pixels", found.pixels.astype(np.float32))


def _groups(net: TrainingSpec) -> list[list[LayerShape]]:
    """Returns the layers with weights, each with those behind it that keep its channels apart."""
    groups: list[list[LayerShape]] = []
    for layer in columns(net):
        if layer.kind in ("conv", "dense"):
            groups.append([])
        groups[-1].append(layer)
    return groups
