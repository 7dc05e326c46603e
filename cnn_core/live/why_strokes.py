"""Which strokes speak for a class: several explanations of one digit, as the arrays that a frame carries."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import SpecError
from cnn_core.explain.attribution.integrated_gradients import IntegratedGradients
from cnn_core.explain.attribution.methods import explain_by
from cnn_core.explain.attribution.occlusion import MOST_PATCH
from cnn_core.explain.attribution.randomised import randomised_check
from cnn_core.nets.course import TrainingSpec
from cnn_core.text import t

LIVE_METHODS = ("occlusion", "integrated_gradients", "gradient_x_input", "grad_cam", "gradient")
"""Those that follow a stroke."""

METHODS = (*LIVE_METHODS, "smoothgrad")
"""All that the view shows, in its order."""

STEPS = 64
STEPS_MOVING = 16
STRIDE_MOVING = 4
ZONES = 3  # along each side of the ink


@dataclass(frozen=True, kw_only=True)
class StrokesChoices:
    """What is chosen in the view of the strokes.

    Attributes:
        layer: Whose maps Grad-CAM weights; None for the last convolution.
        patch: The side of occlusion's patch, in pixels.
        stride: From one position of the patch to the next, in pixels.
        is_checked: Whether each explanation is held against one of the same net with random weights.
    """

    layer: str | None = None
    patch: int = 5
    stride: int = 2
    is_checked: bool = False

    def __post_init__(self) -> None:
        for name in ("patch", "stride"):
            came = getattr(self, name)
            if type(came) is not int or not 1 <= came <= MOST_PATCH:
                raise SpecError(t("explain.whole", name=name, came=came, least=1, most=MOST_PATCH))
        if not (self.layer is None or isinstance(self.layer, str)) or type(self.is_checked) is not bool:
            raise SpecError(t("strokes_view.choices"))


def strokes_arrays(
    image: ArrayLike,
    net: TrainingSpec,
    *,
    target: int,
    choices: StrokesChoices,
    is_exact: bool,
    methods: Collection[str] = METHODS,
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Explains a digit by every method that there is time for.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class.
        choices: What is chosen in the view.
        is_exact: Whether the digit is at rest; while it moves, only `LIVE_METHODS` are asked, in longer steps.
        methods: Those that are wanted; all by default.

    Yields:
        Names and arrays: `strokes/<method>` (28, 28), in the method's own units. For integrated gradients
        `strokes/integrated_gradients/sums` (4,): the class's logit, the blank digit's, what the pixels get in sum
        less what they should, and the steps; and `strokes/zones` (9,), their `zone_sums`. Where explanations are
        checked `strokes/<method>/random` (28, 28), and `strokes/<method>/check` (3,): the correlation of the
        values, that of their magnitudes, and 1 where they give reason for doubt.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    asked: dict[str, dict[str, Any]] = {
        "integrated_gradients": {"steps": STEPS if is_exact else STEPS_MOVING},
        "grad_cam": {"layer": choices.layer, "is_rectified": False},
        "occlusion": {
            "patch": choices.patch,
            "stride": choices.stride if is_exact else max(choices.stride, STRIDE_MOVING),
        },
    }
    for method in METHODS if is_exact else LIVE_METHODS:
        if method not in methods:
            continue
        wanted = {"target": target} | asked.get(method, {})
        if is_exact and choices.is_checked:
            check = randomised_check(method, image, net, **wanted)
            original = check.original
            yield f"strokes/{method}/random", check.randomised.values
            found = (check.correlation, check.magnitude_correlation, check.is_suspicious)
            yield f"strokes/{method}/check", np.array(found, np.float32)
        else:
            original = explain_by(method, image, net, **wanted)
        yield f"strokes/{method}", original.values.astype(np.float32)
        if isinstance(original, IntegratedGradients):
            sums = (original.score, original.baseline_score, original.completeness_error, original.steps)
            yield f"strokes/{method}/sums", np.array(sums, np.float32)
            yield "strokes/zones", zone_sums(original.values, np.asarray(image))


def zone_sums(values: NDArray[np.float32], image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Returns what lies in each of 3 by 3 parts of the rectangle around the ink, row by row, (9,).

    Args:
        values: (28, 28).
        image: (28, 28); where it is above zero there is ink. Without any, the whole image counts.
    """
    is_ink = image > 0
    if not is_ink.any():
        is_ink = np.ones_like(is_ink)
    rows, columns = (np.flatnonzero(is_ink.any(axis=axis)) for axis in (1, 0))
    cuts = [np.linspace(line[0], line[-1] + 1, ZONES + 1).round().astype(int) for line in (rows, columns)]
    row_zones, column_zones = (np.searchsorted(cut[1:-1], np.arange(28), side="right") for cut in cuts)
    zones = row_zones[:, np.newaxis] * ZONES + column_zones  # what lies beyond the ink counts with what is nearest
    return np.bincount(zones.ravel(), weights=values.ravel(), minlength=ZONES**2).astype(np.float32)
