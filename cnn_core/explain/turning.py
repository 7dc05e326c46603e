"""Which few channels of a layer, switched off together, give a digit another answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.explain.ablation import Scalings, logits_without
from cnn_core.explain.asked import WITH_CHANNELS, NetLike, answering, digit_pixels, layer_named

MOST_TURNING = 8
"""Channels; more than these nobody switches off to see what happens."""


@dataclass(frozen=True, kw_only=True)
class Turning:
    """What turns an answer.

    Attributes:
        layer: Whose channels.
        channels: Those that are switched off, the one that does most first.
        answer: What the net says then.
    """

    layer: str
    channels: tuple[int, ...]
    answer: int


def find_turning(
    image: ArrayLike, net: NetLike = "two_block", *, layer: str, scalings: Scalings = ()
) -> Turning | None:
    """Looks for the fewest channels without which the net gives another answer.

    For each other class, the channels that hold it back most are switched off one after another. It need not be the
    least set of all, but it is one that turns the answer: each was tried.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        layer: Whose channels are switched off.
        scalings: What is switched off or turned up already.

    Returns:
        None where `MOST_TURNING` channels of the layer do not suffice.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    opened, pixels = answering(net), digit_pixels(image)
    shape = layer_named(opened.net, layer, WITH_CHANNELS)
    count = shape.shape[-1]
    logits = logits_without(opened, pixels, shape, np.eye(count, dtype=bool), scalings)
    answer = int(logits[0].argmax())
    changes = logits[1:] - logits[0]  # (C, 10)
    orders = []
    for rival in range(logits.shape[1]):
        gains = changes[:, rival] - changes[:, answer]
        order = np.argsort(-gains, kind="stable")[:MOST_TURNING]
        orders.append(order[gains[order] > 0])
    sets = [order[:size] for size in range(1, MOST_TURNING + 1) for order in orders if len(order) >= size]
    off = np.zeros((len(sets), count), bool)
    for row, channels in zip(off, sets, strict=True):
        row[channels] = True
    tried = logits_without(opened, pixels, shape, off, scalings)[1:]
    turned = np.flatnonzero(tried.argmax(axis=1) != answer)
    if not len(turned):
        return None
    first = turned[0]  # the fewest, since the sets stand in the order of their sizes
    return Turning(layer=layer, channels=tuple(sets[first].tolist()), answer=int(tried[first].argmax()))
