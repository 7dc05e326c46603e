"""A net over all held-out digits, batch by batch in a worker: its logits, and how far each channel ever gets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.dead_channels import Peaks, channel_peaks, highest_peaks
from cnn_core.digits import load_digits
from cnn_core.inspection import inspect
from cnn_core.nets import TrainingSpec

BATCH = 100  # digits: of the largest net that may be built (`MOST_NUMBERS`) their maps take 160 MB


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
    logits: list[NDArray[np.float32]] = []
    peaks: Peaks = {}
    for start in range(0, len(images), BATCH):
        inspection = inspect(images[start : start + BATCH], net)
        found = channel_peaks(inspection.activations)
        peaks = highest_peaks(found, peaks) if peaks else found
        if inspection.logits is not None:
            logits.append(inspection.logits)
    return HeldOutPass(logits=np.concatenate(logits) if logits else None, peaks=peaks)
