"""Contributions: through which channels a class's logit comes about, and along which edges between them.

A number that a net computes contributes its value times the gradient of the logit with respect to it, which is
Shrikumar's gradient × input taken at every layer (https://arxiv.org/abs/1605.01713), and a channel what its cells
do together. An edge between two channels contributes the weights between them times the gradients of these weights:
that is what the weights carry of the one into the other, times what the logit makes of it.

What adds up:

- *Always*: what leaves a channel along its edges is what the channel contributes.
- Where activations bend at zero alone (ReLU, leaky ReLU, none) and neither bias nor normalisation is on the way:
  each layer contributes the same in sum, and what enters a channel is what it contributes (Euler's theorem on
  homogeneous functions). Between the pixels and the flattened maps of the course's nets this holds.
- The rest of the logit, `rest`, is what biases, normalisations and curved activations above a layer add. Above the
  last hidden layer it is the class's own bias, in every net.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.backend import load_tensorflow
from cnn_core.explain.ablation import Scalings, factors_of, split_factors
from cnn_core.explain.asked import PIXEL_LAYER, WITH_CHANNELS, NetLike, answering, digit_pixels, sources, target_of
from cnn_core.explain.gradients import one_hot
from cnn_core.models.inspection import PIXELS, Inspection, as_inspection
from cnn_core.models.opened import OpenedNet
from cnn_core.nets.spec import CLASSES, IMAGE_SHAPE, LayerShape


@dataclass(frozen=True, eq=False, kw_only=True)
class Edges:
    """The edges into a layer with weights.

    Attributes:
        source: The layer that it reads, or `"pixels"`.
        target: Its name.
        values: What goes from each channel of the one into each of the other, (channels, channels), in logits. A
            dense layer on maps reads a channel at all its places together.
    """

    source: str
    target: str
    values: NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class Contributions:
    """How a class's logit comes about.

    Attributes:
        target: The class.
        score: Its logit.
        pixels: What each pixel contributes, (28, 28).
        channels: By layer, from the digit (`"pixels"`, one channel) to the last hidden one, what each channel
            contributes, (C,). Layers that only hand on are left out.
        edges: By the layer that they lead to, for those with weights, the logits among them; into a pooling, an
            activation or a normalisation each channel leads to its own.
        inspection: What the net made of the digit in the same pass.
    """

    target: int
    score: float
    pixels: NDArray[np.float32]
    channels: Mapping[str, NDArray[np.float32]]
    edges: Mapping[str, Edges]
    inspection: Inspection

    @property
    def rest(self) -> dict[str, float]:
        """By layer, what is left of the logit beside what its channels contribute in sum."""
        return {name: self.score - float(values.sum(dtype=np.float64)) for name, values in self.channels.items()}


def contributions(
    image: ArrayLike, net: NetLike = "two_block", *, target: int | None = None, scalings: Scalings = ()
) -> Contributions:
    """Returns what each channel and each edge contributes to a class's logit, in one pass forward and back.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class; by default the net's answer, unscaled.
        scalings: What is switched off or turned up. A channel contributes what the next layer reads of it.

    Raises:
        ImageError: The image is no digit.
        SpecError: The target is no class, a scaling is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    opened, pixels = answering(net), digit_pixels(image)
    target = target_of(opened, pixels, target)
    nodes = [layer for layer in opened.layers if layer.kind in WITH_CHANNELS and layer.name != "logits"]
    weighted = [layer for layer in opened.layers if layer.kind in ("conv", "dense")]
    factors = factors_of(opened.net, scalings)
    run = opened.compiled(
        "contributions", lambda *asked: _trace(opened, nodes, weighted, *asked), PIXELS, (1, CLASSES), factors.shape
    )
    score, of_pixels, *found = run(pixels, one_hot(target), factors)
    outputs, sums = found[: len(opened.layers)], found[len(opened.layers) :]
    of_nodes = {layer.name: values for layer, values in zip(nodes, sums[: len(nodes)], strict=True)}
    below = sources(opened.net.model)
    return Contributions(
        target=target,
        score=float(score[0]),
        pixels=of_pixels.reshape(IMAGE_SHAPE[:2]),
        channels={PIXEL_LAYER: of_pixels.sum(axis=1), **of_nodes},
        edges={
            layer.name: Edges(source=below[layer.name], target=layer.name, values=values)
            for layer, values in zip(weighted, sums[len(nodes) :], strict=True)
        },
        inspection=as_inspection(dict(zip((layer.name for layer in opened.layers), outputs, strict=True))),
    )


def _trace(
    opened: OpenedNet, nodes: list[LayerShape], weighted: list[LayerShape], digit: Any, chosen: Any, factors: Any
) -> list[Any]:
    """Returns, while a function is traced, the logit, the pixels' part, all outputs, the nodes' and the edges'."""
    tf = load_tensorflow()
    kernels = [opened.model.get_layer(layer.name).kernel.value for layer in weighted]
    with tf.GradientTape() as tape:
        tape.watch([digit, *kernels])
        outputs = opened.outputs(digit, scales=split_factors(opened, factors))
        score = tf.reduce_sum(outputs["logits"] * chosen, axis=1)  # (1,)
    values = [outputs[layer.name] for layer in nodes]
    slopes = tape.gradient(score, [digit, *values, *kernels])
    of_digit, of_values, of_kernels = slopes[0], slopes[1 : len(nodes) + 1], slopes[len(nodes) + 1 :]
    sums = [
        tf.reduce_sum(value * slope, axis=list(range(len(value.shape) - 1)))  # (C,)
        for value, slope in zip(values, of_values, strict=True)
    ]
    edges = []
    came: tuple[int, ...] = IMAGE_SHAPE
    for layer in opened.layers:
        if layer in weighted:
            kernel, slope = ((all_[weighted.index(layer)]) for all_ in (kernels, of_kernels))
            # (kh, kw, C, F), or (H·W·C, U) with the places outside of the channels
            edges.append(tf.reduce_sum(tf.reshape(kernel * slope, (-1, came[-1], layer.shape[-1])), axis=0))
        if layer.kind != "flatten":
            came = layer.shape
    return [score, digit * of_digit, *outputs.values(), *sums, *edges]
