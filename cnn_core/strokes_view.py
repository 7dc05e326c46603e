"""Which strokes speak for a class: several explanations of one digit, as the arrays that a frame carries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import SpecError
from cnn_core.explain.explanation import Explanation
from cnn_core.explain.integrated_gradients import IntegratedGradients
from cnn_core.explain.methods import explain_by
from cnn_core.explain.occlusion import MOST_PATCH
from cnn_core.explain.randomised import randomised_check
from cnn_core.nets import TrainingSpec
from cnn_core.text import t

LIVE_METHODS = ("integrated_gradients", "gradient_x_input", "gradient", "grad_cam")
"""Those that follow a stroke."""

METHODS = (*LIVE_METHODS, "smoothgrad", "occlusion")
"""All that the view shows, in its order."""

STEPS = 64
STEPS_MOVING = 16


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
    image: ArrayLike, net: TrainingSpec, *, target: int, choices: StrokesChoices, is_exact: bool
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Explains a digit by every method that there is time for.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class.
        choices: What is chosen in the view.
        is_exact: Whether the digit is at rest; while it moves, only `LIVE_METHODS` are asked, in fewer steps.

    Yields:
        Names and arrays: `strokes/<method>` (28, 28), in the method's own units; for integrated gradients
        `strokes/integrated_gradients/sums` (4,): the class's logit, the blank digit's, what the pixels get in sum
        less what they should, and the steps; where explanations are checked `strokes/<method>/random` (28, 28) and
        `strokes/<method>/check` (3,): the correlation of the values, that of their magnitudes, and 1 where they
        give reason for doubt.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    asked: dict[str, dict[str, Any]] = {
        "integrated_gradients": {"steps": STEPS if is_exact else STEPS_MOVING},
        "grad_cam": {"layer": choices.layer, "is_rectified": False},
        "occlusion": {"patch": choices.patch, "stride": choices.stride},
    }
    for method in METHODS if is_exact else LIVE_METHODS:
        wanted = {"target": target} | asked.get(method, {})
        if is_exact and choices.is_checked:
            check = randomised_check(method, image, net, **wanted)
            yield from _explained(check.original)
            yield f"strokes/{method}/random", check.randomised.values
            found = (check.correlation, check.magnitude_correlation, check.is_suspicious)
            yield f"strokes/{method}/check", np.array(found, np.float32)
        else:
            yield from _explained(explain_by(method, image, net, **wanted))


def _explained(explanation: Explanation) -> Iterator[tuple[str, NDArray[np.float32]]]:
    name = f"strokes/{explanation.method}"
    yield name, explanation.values.astype(np.float32)
    if isinstance(explanation, IntegratedGradients):
        sums = (
            explanation.score,
            explanation.baseline_score,
            explanation.completeness_error,
            explanation.steps,
        )
        yield f"{name}/sums", np.array(sums, np.float32)
