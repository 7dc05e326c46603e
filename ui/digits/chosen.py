"""The digit that a page is about, wherever it came from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.pictures.mnist_form.form import MnistForm


@dataclass(frozen=True, eq=False)
class Brought:
    """A picture that somebody brought.

    Attributes:
        data: The whole file.
        name: The file's name.
    """

    data: bytes
    name: str


@dataclass(frozen=True, eq=False)
class ChosenDigit:
    """A digit in the form that the nets read.

    Attributes:
        form: The digit, and how it came to be.
        label: The true digit where it is known.
        caption: A sentence that says which digit it is.
        stand_in: (28, 28) uint8, what to show while the canvas is empty.
        is_drawn: Whether the canvas is there to be drawn on.
        brought: The picture that it was made of, if somebody brought one.
    """

    form: MnistForm
    label: int | None
    caption: str
    stand_in: NDArray[np.uint8]
    is_drawn: bool = False
    brought: Brought | None = None
