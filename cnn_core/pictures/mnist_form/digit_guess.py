"""A quick guess at what some ink is, before it is brought to MNIST's form: the digit that it comes nearest to."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form.likeness import likenesses
from cnn_core.pictures.mnist_form.steps import Grey

_SIDE, _INK_SIDE, _CENTRE = 28, 20, 14
_EDGE = 0.3  # of the full ink, as in the form


@dataclass(frozen=True)
class Guess:
    """The known digit that some ink comes nearest to.

    Attributes:
        likeness: How near, from 0 to 1, as `likeness` has it.
        label: Which digit most of the five nearest are.
    """

    likeness: float
    label: int


def guess_digit(image: Grey) -> Guess:
    """Guesses which digit some ink is.

    Args:
        image: `(H, W)` float32 in 0..1, the ink being bright and the ground 0; there is some.

    Raises:
        DataError: The known digits are missing or damaged.
    """
    is_ink = image > _EDGE * image.max()
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _INK_SIDE / max(cut.shape)
    height, width = (max(1, round(side * scale)) for side in cut.shape)
    small = np.asarray(Image.fromarray(cut).resize((width, height), Image.Resampling.LANCZOS))
    small = np.clip(small / max(float(small.max()), 0.01), 0, 1)
    corner = []
    for axis, side in ((1, height), (0, width)):
        centre = float(np.arange(side) @ small.sum(axis=axis) / small.sum())
        corner.append(int(np.clip(round(_CENTRE - centre), 0, _SIDE - side)))
    pixels = np.zeros((_SIDE, _SIDE), np.uint8)
    pixels[corner[0] : corner[0] + height, corner[1] : corner[1] + width] = np.rint(small * 255)
    found = likenesses(pixels)
    nearest = np.argpartition(found, -5)[-5:]
    return Guess(float(found.max()), int(np.bincount(load_digits().train_labels[nearest]).argmax()))
