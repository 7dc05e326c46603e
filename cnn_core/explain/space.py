"""The space of digits: where the last hidden layer puts them, in the two directions in which they differ most.

Principal components: Pearson, "On lines and planes of closest fit to systems of points in space", 1901. By the
singular value decomposition of the centred features, as in Jolliffe, "Principal Component Analysis", section 3.5.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.explain.asked import FinishedNet, digit_pixels, net_of, whole_number
from cnn_core.models.inspection import PIXELS, as_pixels
from cnn_core.models.opened import OpenedNet, open_net
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits

DIMENSIONS = 2
MOST_NEIGHBOURS = 100
FEW = 32  # points or dimensions that are decomposed in full
MOST_FEATURES = 4_096  # beyond that a map stands for itself by its mean


@dataclass(frozen=True, eq=False, kw_only=True)
class DigitSpace:
    """The held-out digits in two dimensions.

    Attributes:
        layer: Whose numbers are the features: the last hidden one, or the last maps if there is no dense one.
        features: How many numbers of it there are for a digit. Of maps with more than 4,096 numbers it is each
            channel's mean.
        coordinates: (1000, 2), in the order of `load_digits().held_out_images`, the origin at their mean.
        labels: What they are, (1000,).
        explained: The share of all variance that lies along each of the two directions, (2,).
    """

    layer: str
    features: int
    coordinates: NDArray[np.float32]
    labels: NDArray[np.uint8]
    explained: NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class Placed:
    """A digit among the held-out ones.

    Attributes:
        coordinates: (2,).
        neighbours: The nearest held-out digits, the nearest first, (K,), by their index.
        distances: How far off they are in the whole layer, not in the two dimensions that are drawn, (K,).
        labels: What they are, (K,).
    """

    coordinates: NDArray[np.float32]
    neighbours: NDArray[np.intp]
    distances: NDArray[np.float32]
    labels: NDArray[np.uint8]


def digit_space(net: FinishedNet = "two_block") -> DigitSpace:
    """Returns where a net's last hidden layer puts the held-out digits.

    Args:
        net: The net, trained.

    Raises:
        SpecError: There is no net of that name.
        StoreError: The net is not trained yet.
    """
    return _fitted(net_of(net)).space


def place_digit(image: ArrayLike, net: FinishedNet = "two_block", *, neighbours: int = 8) -> Placed:
    """Returns where a net's last hidden layer puts a digit, and which held-out digits are near.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        neighbours: How many, up to 100.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed.
        StoreError: The net is not trained yet.
    """
    count = whole_number("neighbours", neighbours, 1, MOST_NEIGHBOURS)
    fitted = _fitted(net_of(net))
    features = _features(open_net(net_of(net)), digit_pixels(image))[0]  # (D,)
    distances = np.linalg.norm(fitted.features - features, axis=1)
    nearest = np.argsort(distances, kind="stable")[:count]
    return Placed(
        coordinates=(fitted.directions @ (features - fitted.mean)).astype(np.float32),
        neighbours=nearest,
        distances=distances[nearest],
        labels=fitted.space.labels[nearest],
    )


def principal_components(
    features: NDArray[np.float32], count: int = DIMENSIONS
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Returns the directions in which points differ most.

    Args:
        features: (N, D), at least two points.
        count: How many directions.

    Returns:
        The mean (D,), the directions (count, D) of length 1, and the share of the variance along each, (count,).
        A direction's largest part is above zero, so that it does not turn round from one machine to another. Where
        there are fewer dimensions than directions, the last ones are zero.
    """
    centred = features.astype(np.float64)
    mean = centred.mean(axis=0)
    centred -= mean
    found, shares = np.zeros((count, features.shape[1])), np.zeros(count)
    total = (centred**2).sum()
    if not total:  # a net that puts all in one place
        return mean, found, shares
    if min(features.shape) > FEW:
        from scipy.sparse.linalg import svds  # a full decomposition takes 2 s, the first directions alone 50 ms

        _, sizes, directions = svds(centred, k=count, v0=np.ones(min(features.shape)))
        sizes, directions = sizes[::-1], directions[::-1]
    else:
        _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    kept = min(count, len(sizes))
    found[:kept], shares[:kept] = directions[:kept], sizes[:kept] ** 2 / total
    largest = np.take_along_axis(found, np.abs(found).argmax(axis=1)[:, np.newaxis], axis=1)
    found *= np.where(largest < 0, -1, 1)
    return mean, found, shares


@dataclass(frozen=True, eq=False, kw_only=True)
class _Fitted:
    space: DigitSpace
    features: NDArray[np.float32]  # (1000, D)
    mean: NDArray[np.float64]  # (D,)
    directions: NDArray[np.float64]  # (2, D)


@lru_cache(maxsize=4)
def _fitted(net: TrainingSpec) -> _Fitted:
    opened, digits = open_net(net), load_digits()
    pixels = as_pixels(digits.held_out_images)
    features = np.concatenate([_features(opened, pixels[part]) for part in opened.batches(len(pixels))])
    mean, directions, explained = principal_components(features)
    space = DigitSpace(
        layer=_layer(opened),
        features=features.shape[1],
        coordinates=((features - mean) @ directions.T).astype(np.float32),
        labels=digits.held_out_labels,
        explained=explained.astype(np.float32),
    )
    return _Fitted(space=space, features=features, mean=mean, directions=directions)


def _layer(opened: OpenedNet) -> str:
    hidden = [
        layer for layer in opened.layers if layer.kind not in ("flatten", "dropout") and layer.name != "logits"
    ]
    return hidden[-1].name


def _features(opened: OpenedNet, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the last hidden layer's numbers, (N, D)."""
    name = _layer(opened)
    run = opened.compiled("features", lambda batch: opened.outputs(batch, until=name)[name], PIXELS)
    (values,) = run(pixels)
    flat = values.reshape(len(values), -1)
    means: NDArray[np.float32] = flat if flat.shape[1] <= MOST_FEATURES else values.mean(axis=(1, 2))
    return means
