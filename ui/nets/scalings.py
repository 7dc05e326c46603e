"""Channels of a net that are switched off or turned up, as a browser tells of them and as an address has them."""

from collections.abc import Sequence
from typing import Any

from cnn_core.explain import Scaling
from cnn_core.explain.ablation import MOST_FACTOR, scaled_layers
from cnn_core.nets.course import TrainingSpec


def told_scalings(told: Any, net: TrainingSpec) -> tuple[Scaling, ...]:
    """Returns what a browser tells of, without what is no scaling of the net.

    Args:
        told: A list of layer, channel or None, and factor; or anything else, which is none.
        net: The net.
    """
    sizes = {layer.name: layer.shape[-1] for layer in scaled_layers(net)}
    found = []
    for item in told if isinstance(told, list) else ():
        match item:
            case [str(layer), channel, int() | float() as factor] if layer in sizes and 0 <= factor <= MOST_FACTOR:
                if channel is None or (type(channel) is int and 0 <= channel < sizes[layer]):
                    found.append(Scaling(layer=layer, channel=channel, factor=float(factor)))
    return tuple(found)


def read_scalings(text: str, net: TrainingSpec) -> tuple[Scaling, ...]:
    """Returns what an address has of a net, such as `"conv2.3*0;conv1*0.5"`.

    Args:
        text: Not empty.
        net: The net.

    Raises:
        ValueError: A channel or a factor is no number.
    """
    told = []
    for part in text.split(";"):
        place, _, factor = part.partition("*")
        layer, _, channel = place.partition(".")
        told.append([layer, int(channel) if channel else None, float(factor)])
    return told_scalings(told, net)


def write_scalings(scalings: Sequence[Scaling]) -> str:
    """Returns them as an address has them."""
    return ";".join(
        f"{each.layer}{'' if each.channel is None else f'.{each.channel}'}*{each.factor:.6g}" for each in scalings
    )
