"""The numbers that a lesson may ask for of one training step on a convolution.

    number = "gradient"         of a weight; "at_output": of a number of the output; "difference": of that and its
                                target; "step_loss": before the step; "updated": a weight after it; "loss_after"
    operation.image = "1,2,3;4,5,6;7,8,9"
    operation.kernel = "1,1;1,1"
    target = "9,12;18,21"       what the output should be
    rate = 0.001                the learning rate
    row = 0                     of the weight, or of the output
    column = 0

The loss is the sum of the squared differences. A `slip` is what comes out when a number is reckoned in one of the
usual wrong ways.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.backward import TrainingStep, WeightTrace, training_step
from cnn_core.arithmetic.convolution import Convolution
from cnn_core.errors import SpecError
from cnn_core.text import t

KINDS: Final = ("difference", "step_loss", "at_output", "gradient", "updated", "loss_after")
"""The numbers of a step."""

NAMES: Final = ("number", "operation", "target", "rate", "row", "column", "filter")
"""What a check of these may hold."""

LOSS_SLIPS: Final[Mapping[str, Callable[[NDArray[np.float64]], float]]] = {
    "not_squared": lambda differences: float(differences.sum()),
    "squared_at_last": lambda differences: float(differences.sum() ** 2),
    "mean": lambda differences: float((differences**2).mean()),
    "half": lambda differences: float((differences**2).sum() / 2),
}
"""Wrong ways to the loss, from the differences: their sum, its square, the squares' mean, or half their sum."""

OUTPUT_SLIPS: Final[Mapping[str, Callable[[float], float]]] = {
    "no_factor": lambda difference: difference,
    "squared": lambda difference: difference**2,
    "turned": lambda difference: -2 * difference,
}
"""Wrong ways to the gradient of an output: the difference itself, its square, or of the target less the output."""

GRADIENT_SLIPS: Final[Mapping[str, Callable[[WeightTrace], float]]] = {
    "no_factor": lambda trace: trace.sum / 2,
    "first_product": lambda trace: float(trace.products.flat[0]),
    "no_pixels": lambda trace: float(trace.gradients.sum()),
    "no_gradients": lambda trace: float(trace.pixels.sum()),
    "turned": lambda trace: -trace.sum,
}
"""Wrong ways to a weight's gradient: without the 2 of the square, the first product alone, the gradients or the
pixels alone added up, or of the target less the output."""
THROUGH_RELU: Final = "through_relu"
"""A further one: as if the ReLU let all gradients back."""

UPDATE_SLIPS: Final[Mapping[str, Callable[[float, float, float], float]]] = {
    "added": lambda weight, rate, gradient: weight + rate * gradient,
    "no_rate": lambda weight, _, gradient: weight - gradient,
    "change": lambda _, rate, gradient: -rate * gradient,
    "product": lambda _, rate, gradient: rate * gradient,
}
"""Wrong ways to the new weight: along the gradient, without the learning rate, how far the weight moves, or what is
taken away from it."""


def number_of_step(asked: Mapping[str, Any], convolution: Convolution, target: NDArray[np.float64]) -> float:
    """Returns a number that is asked for, or that a mistake gives.

    Args:
        asked: `number` says which, one of `KINDS`; `rate`, `row`, `column` and `filter` are 0 unless given. A
            `slip` is one of the wrong ways above; of a new weight one to its gradient too.
        convolution: What the step begins with.
        target: What its output should be, `(H', W', F)`.

    Raises:
        SpecError: There is no such number, weight or output, or target and rate are not allowed.
    """
    kind, slip = asked["number"], asked.get("slip", "")
    slips: Mapping[str, tuple[str, ...]] = {
        "difference": ("turned",),
        "step_loss": tuple(LOSS_SLIPS),
        "at_output": tuple(OUTPUT_SLIPS),
        "gradient": (*GRADIENT_SLIPS, THROUGH_RELU),
        "updated": (*UPDATE_SLIPS, *GRADIENT_SLIPS, THROUGH_RELU),
    }
    if slip and slip not in slips.get(kind, ()):
        allowed = ", ".join(slips.get(kind, ())) or t("lessons.no_slips")
        raise SpecError(t("lessons.of_steps", came=slip, allowed=allowed))
    step = training_step(convolution, target, asked.get("rate", 0))
    differences = step.loss.gradient.astype(np.float64) / 2
    match kind:
        case "difference" | "at_output":
            difference = float(differences[_place(asked, convolution.output.shape)])
            if kind == "difference":
                return -difference if slip else difference
            return OUTPUT_SLIPS[slip](difference) if slip else 2 * difference
        case "step_loss":
            return LOSS_SLIPS[slip](differences) if slip else step.loss.value
        case "loss_after":
            return step.loss_after.value
    return _of_weight(asked, step, slip)


def _of_weight(asked: Mapping[str, Any], step: TrainingStep, slip: str) -> float:
    """Returns the gradient of a weight, or the weight after the step."""
    kernel = step.backward.convolution.kernel
    row, column, filter_ = _place(asked, (*kernel.shape[:2], kernel.shape[3]))
    trace = step.backward.trace_weight(row, column, 0, filter_)
    gradient = GRADIENT_SLIPS[slip](trace) if slip in GRADIENT_SLIPS else trace.sum
    if slip == THROUGH_RELU:
        let_through = step.backward.at_output[..., filter_][np.ix_(trace.output_rows, trace.output_columns)]
        gradient = float((trace.pixels * let_through.astype(np.float64)).sum())
    if asked["number"] == "gradient":
        return gradient
    weight = float(kernel[row, column, 0, filter_])
    if slip in UPDATE_SLIPS:
        return UPDATE_SLIPS[slip](weight, step.rate, gradient)
    return weight - step.rate * gradient


def _place(asked: Mapping[str, Any], shape: tuple[int, ...]) -> tuple[int, int, int]:
    place = [asked.get(name, 0) for name in ("row", "column", "filter")]
    for name, index, size in zip(("row", "column", "filter"), place, shape, strict=True):
        if type(index) is not int or not 0 <= index < size:
            raise SpecError(t("lessons.no_place", name=name, came=index, most=size - 1))
    return place[0], place[1], place[2]
