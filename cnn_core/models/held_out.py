"""A net over all held-out digits, piece by piece in a worker: its logits, and how far each channel ever gets."""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from cnn_core.models.dead_channels import Peaks, channel_peaks, highest_peaks
from cnn_core.models.inspection import inspect
from cnn_core.models.pieces import pieces
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits


@dataclass(frozen=True, eq=False, kw_only=True)
class HeldOutPass:
    """What a net makes of the held-out digits.

    Attributes:
        logits: (1000, 10); None for a net without an answer.
        peaks: Of each channel over all digits; `zero_channels` of it are the dead ones.
    """

    logits: NDArray[np.float32] | None
    peaks: Peaks


def pass_held_out(net: TrainingSpec, *, images: NDArray[np.uint8] | None = None) -> HeldOutPass:
    """Passes the held-out digits through a net, in this process.

    Args:
        net: A net that is trained, or needs no training.
        images: Other digits instead, (N, 28, 28) uint8, at least one.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    images = load_digits().held_out_images if images is None else images
    passes = []
    for piece in pieces(len(images), net.model):
        inspection = inspect(images[piece], net)
        passes.append(HeldOutPass(logits=inspection.logits, peaks=channel_peaks(inspection.activations)))
    return reduce(joined_pass, passes)


def joined_pass(first: HeldOutPass, second: HeldOutPass) -> HeldOutPass:
    """Returns the pass of the digits of both.

    Args:
        first: Of some digits.
        second: Of those behind them, through the same net.
    """
    logits = None
    if first.logits is not None and second.logits is not None:
        logits = np.concatenate([first.logits, second.logits])
    return HeldOutPass(logits=logits, peaks=highest_peaks(first.peaks, second.peaks))
