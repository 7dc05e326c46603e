"""What a net makes of a digit: every layer's activations, the logits and the probabilities, in one pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.backend import load_tensorflow
from cnn_core.errors import ImageError
from cnn_core.model_spec import IMAGE_SHAPE, layer_shapes
from cnn_core.nets import TrainingSpec
from cnn_core.networks import build_trained, set_weights
from cnn_core.softmax import softmax
from cnn_core.store import Weights
from cnn_core.text import t
from cnn_core.training_text import find_net


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
        net: A spec, or a name for `named_net`.

    Returns:
        What the net makes of them.

    Raises:
        ImageError: The images are not digits of 28 × 28.
        SpecError: There is no net of that name.
        StoreError: The net is not trained yet (`train_and_save` does it), or the store cannot be read.
    """
    spec = find_net(net) if isinstance(net, str) else net
    return finished_net(spec).inspect(images)


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


class CompiledNet:
    """A net in this process, with one compiled function that gives all of its layers.

    Args:
        spec: The net.
        model: What `build_model` returns.
    """

    def __init__(self, spec: TrainingSpec, model: Any) -> None:
        tf = load_tensorflow()
        self.spec = spec
        self._model = model
        # The concrete function need not find out at each call which of its traces fits.
        self._compiled = tf.function(
            lambda pixels: tf.nest.flatten(model(pixels, training=False)),  # one output comes without a list
            autograph=False,
        ).get_concrete_function(tf.TensorSpec((None, IMAGE_SHAPE[0] * IMAGE_SHAPE[1]), tf.float32))

    def inspect(self, images: ArrayLike) -> Inspection:
        """Passes digits through it, as `cnn_core.inspect` does.

        Args:
            images: As for `cnn_core.inspect`.
        """
        outputs = [output.numpy() for output in self._outputs(images)]
        activations = dict(zip((layer.name for layer in layer_shapes(self.spec.model)), outputs, strict=True))
        logits = activations.pop("logits", None)
        return Inspection(activations, logits, None if logits is None else softmax(logits))

    def logits(self, images: ArrayLike) -> NDArray[np.float32]:
        """Returns the logits (N, 10) of digits alone.

        Args:
            images: As for `cnn_core.inspect`.
        """
        logits: NDArray[np.float32] = self._outputs(images)[-1].numpy()
        return logits

    @property
    def first_kernel(self) -> NDArray[np.float32]:
        """The kernel of the first layer, (kh, kw, 1, F)."""
        kernel: NDArray[np.float32] = self._model.weights[0].numpy()
        return kernel

    def set_weights(self, weights: Weights) -> None:
        """Gives it other weights; nothing is compiled anew.

        Args:
            weights: By name.
        """
        set_weights(self._model, weights)

    def _outputs(self, images: ArrayLike) -> Any:
        return self._compiled(load_tensorflow().constant(as_pixels(images)))


@lru_cache(maxsize=8)
def finished_net(spec: TrainingSpec) -> CompiledNet:
    """Returns a net with its finished weights, compiled once in this process.

    Args:
        spec: The net.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    return CompiledNet(spec, build_trained(spec))
