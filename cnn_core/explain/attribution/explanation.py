"""What an explanation is: a number for each pixel of the digit, and what it is about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Explanation:
    """Why a net gives a class its score, pixel by pixel.

    Attributes:
        method: By its name in `METHODS`.
        target: The class that is asked about, 0 to 9.
        score: Its logit for the digit.
        values: (28, 28) float32; in the units of the method, which its docstring names.
        is_signed: Whether values below zero can occur and mean "against the class".
    """

    method: str
    target: int
    score: float
    values: NDArray[np.float32]
    is_signed: bool = True
