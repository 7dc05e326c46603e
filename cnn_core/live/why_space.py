"""A digit among the held-out ones, as the net's last hidden layer places them: the arrays that a frame carries."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.explain.space import digit_space, place_digit
from cnn_core.nets.course import TrainingSpec

NEIGHBOURS = 8


def space_arrays(image: ArrayLike, net: TrainingSpec, *, is_known: bool) -> Iterator[tuple[str, NDArray[Any]]]:
    """Places a digit among the held-out ones.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        is_known: Whether the held-out digits' own places were sent before.

    Yields:
        Names and arrays: `space/place` (2,) float32; `space/neighbours` (8,) uint16, the nearest held-out digits by
        index, and `space/distances` (8,) float32, in the whole layer; unless they are known `space/coordinates`
        (1000, 2) float32, `space/labels` (1000,) uint8 and `space/explained` (2,) float32, shares of the variance.

    Raises:
        ImageError: The image is no digit.
        StoreError: The net is not trained yet.
    """
    placed = place_digit(image, net, neighbours=NEIGHBOURS)
    yield "space/place", placed.coordinates
    yield "space/neighbours", placed.neighbours.astype(np.uint16)
    yield "space/distances", placed.distances.astype(np.float32)
    if not is_known:
        space = digit_space(net)
        yield "space/coordinates", space.coordinates
        yield "space/labels", space.labels
        yield "space/explained", space.explained
