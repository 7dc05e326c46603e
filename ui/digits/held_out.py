"""The held-out digits that pages begin with."""

import numpy as np

from cnn_core.pictures.digits import load_digits


def first_with_label(label: int) -> int:
    """Returns the index of the first held-out digit that has a label."""
    return int(np.argmax(load_digits().held_out_labels == label))
