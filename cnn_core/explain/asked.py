"""What comes with a question to a net, checked once: the net, the digit, the class, the layer, the numbers."""

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import ImageError, SpecError
from cnn_core.models.inspection import as_pixels, logits_of
from cnn_core.models.opened import OpenedNet, open_net
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES, Kind, LayerShape, ModelSpec, layer_shapes
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.text import t

FinishedNet = TrainingSpec | str
"""A net with its finished weights, or a text for `cnn_core.find_net`."""

NetLike = FinishedNet | OpenedNet
"""Any net; an opened one may have other weights, such as those of a moment of its training."""

WITH_CHANNELS: tuple[Kind, ...] = ("conv", "norm", "activation", "pool", "dense")
"""The kinds of layers that have channels, or units, of their own; the others hand on those of the layer below."""


PIXEL_LAYER = "pixels"
"""What the digit itself is called among the layers, which it lies below."""


def sources(model: ModelSpec) -> dict[str, str]:
    """Returns for each layer the one whose channels it reads, past those that only hand on; or `"pixels"`."""
    found, below = {}, PIXEL_LAYER
    for layer in layer_shapes(model):
        found[layer.name] = below
        if layer.kind in WITH_CHANNELS:
            below = layer.name
    return found


def net_of(net: NetLike) -> TrainingSpec:
    """Returns the net that is meant.

    Raises:
        SpecError: There is no net of that name.
    """
    if isinstance(net, OpenedNet):
        return net.net
    return find_net(net) if isinstance(net, str) else net


def opened_of(net: NetLike) -> OpenedNet:
    """Opens the net that is meant.

    Raises:
        SpecError: There is no net of that name.
        StoreError: It is not trained yet.
    """
    return net if isinstance(net, OpenedNet) else open_net(net_of(net))


def answering(net: NetLike) -> OpenedNet:
    """Opens a net that gives an answer.

    Raises:
        SpecError: It gives none, or there is no net of that name.
        StoreError: It is not trained yet.
    """
    meant = net_of(net)
    if not meant.model.has_logits:
        raise SpecError(t("explain.no_answer", net=training_text(meant)))
    return opened_of(net)


def digit_pixels(image: ArrayLike) -> NDArray[np.float32]:
    """Returns one digit as a net reads it, (1, 784) in 0..1.

    Args:
        image: (28, 28) or (1, 28, 28): uint8 0..255, or floats 0..1.

    Raises:
        ImageError: It is not one digit of that form.
    """
    pixels = as_pixels(image)
    if len(pixels) != 1:
        raise ImageError(t("explain.one_digit", count=len(pixels)))
    return pixels


def target_of(opened: OpenedNet, pixels: NDArray[np.float32], target: int | None) -> int:
    """Returns the class that is asked about: the net's answer to pixels (1, 784) if none was named.

    Raises:
        SpecError: It is no digit.
    """
    if target is None:
        return int(logits_of(opened, pixels)[0].argmax())
    if not isinstance(target, int | np.integer) or isinstance(target, bool) or not 0 <= target < CLASSES:
        raise SpecError(t("explain.target", came=target))
    return int(target)


def layer_named(net: TrainingSpec, name: str | None, kinds: Collection[Kind]) -> LayerShape:
    """Returns a layer; the last of the kinds if none was named. The logits are not among them.

    Raises:
        SpecError: The net has no such layer.
    """
    layers = {
        layer.name: layer for layer in layer_shapes(net.model) if layer.kind in kinds and layer.name != "logits"
    }
    if not layers:
        raise SpecError(t("explain.no_layer", net=training_text(net)))
    if name is None:
        return list(layers.values())[-1]
    if name not in layers:
        raise SpecError(t("explain.layer", came=name, allowed=", ".join(layers)))
    return layers[name]


def whole_number(name: str, came: object, least: int, most: int) -> int:
    """Returns a whole number within its bounds.

    Raises:
        SpecError: It is none, or lies outside.
    """
    if isinstance(came, int | np.integer) and not isinstance(came, bool) and least <= came <= most:
        return int(came)
    raise SpecError(t("explain.whole", name=name, came=came, least=least, most=most))


def number(name: str, came: object, least: float, most: float) -> float:
    """Returns a number within its bounds.

    Raises:
        SpecError: It is none, or lies outside.
    """
    if isinstance(came, int | float | np.number) and not isinstance(came, bool) and least <= came <= most:
        return float(came)
    raise SpecError(t("explain.number", name=name, came=came, least=least, most=most))
