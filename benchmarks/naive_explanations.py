"""The explanations as plain loops: one pass of the net for each question, in a worker too.

They lie in a module of their own, because a worker imports what it is asked to run by name.
"""

import time

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain import Scaling, inspect_scaled, saliency
from cnn_core.models.inspection import Inspection, inspect
from cnn_core.pictures.digits import load_digits


def rank_channels_one_by_one(image: NDArray[np.uint8], net: str, layer: str, channels: int) -> NDArray[np.float32]:
    """Returns the logits with each channel off, (C, 10)."""
    return np.stack(
        [
            _logits(inspect_scaled(image, net, (Scaling(layer=layer, channel=channel),)))
            for channel in range(channels)
        ]
    )


def occlude_one_by_one(image: NDArray[np.uint8], net: str, patch: int) -> NDArray[np.float32]:
    """Returns the logits with a black patch around each pixel, (28, 28, 10)."""
    logits = np.zeros((28, 28, 10), np.float32)
    before = (patch - 1) // 2
    for row, column in np.ndindex(28, 28):
        covered = image.copy()
        top, left = row - before, column - before
        covered[max(top, 0) : top + patch, max(left, 0) : left + patch] = 0
        logits[row, column] = _logits(inspect(covered, net))
    return logits


def integrate_one_by_one(image: NDArray[np.uint8], net: str, target: int, steps: int) -> NDArray[np.float32]:
    """Returns integrated gradients from black, (28, 28)."""
    digit = image / np.float32(255)
    slopes = [saliency(digit * (step + 0.5) / steps, net, target=target).values for step in range(steps)]
    mean: NDArray[np.float32] = np.mean(slopes, axis=0)
    return (digit * mean).astype(np.float32)


def _logits(inspection: Inspection) -> NDArray[np.float32]:
    assert inspection.logits is not None
    logits: NDArray[np.float32] = inspection.logits[0]
    return logits


def search_one_by_one(net: str, layer: str, count: int) -> float:
    """Returns the seconds that it takes to pass so many digits through the net and to find each channel's peak."""
    images = load_digits().train_images[:count]
    started = time.perf_counter()
    peaks = [inspect(image, net).activations[layer].max(axis=(0, 1, 2)) for image in images]
    np.argsort(np.stack(peaks), axis=0)
    return time.perf_counter() - started
