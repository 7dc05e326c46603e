"""The digit that a visitor last drew, brought or picked, for pages that show something on a digit of one's own.

A visitor's own drawing is kept in the session, as nothing else that is an array is.
"""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.pictures.digits import load_digits
from cnn_core.text import t

_KEY = "digit_last"
_FIRST = 0


@dataclass(frozen=True, eq=False)
class LastDigit:
    """A digit.

    Attributes:
        pixels: (28, 28) uint8, as a net sees it.
        index: Of a held-out digit; None for one's own.
        is_example: Whether it stands there until somebody has a digit.
    """

    pixels: NDArray[np.uint8]
    index: int | None = None
    is_example: bool = False

    @property
    def said(self) -> str:
        """Which digit it is."""
        if self.index is None:
            return t("digits_ui.yours")
        label = load_digits().held_out_labels[self.index]
        if self.is_example:
            return t("digits_ui.until", label=label)
        return t("digits_ui.came_pick", index=self.index, label=label)


def keep_last(pixels: NDArray[np.uint8], index: int | None = None) -> None:
    """Keeps a digit as the one that a visitor last had.

    Args:
        pixels: (28, 28) uint8.
        index: Of a held-out digit; None for one's own.
    """
    st.session_state[_KEY] = LastDigit(pixels, index)


def last_digit() -> LastDigit:
    """Returns the digit that a visitor last had; the first held-out one before."""
    kept: LastDigit | None = st.session_state.get(_KEY)
    return kept or LastDigit(load_digits().held_out_images[_FIRST], _FIRST, is_example=True)
