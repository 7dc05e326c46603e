"""The numbers that a lesson may ask for of a few logits.

    number = "probability"      of a class; "ratio": of it to that of an `other`; "loss": of an example of the class
    logits = [3, 1, 0]
    class = 0                   counted from 0

A `slip` is what comes out when it is reckoned in one of the usual wrong ways.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.errors import SpecError
from cnn_core.text import t

KINDS: Final = ("probability", "ratio", "loss")
"""The numbers of logits."""

NAMES: Final = ("number", "logits", "class", "other")
"""What a check of these may hold."""

MOST_LOGITS = 100
LARGEST = 500.0
"""Of a logit, to either side of 0: its power is a number still."""

_Shares = NDArray[np.float64]

SHARE_SLIPS: Final[Mapping[str, Callable[[_Shares], _Shares]]] = {
    "no_softmax": lambda logits: logits,
    "no_exponent": lambda logits: logits / logits.sum(),
    "not_divided": lambda logits: np.exp(logits),
}
"""Wrong ways to the probabilities: the logits as they are, or over their sum; the powers, not divided by theirs."""

END_SLIPS: Final[Mapping[tuple[str, str], Callable[[float], float]]] = {
    ("ratio", "difference"): np.log,
    ("loss", "log10"): lambda probability: -np.log10(probability),
    ("loss", "no_minus"): np.log,
    ("loss", "no_logarithm"): lambda probability: probability,
    ("loss", "rest"): lambda probability: 1 - probability,
}
"""Wrong ways from the right probability, or from the right ratio: the difference of the logits; the logarithm to
the base 10, without its minus, or none; what is missing to 1."""


def number_of_logits(asked: Mapping[str, Any]) -> float:
    """Returns a number that is asked for, or that a mistake gives.

    Args:
        asked: `number` says which, one of `KINDS`. `logits` has the logits, `class` and `other` say of which. A
            `slip` is one of the wrong ways above.

    Raises:
        SpecError: There is no such number.
    """
    kind, slip = asked.get("number"), asked.get("slip", "")
    logits = _logits(asked.get("logits"))
    known = [*SHARE_SLIPS, *(name for of, name in END_SLIPS if of == kind)]
    if kind not in KINDS or (slip != "" and slip not in known):
        came, allowed = (slip, known) if kind in KINDS else (kind, KINDS)
        raise SpecError(t("lessons.of_logits", came=came, allowed=", ".join(allowed)))
    with np.errstate(all="ignore"):  # what is no number in the end is refused
        shares = SHARE_SLIPS[slip](logits) if slip in SHARE_SLIPS else softmax(logits[np.newaxis])[0]
        number = shares[_index(asked, "class", logits)]
        if kind == "ratio":
            number /= shares[_index(asked, "other", logits)]
        if (kind, slip) in END_SLIPS:
            number = END_SLIPS[kind, slip](float(number))
        elif kind == "loss":
            number = -np.log(number)
    if not math.isfinite(number):
        raise SpecError(t("lessons.no_end", came=number))
    return float(number)


def _logits(came: object) -> _Shares:
    logits = came if isinstance(came, list) else []
    are_numbers = all(type(each) in (int, float) and abs(each) <= LARGEST for each in logits)
    if not 1 < len(logits) <= MOST_LOGITS or not are_numbers:
        raise SpecError(t("lessons.logits", came=str(came)[:40], most=MOST_LOGITS, largest=f"{LARGEST:g}"))
    return np.array(logits, np.float64)


def _index(asked: Mapping[str, Any], name: str, logits: _Shares) -> int:
    index = asked.get(name)
    if type(index) is not int or not 0 <= index < len(logits):
        raise SpecError(t("lessons.no_class", name=name, came=index, most=len(logits) - 1))
    return index
