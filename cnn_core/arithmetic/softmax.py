"""From logits to probabilities."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", np.float32, np.float64)


def softmax(logits: NDArray[Real]) -> NDArray[Real]:
    """Returns the probabilities (N, K) of logits (N, K); NaN where a net that diverged gives no number."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: NDArray[Real] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
