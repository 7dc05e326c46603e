"""Ablation: channels and layers switched off or turned up, and what the answer makes of it.

A channel's importance by what its absence does (leave-one-out): Morcos, Barrett, Rabinowitz and Botvinick, "On the
importance of single directions for generalization", 2018, https://arxiv.org/abs/1803.06959. The factors are inputs
of one compiled pass, so that a switch costs no compilation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.backend import load_tensorflow
from cnn_core.errors import SpecError
from cnn_core.explain.asked import (
    WITH_CHANNELS,
    FinishedNet,
    NetLike,
    answering,
    digit_pixels,
    layer_named,
    opened_of,
    target_of,
)
from cnn_core.models.inspection import PIXELS, Inspection, as_inspection, as_pixels, logits_of
from cnn_core.models.opened import OpenedNet, open_net
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES, LayerShape, layer_shapes
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t

MOST_FACTOR = 2.0


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """What one channel, or each channel of a layer, is multiplied by before the next layer reads it.

    Attributes:
        layer: Its name: a convolution, normalisation, activation, pooling or hidden dense layer.
        channel: Of the layer, from 0; None for all of them.
        factor: 0 switches off, 1 leaves as it is, 2 doubles. Where several concern a channel, they multiply.
    """

    layer: str
    channel: int | None = None
    factor: float = 0.0


Scalings = Sequence[Scaling]
"""Any number of them; none leaves the net as it is."""


def inspect_scaled(images: ArrayLike, net: NetLike = "two_block", scalings: Scalings = ()) -> Inspection:
    """Passes digits through a net some of whose channels are switched off or turned up, in this process.

    Args:
        images: (28, 28) or (N, 28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        scalings: What is multiplied by what. The maps of a layer are given as the next one reads them.

    Raises:
        ImageError: The images are no digits.
        SpecError: A scaling is not allowed, or there is no net of that name.
        StoreError: The net is not trained yet.
    """
    opened = opened_of(net)
    factors = factors_of(opened.net, scalings)
    run = opened.compiled(
        "scaled",
        lambda digits, by: list(opened.outputs(digits, scales=split_factors(opened, by)).values()),
        PIXELS,
        factors.shape,
    )
    outputs = run(as_pixels(images), factors)
    return as_inspection(dict(zip((layer.name for layer in opened.layers), outputs, strict=True)))


def factors_of(net: TrainingSpec, scalings: Scalings) -> NDArray[np.float32]:
    """Returns the factors of all channels of all layers that have any, one layer behind the other, (1, channels).

    Args:
        net: The net.
        scalings: What is multiplied by what.

    Raises:
        SpecError: There is no such layer or channel, or a factor is not from 0 to 2.
    """
    factors = {layer.name: np.ones(layer.shape[-1], np.float32) for layer in scaled_layers(net)}
    for scaling in scalings:
        layer, factor = layer_named(net, scaling.layer, WITH_CHANNELS), scaling.factor
        if not (isinstance(factor, int | float) and 0 <= factor <= MOST_FACTOR):
            raise SpecError(t("explain.factor", came=factor, layer=layer.name, most=MOST_FACTOR))
        factors[layer.name][channel_of(layer, scaling.channel)] *= factor
    return np.concatenate(list(factors.values()))[np.newaxis]


def scaled_layers(net: TrainingSpec) -> tuple[LayerShape, ...]:
    """Returns the layers whose channels can be switched off or turned up."""
    return tuple(
        layer for layer in layer_shapes(net.model) if layer.kind in WITH_CHANNELS and layer.name != "logits"
    )


def channel_of(layer: LayerShape, channel: int | None) -> int | slice:
    """Returns which channels are meant: one, or all.

    Raises:
        SpecError: The layer has no such channel.
    """
    if channel is None:
        return slice(None)
    most = layer.shape[-1] - 1
    if not isinstance(channel, int | np.integer) or isinstance(channel, bool) or not 0 <= channel <= most:
        raise SpecError(t("explain.channel", came=channel, layer=layer.name, most=most))
    return int(channel)


@dataclass(frozen=True, eq=False, kw_only=True)
class ChannelRanking:
    """What the absence of each single channel of a layer does to the answer.

    Attributes:
        layer: Its name.
        target: The class by which the channels are ranked.
        base: The logits without any further ablation, (10,).
        logits: With each channel off, (C, 10).
    """

    layer: str
    target: int
    base: NDArray[np.float32]
    logits: NDArray[np.float32]

    @property
    def changes(self) -> NDArray[np.float32]:
        """How each class's logit rises when each channel goes off, (C, 10); below zero it falls."""
        return self.logits - self.base

    @property
    def probability_changes(self) -> NDArray[np.float32]:
        """How each class's probability rises when each channel goes off, (C, 10)."""
        return softmax(self.logits) - softmax(self.base[np.newaxis])

    @property
    def support(self) -> NDArray[np.float32]:
        """What the target's logit loses without each channel, (C,): above zero the channel speaks for it."""
        return -self.changes[:, self.target]

    @property
    def order(self) -> NDArray[np.intp]:
        """The channels, (C,): those first that speak most for the target, those last that speak most against it."""
        return np.argsort(-self.support, kind="stable")

    @property
    def answers(self) -> NDArray[np.intp]:
        """What the net answers without each channel, (C,)."""
        answers: NDArray[np.intp] = self.logits.argmax(axis=1)
        return answers


def rank_channels(
    image: ArrayLike,
    net: NetLike = "two_block",
    *,
    layer: str,
    target: int | None = None,
    scalings: Scalings = (),
) -> ChannelRanking:
    """Switches off each channel of a layer by itself, all in one batch that begins with the layer's own maps.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        layer: Whose channels are ranked.
        target: The class; by default the net's answer, unscaled.
        scalings: What is switched off or turned up meanwhile.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    opened, pixels = answering(net), digit_pixels(image)
    shape = layer_named(opened.net, layer, WITH_CHANNELS)
    target = target_of(opened, pixels, target)
    logits = logits_without(opened, pixels, shape, np.eye(shape.shape[-1], dtype=bool), scalings)
    return ChannelRanking(layer=layer, target=target, base=logits[0], logits=logits[1:])


def logits_without(
    opened: OpenedNet,
    pixels: NDArray[np.float32],
    layer: LayerShape,
    off: NDArray[np.bool_],
    scalings: Scalings = (),
) -> NDArray[np.float32]:
    """Switches off several sets of a layer's channels, all in one batch that begins with the layer's own maps.

    Args:
        opened: A net that gives an answer.
        pixels: As `digit_pixels` returns them.
        layer: Whose channels.
        off: (V, C), which channels each of the sets holds.
        scalings: What is switched off or turned up meanwhile.

    Returns:
        (1 + V, 10): the logits with all of them, then without each set.
    """
    factors, name = factors_of(opened.net, scalings), layer.name
    below = opened.compiled(
        f"scaled_until/{name}",
        lambda digit, by: opened.outputs(digit, until=name, scales=split_factors(opened, by))[name],
        PIXELS,
        factors.shape,
    )
    (maps,) = below(pixels, factors)
    kept = np.vstack([np.ones((1, off.shape[1]), np.float32), 1 - off.astype(np.float32)])  # (1 + V, C)
    return _logits_from(opened, layer, maps, kept, factors)


def _logits_from(
    opened: OpenedNet,
    layer: LayerShape,
    maps: NDArray[np.float32],
    kept: NDArray[np.float32],
    factors: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Goes on from a layer's maps (1, …, C), once for each row of factors for its channels, (V, C); (V, 10)."""
    tf = load_tensorflow()

    def trace(maps: Any, kept: Any, by: Any) -> Any:
        kept = kept[:, tf.newaxis, tf.newaxis, :] if len(layer.shape) == 3 else kept
        return opened.outputs(maps * kept, above=layer.name, scales=split_factors(opened, by))["logits"]

    run = opened.compiled(
        f"scaled_above/{layer.name}", trace, (1, *layer.shape), (None, layer.shape[-1]), factors.shape
    )
    return np.concatenate([run(maps, kept[part], factors)[0] for part in opened.batches(len(kept))])


@dataclass(frozen=True, eq=False, kw_only=True)
class HeldOutEffect:
    """What scalings do to a net's answers to many digits.

    Attributes:
        labels: What each digit is, (N,).
        base: The logits of the net as it is, (N, 10).
        logits: Of the scaled one, (N, 10).
    """

    labels: NDArray[np.uint8]
    base: NDArray[np.float32]
    logits: NDArray[np.float32]

    @property
    def base_accuracy(self) -> float:
        """The share that the net as it is has right, 0 to 1."""
        return float(np.mean(self.base.argmax(axis=1) == self.labels))

    @property
    def accuracy(self) -> float:
        """The share that the scaled net has right, 0 to 1."""
        return float(np.mean(self.logits.argmax(axis=1) == self.labels))

    @property
    def mean_changes(self) -> NDArray[np.float64]:
        """How each class's logit rises, in the mean over all digits, (10,); below zero it falls."""
        changes: NDArray[np.float64] = (self.logits - self.base).mean(axis=0, dtype=np.float64)
        return changes

    @property
    def changes_by_label(self) -> NDArray[np.float64]:
        """The same for the digits of each label, (10, 10): labels from top to bottom; NaN where there is none."""
        changes = self.logits.astype(np.float64) - self.base
        means = [changes[self.labels == label] for label in range(CLASSES)]
        return np.stack([some.mean(axis=0) if len(some) else np.full(CLASSES, np.nan) for some in means])

    @property
    def accuracy_by_label(self) -> NDArray[np.float64]:
        """The share of each label's digits that the scaled net has right, (10,); NaN where there is none."""
        is_right = self.logits.argmax(axis=1) == self.labels
        parts = [is_right[self.labels == label] for label in range(CLASSES)]
        return np.array([part.mean() if len(part) else np.nan for part in parts])


def ablate_held_out(
    net: FinishedNet = "two_block", scalings: Scalings = (), *, some: range | None = None
) -> HeldOutEffect:
    """Passes the held-out digits through a net some of whose channels are switched off or turned up.

    Args:
        net: The net, trained.
        scalings: What is multiplied by what.
        some: Which of the digits, one after another; None for all.

    Raises:
        SpecError: A scaling is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    opened, digits = answering(net), load_digits()
    factors = factors_of(opened.net, scalings)
    run = opened.compiled(
        "scaled_logits",
        lambda some, by: opened.outputs(some, scales=split_factors(opened, by))["logits"],
        PIXELS,
        factors.shape,
    )
    some = range(len(digits.held_out_labels)) if some is None else some
    pixels = as_pixels(digits.held_out_images[some.start : some.stop])
    logits = np.concatenate([run(pixels[part], factors)[0] for part in opened.batches(len(pixels))])
    return HeldOutEffect(
        labels=digits.held_out_labels[some.start : some.stop],
        base=_held_out_logits(opened.net, some.start, some.stop),
        logits=logits,
    )


def joined_effect(first: HeldOutEffect, second: HeldOutEffect) -> HeldOutEffect:
    """Returns the effect on the digits of both.

    Args:
        first: On some digits.
        second: On those behind them, of the same scalings of the same net.
    """
    return HeldOutEffect(
        labels=np.concatenate([first.labels, second.labels]),
        base=np.concatenate([first.base, second.base]),
        logits=np.concatenate([first.logits, second.logits]),
    )


@lru_cache(maxsize=100)
def _held_out_logits(net: TrainingSpec, start: int, stop: int) -> NDArray[np.float32]:
    return logits_of(open_net(net), as_pixels(load_digits().held_out_images[start:stop]))


def split_factors(opened: OpenedNet, factors: Any) -> dict[str, Any]:
    """Returns the factors (1, channels of all layers) by layer, while a function is traced."""
    layers = scaled_layers(opened.net)
    parts = load_tensorflow().split(factors, [layer.shape[-1] for layer in layers], axis=1)
    return {layer.name: part for layer, part in zip(layers, parts, strict=True)}
