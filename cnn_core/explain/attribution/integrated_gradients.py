"""Integrated gradients: the gradient, gathered on the way from a blank image to the digit.

Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", 2017, https://arxiv.org/abs/1703.01365.
With the baseline x′, pixel i gets (x_i − x′_i) · ∫₀¹ ∂score(x′ + α(x − x′))/∂x_i dα. All pixels together get
score(x) − score(x′), which the paper calls completeness; the sum over so many steps misses it by a little.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import ImageError, SpecError
from cnn_core.explain.asked import NetLike, answering, digit_pixels, target_of, whole_number
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.explain.gradients import pixel_gradients
from cnn_core.models.opened import OpenedNet
from cnn_core.nets.spec import IMAGE_SHAPE
from cnn_core.text import t

MOST_STEPS = 512
TOLERANCE = 0.01


@dataclass(frozen=True, eq=False, kw_only=True)
class IntegratedGradients(Explanation):
    """Integrated gradients, and how far they are from being complete.

    Attributes:
        baseline_score: The logit of the class for the baseline.
        steps: Into how many the way was cut.
    """

    baseline_score: float
    steps: int

    @property
    def difference(self) -> float:
        """What the pixels have to explain: the digit's score less the baseline's."""
        return self.score - self.baseline_score

    @property
    def completeness_error(self) -> float:
        """What the pixels explain in sum less what they have to, in logits."""
        return float(self.values.sum(dtype=np.float64)) - self.difference

    @property
    def completeness_share(self) -> float:
        """The size of the error as a share of the difference; NaN where there is no difference."""
        return abs(self.completeness_error / self.difference) if self.difference else float("nan")


def integrated_gradients(
    image: ArrayLike,
    net: NetLike = "two_block",
    *,
    target: int | None = None,
    steps: int = 64,
    tolerance: float | None = TOLERANCE,
    baseline: NDArray[np.float32] | None = None,
) -> IntegratedGradients:
    """Returns what each pixel adds to a class's logit on the straight way from a baseline to the digit.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class; by default the net's answer.
        steps: Gradients on the way, each in the middle of its step; up to 512.
        tolerance: Where the pixels' sum misses the difference by a larger share of it, the steps are doubled, as
            long as there are no more than 512. None for never.
        baseline: (28, 28) in 0..1; by default black, so that pixels without ink get nothing.

    Returns:
        Values in logits.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    steps = whole_number("steps", steps, 1, MOST_STEPS)
    opened, pixels = answering(net), digit_pixels(image)
    start = np.zeros_like(pixels) if baseline is None else _baseline_pixels(baseline)
    target = target_of(opened, pixels, target)
    while True:
        found = _gathered(opened, pixels, start, target, steps)
        is_good = tolerance is None or not found.completeness_share > tolerance
        if is_good or 2 * steps > MOST_STEPS:
            return found
        steps *= 2


def _gathered(
    opened: OpenedNet, pixels: NDArray[np.float32], start: NDArray[np.float32], target: int, steps: int
) -> IntegratedGradients:
    shares = ((np.arange(steps, dtype=np.float32) + 0.5) / steps)[:, np.newaxis]  # (steps, 1)
    way = start + shares * (pixels - start)  # (steps, 784)
    scores, slopes = pixel_gradients(opened, np.vstack([start, pixels, way]), target)
    return IntegratedGradients(
        method="integrated_gradients",
        target=target,
        score=float(scores[1]),
        values=((pixels - start) * slopes[2:].mean(axis=0)).reshape(IMAGE_SHAPE[:2]),
        baseline_score=float(scores[0]),
        steps=steps,
    )


def _baseline_pixels(baseline: NDArray[np.float32]) -> NDArray[np.float32]:
    try:
        return digit_pixels(baseline)
    except ImageError as error:
        raise SpecError(t("explain.baseline", came=np.shape(baseline))) from error
