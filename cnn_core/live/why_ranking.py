"""What a layer's channels do to the answer, each switched off by itself: the arrays that a frame carries."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.explain.ablation import Scalings, inspect_scaled, rank_channels
from cnn_core.live.shares import shares
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes


def ranking_arrays(
    image: ArrayLike, net: TrainingSpec, *, layer: str, target: int, scalings: Scalings = ()
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Switches off each channel of a layer by itself.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        layer: Whose channels.
        target: The class by which they are ranked.
        scalings: What is switched off or turned up meanwhile.

    Yields:
        Names and arrays: `ranking/changes` (C, 10) float32, how each class's logit rises without each channel;
        `ranking/base` (10,) float32, the logits with all of them; for a layer of maps `ranking/maps` (C, H, W)
        uint8, `shares` of its largest magnitude.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    ranking = rank_channels(image, net, layer=layer, target=target, scalings=scalings)
    yield "ranking/changes", ranking.changes.astype(np.float32)
    yield "ranking/base", ranking.base
    shape = next(each for each in layer_shapes(net.model) if each.name == layer)
    if shape.is_map:
        maps = inspect_scaled(image, net, scalings).activations[layer][0].transpose(2, 0, 1)  # (C, H, W)
        yield "ranking/maps", shares(maps, np.abs(maps).max(), is_signed=shape.is_signed)
