"""Occlusion: what the class's logit loses when a patch of the digit is covered.

Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2013, https://arxiv.org/abs/1311.2901,
section 4.2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.geometry import AxisGeometry, output_geometry
from cnn_core.explain.asked import NetLike, answering, digit_pixels, number, target_of, whole_number
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.models.inspection import logits_of
from cnn_core.nets.spec import IMAGE_SHAPE

MOST_PATCH = IMAGE_SHAPE[0]


@dataclass(frozen=True, eq=False, kw_only=True)
class Occlusion(Explanation):
    """What covering each place costs. `values` are the mean drop of the patches that cover a pixel.

    Attributes:
        drops: What each class's logit loses at each position of the patch, (R, S, 10); below zero, what it gains.
        starts: The first row of the patch at each of the R positions, and the first column at each of the S; the
            same numbers, since patch and digit are square. Parts beyond the edges cover nothing.
        patch: Its side in pixels.
        stride: Pixels from one position to the next.
    """

    drops: NDArray[np.float32]
    starts: NDArray[np.intp]
    patch: int
    stride: int


def occlusion(
    image: ArrayLike,
    net: NetLike = "two_block",
    *,
    target: int | None = None,
    patch: int = 5,
    stride: int = 1,
    fill: float = 0.0,
) -> Occlusion:
    """Covers a digit with a patch at each position and returns what a class's logit loses.

    The patch lies as the windows of a SAME convolution do, so that with stride 1 each pixel is the middle of one
    position. Where it covers only what already is as bright as itself, nothing changes and the net is not asked.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class; by default the net's answer.
        patch: Its side in pixels, 1 to 28.
        stride: Pixels from one position to the next, 1 to 28.
        fill: How bright the patch is, 0 to 1; 0 takes ink away.

    Returns:
        Values in logits: above zero where what was covered speaks for the class.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    patch = whole_number("patch", patch, 1, MOST_PATCH)
    stride = whole_number("stride", stride, 1, MOST_PATCH)
    fill = number("fill", fill, 0, 1)
    opened, pixels = answering(net), digit_pixels(image)
    target = target_of(opened, pixels, target)
    axis = output_geometry(IMAGE_SHAPE, patch, strides=stride, padding="same").rows
    covers = _covers(axis)  # (R, 28)
    masks = (covers[:, np.newaxis, :, np.newaxis] & covers[:, np.newaxis, :]).reshape(-1, pixels.shape[1])
    covered = np.where(masks, np.float32(fill), pixels)  # (R·S, 784)
    is_changed = (covered != pixels).any(axis=1)
    logits = logits_of(opened, np.vstack([pixels, covered[is_changed]]))
    drops = np.zeros((len(masks), logits.shape[1]), np.float32)
    drops[is_changed] = logits[0] - logits[1:]
    sums, counts = drops[:, target] @ masks, masks.sum(axis=0)  # strides above the patch leave pixels uncovered
    return Occlusion(
        method="occlusion",
        target=target,
        score=float(logits[0, target]),
        values=(sums / np.maximum(counts, 1)).reshape(IMAGE_SHAPE[:2]).astype(np.float32),
        drops=drops.reshape(axis.output_size, axis.output_size, -1),
        starts=axis.starts,
        patch=patch,
        stride=stride,
    )


def _covers(axis: AxisGeometry) -> NDArray[np.bool_]:
    """Returns which pixels each position of the patch covers along one axis, (R, 28)."""
    inside = np.arange(axis.size) - axis.starts[:, np.newaxis]
    covers: NDArray[np.bool_] = (inside >= 0) & (inside < axis.kernel_size)
    return covers
