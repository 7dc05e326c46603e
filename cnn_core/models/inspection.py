"""What a net makes of a digit: every layer's activations, the logits and the probabilities, in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.errors import ImageError
from cnn_core.models.opened import OpenedNet, open_net
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import IMAGE_SHAPE
from cnn_core.nets.training_text import find_net
from cnn_core.text import t

PIXELS = (None, IMAGE_SHAPE[0] * IMAGE_SHAPE[1])
"""The shape of what a net reads: any number of digits."""


@dataclass(frozen=True, eq=False)
class Inspection:
    """What a net makes of N digits.

    Attributes:
        activations: By layer name, in order: (N, H, W, C) for maps, (N, units) otherwise. The logits are not
            among them.
        logits: (N, 10); None for a net without an answer.
        probabilities: (N, 10), the softmax of the logits; None likewise.
    """

    activations: Mapping[str, NDArray[np.float32]]
    logits: NDArray[np.float32] | None
    probabilities: NDArray[np.float32] | None

    @property
    def outputs(self) -> Mapping[str, NDArray[np.float32]]:
        """The activations and, as the last layer, the logits."""
        return self.activations if self.logits is None else {**self.activations, "logits": self.logits}

    @property
    def answers(self) -> NDArray[np.intp] | None:
        """The digit that the net takes each image for, (N,)."""
        return None if self.logits is None else self.logits.argmax(axis=1)


def inspect(images: ArrayLike, net: TrainingSpec | str = "two_block") -> Inspection:
    """Passes digits through a net, in this process.

    Args:
        images: (28, 28) or (N, 28, 28): uint8 0..255, or floats 0..1.
        net: A spec, or a text for `find_net`.

    Returns:
        What the net makes of them.

    Raises:
        ImageError: The images are not digits of 28 × 28.
        SpecError: There is no net of that name.
        StoreError: The net is not trained yet (`train_and_save` does it), or the store cannot be read.
    """
    return inspect_opened(images, open_net(find_net(net) if isinstance(net, str) else net))


def inspect_opened(images: ArrayLike, opened: OpenedNet) -> Inspection:
    """Passes digits through a net that is opened.

    Args:
        images: (28, 28) or (N, 28, 28): uint8 0..255, or floats 0..1.
        opened: The net, with whichever weights.

    Raises:
        ImageError: The images are not digits of 28 × 28.
    """
    forward = opened.compiled("forward", lambda pixels: opened.model(pixels, training=False), PIXELS)
    outputs = forward(as_pixels(images))
    return as_inspection(dict(zip((layer.name for layer in opened.layers), outputs, strict=True)))


def logits_of(opened: OpenedNet, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns the logits (N, 10) of pixels (N, 784), in batches that fit into memory."""
    forward = opened.compiled("logits", lambda batch: opened.outputs(batch)["logits"], PIXELS)
    parts = [forward(pixels[part])[0] for part in opened.batches(len(pixels))]
    return np.concatenate(parts)


def as_inspection(outputs: Mapping[str, NDArray[np.float32]]) -> Inspection:
    """Returns the outputs of all layers, the logits among them where there are any, as an inspection.

    Args:
        outputs: By layer name, in order.
    """
    activations = dict(outputs)
    logits = activations.pop("logits", None)
    return Inspection(activations, logits, None if logits is None else softmax(logits))


def as_pixels(images: ArrayLike) -> NDArray[np.float32]:
    """Returns digits as a net reads them, (N, 784) in 0..1.

    Args:
        images: (28, 28) or (N, 28, 28): uint8 0..255, or floats 0..1.

    Raises:
        ImageError: They have another shape, another type, or values outside of 0..1.
    """
    array = np.asarray(images)
    is_known = array.dtype == np.uint8 or array.dtype.kind == "f"
    if array.shape[-2:] != IMAGE_SHAPE[:2] or array.ndim not in (2, 3) or not is_known:
        raise ImageError(t("inspection.images", shape=array.shape, dtype=array.dtype))
    pixels = array.reshape(-1, IMAGE_SHAPE[0] * IMAGE_SHAPE[1]).astype(np.float32)
    if array.dtype == np.uint8:
        pixels /= 255.0
    if not np.all((pixels >= 0) & (pixels <= 1)):
        raise ImageError(t("inspection.range", least=pixels.min(), most=pixels.max()))
    return pixels
