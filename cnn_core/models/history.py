"""What a net made of one digit at every moment of its training: when did it first say 7?"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError, StoreError
from cnn_core.models.inspection import as_pixels, logits_of
from cnn_core.models.past import net_at
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES
from cnn_core.nets.training_text import training_text
from cnn_core.store.moments import default_moments
from cnn_core.text import t


@dataclass(frozen=True, eq=False, kw_only=True)
class History:
    """The logits of one digit over a training.

    Attributes:
        steps: Of the moments that are kept, (M,) int64, ascending.
        logits: (M, 10) float32.
    """

    steps: NDArray[np.int64]
    logits: NDArray[np.float32]


def history(net: TrainingSpec, pixels: NDArray[np.uint8], *, steps: Sequence[int] | None = None) -> History:
    """Asks a net at moments of its training what it makes of a digit, in this process.

    Args:
        net: The net.
        pixels: The digit in MNIST's form, (28, 28) uint8.
        steps: Of the moments; by default all that are kept. One that cannot be read is left out.

    Raises:
        ImageError: The pixels are no digit.
        SpecError: The net gives no answer.
    """
    if not net.model.has_logits:
        raise SpecError(t("models.no_answer", net=training_text(net)))
    found, logits = [], []
    for step in [moment.step for moment in default_moments().list(net)] if steps is None else steps:
        with contextlib.suppress(StoreError), net_at(net, step) as (asked, _):
            logits.append(logits_of(asked, as_pixels(pixels))[0])
            found.append(step)
    return History(
        steps=np.array(found, np.int64),
        logits=np.array(logits, np.float32).reshape(-1, CLASSES),
    )


def joined_history(first: History, second: History) -> History:
    """Returns the history over the moments of both.

    Args:
        first: Over some moments.
        second: Over later ones, of the same digit.
    """
    return History(
        steps=np.concatenate([first.steps, second.steps]), logits=np.concatenate([first.logits, second.logits])
    )
