"""What a net makes of a digit, as a file to take along."""

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.models.inspection import Inspection
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text


def digit_npz(pixels: NDArray[np.uint8], net: TrainingSpec, inspection: Inspection) -> bytes:
    """Returns an NPZ file of a digit and of each layer's output for it, under the layers' names.

    It holds `digit`, `net` as a text, and of a net with an answer `logits` and `probabilities`. It is read without
    pickle.

    Args:
        pixels: The digit as the net sees it, (28, 28) uint8.
        net: The net.
        inspection: What the net makes of this digit alone.
    """
    arrays: dict[str, Any] = {"digit": pixels, "net": np.array(training_text(net))}
    arrays |= {name: values[0] for name, values in inspection.outputs.items()}
    if inspection.probabilities is not None:
        arrays["probabilities"] = inspection.probabilities[0]
    file = BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()
