"""What a net made of one digit at every moment of its training: when did it first say 7?"""

import contextlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError, StoreError
from cnn_core.inspection import as_pixels, logits_of
from cnn_core.model_spec import CLASSES
from cnn_core.moments import default_moments
from cnn_core.nets import TrainingSpec
from cnn_core.past_nets import net_at
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


def history(net: TrainingSpec, pixels: NDArray[np.uint8]) -> History:
    """Asks a net at every moment that is kept what it makes of a digit, in this process.

    Args:
        net: The net.
        pixels: The digit in MNIST's form, (28, 28) uint8.

    Raises:
        ImageError: The pixels are no digit.
        SpecError: The net gives no answer.
    """
    if not net.model.has_logits:
        raise SpecError(t("cli.no_answer", net=net.name))
    steps, logits = [], []
    for moment in default_moments().list(net):
        with contextlib.suppress(StoreError), net_at(net, moment.step) as (asked, _):  # a damaged one is left out
            logits.append(logits_of(asked, as_pixels(pixels))[0])
            steps.append(moment.step)
    return History(
        steps=np.array(steps, np.int64),
        logits=np.array(logits, np.float32).reshape(-1, CLASSES),
    )
