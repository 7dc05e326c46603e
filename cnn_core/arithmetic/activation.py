"""What is done to a sum before it is an output."""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.text import t

Activation: TypeAlias = Literal["linear", "relu"]
"""As Keras names them; `"linear"` leaves the sum as it is."""

ACTIVATIONS: tuple[Activation, ...] = ("linear", "relu")


def standardize_activation(value: object) -> Activation:
    """Returns an activation's name.

    Args:
        value: What came; None is `"linear"`, as in Keras.

    Raises:
        SpecError: There is no such activation.
    """
    for name in ACTIVATIONS:
        if (name if value is None else value) == name:
            return name
    raise SpecError(t("activation.name", came=value, allowed=", ".join(ACTIVATIONS)))


def activate(values: NDArray[np.float32], activation: Activation) -> NDArray[np.float32]:
    """Returns sums after the activation, in the shape that they have."""
    return np.maximum(values, np.float32(0)) if activation == "relu" else values
