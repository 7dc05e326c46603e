"""The sanity check: does an explanation change when the net knows nothing any more?

Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, "Sanity Checks for Saliency Maps", 2018,
https://arxiv.org/abs/1810.03292. What a method shows of a net with random weights cannot come from what the net has
learnt. If it looks the same with the trained one, then it shows the digit, not the net.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.explain.asked import NetLike, net_of
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.explain.attribution.methods import explain_by
from cnn_core.nets.course import UNTRAINED, TrainingSpec

SUSPICIOUS = 0.4
"""A rank correlation from here on is said to be no change.

On held-out digits and the course's nets, magnitudes of gradients and SmoothGrad are at 0.2 in the median, those of
what is multiplied by the ink (gradient × input, integrated gradients) at 0.4 to 0.5, those of occlusion at 0.65.
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class SanityCheck:
    """A method on a net, and on the same net with all weights drawn anew.

    Attributes:
        original: On the net.
        randomised: On the random one, for the same class.
        correlation: Spearman's rank correlation of the two, −1 to 1, over the pixels of which either says anything;
            the background, which both leave at zero, would hide every change. NaN where one of them is the same
            everywhere and has no ranks.
        magnitude_correlation: The same of their magnitudes: an explanation whose signs are thrown about while it
            shows the same strokes follows the digit all the same.
    """

    original: Explanation
    randomised: Explanation
    correlation: float
    magnitude_correlation: float

    @property
    def is_suspicious(self) -> bool:
        """Whether the explanation hardly changed: it then tells of the digit rather than of the net."""
        # What is not a number is no reason for doubt.
        return any(each >= SUSPICIOUS for each in (self.correlation, self.magnitude_correlation))


def randomised_check(
    method: str, image: ArrayLike, net: NetLike = "two_block", *, draw: int = 0, **choices: Any
) -> SanityCheck:
    """Explains a digit by a method, with the net and with random weights in its place.

    Args:
        method: One of `METHODS`.
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        draw: Which random weights, from 0 up.
        choices: `target`, and what else the method takes.

    Raises:
        ImageError: The image is no digit.
        SpecError: There is no such method, a choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    original = explain_by(method, image, net, **choices)
    randomised = explain_by(
        method, image, randomised_net(net_of(net), draw=draw), **choices | {"target": original.target}
    )
    is_shown = (original.values != 0) | (randomised.values != 0)
    one, other = original.values[is_shown], randomised.values[is_shown]
    return SanityCheck(
        original=original,
        randomised=randomised,
        correlation=rank_correlation(one, other),
        magnitude_correlation=rank_correlation(np.abs(one), np.abs(other)),
    )


def randomised_net(net: TrainingSpec, *, draw: int = 0) -> TrainingSpec:
    """Returns the net with weights as they were drawn before any training, but not those that its own began with.

    Args:
        net: The net.
        draw: Which random weights, from 0 up.
    """
    return replace(net, recipe=UNTRAINED, seed=net.seed + 1 + draw)


def rank_correlation(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Returns Spearman's rank correlation, equal values at their mean rank; NaN if either is constant.

    Args:
        first: Any shape.
        second: Shaped alike.
    """
    ranks = [_ranks(values.ravel()) for values in (first, second)]
    one, other = (rank - (rank.size + 1) / 2 for rank in ranks)  # the mean of all ranks
    spread = np.sqrt((one @ one) * (other @ other))
    return float(one @ other / spread) if spread else float("nan")


def _ranks(values: NDArray[np.float32]) -> NDArray[np.float64]:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_ranks = counts.cumsum() - (counts - 1) / 2
    ranks: NDArray[np.float64] = mean_ranks[places]
    return ranks
