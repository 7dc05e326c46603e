"""Channels that stay at zero: for one digit, or for all that a net has never seen.

A channel after ReLU is zero where its sums are negative. One that is so for every digit is dead: nothing that it
reads can wake it, and no training reaches its weights any more.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Peaks = Mapping[str, NDArray[np.float32]]
"""The largest magnitude of each channel of each layer, (C,)."""

_NO_CHANNELS = ("flatten", "logits")


def channel_peaks(activations: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Returns how far each channel gets from zero, over all images and places.

    Args:
        activations: By layer, (N, H, W, C) or (N, units), as an `Inspection` has them; the logits and what
            only hands on the numbers of another layer are left out.

    Example:
        >>> import numpy
        >>> maps = numpy.arange(8, dtype=numpy.float32).reshape(1, 2, 2, 2)
        >>> cnn_core.channel_peaks({"conv1": maps})["conv1"].tolist()
        [6.0, 7.0]
    """
    return {
        name: np.abs(values).max(axis=tuple(range(values.ndim - 1)))
        for name, values in activations.items()
        if name not in _NO_CHANNELS and "dropout" not in name
    }


def highest_peaks(first: Peaks, second: Peaks) -> dict[str, NDArray[np.float32]]:
    """Returns the peaks over the images of both.

    Args:
        first: Of some images.
        second: Of others, in the same layers.
    """
    return {name: np.maximum(values, second[name]) for name, values in first.items()}


def zero_channels(peaks: Peaks) -> dict[str, tuple[int, ...]]:
    """Returns by layer which channels are zero everywhere; a layer without any has an empty tuple.

    Args:
        peaks: Of the images that count.

    Example:
        >>> import numpy
        >>> cnn_core.zero_channels({"conv1": numpy.array([0.0, 2.0, 0.0])})
        {'conv1': (0, 2)}
    """
    return {name: tuple(np.flatnonzero(values == 0).tolist()) for name, values in peaks.items()}
