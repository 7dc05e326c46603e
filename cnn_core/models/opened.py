"""A net in this process: its Keras model, and every function that is compiled of it, which come and go together."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.backend import load_tensorflow
from cnn_core.models.build import build_trained, set_weights
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import IMAGE_SHAPE, LayerShape, layer_shapes
from cnn_core.store.store import Weights

Compiled: TypeAlias = Callable[..., tuple[NDArray[np.float32], ...]]
"""Arrays to arrays."""

MOST_OPEN = 8  # the largest that may be built has 3 million weights, which are 12 MB
MOST_AT_ONCE = 40_000_000  # numbers of all layers of a batch: 160 MB; the three-block net gives 58,000 a digit


class OpenedNet:
    """A net that is built, with weights. That of `open_net` has its finished ones, and nobody changes them.

    Args:
        net: The net.
        model: What `build_model` returns. What is compiled reads its weights at each call.
    """

    def __init__(self, net: TrainingSpec, model: Any) -> None:
        self.net = net
        self.layers: tuple[LayerShape, ...] = layer_shapes(net.model)
        self.model = model
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, name: str, trace: Callable[..., Any], *shapes: tuple[int | None, ...]) -> Compiled:
        """Returns a function of the net, compiled when it is first asked for.

        Args:
            name: Of the function, and of whatever `trace` depends on.
            trace: From float32 tensors to one tensor or a flat list of them.
            shapes: Of the tensors; None stands for any size.
        """
        if name not in self._compiled:
            tf = load_tensorflow()
            # The concrete function need not find out at each call which of its traces fits.
            function = tf.function(
                lambda *tensors: tf.nest.flatten(trace(*tensors)),  # one output comes without a list
                autograph=False,
            ).get_concrete_function(*(tf.TensorSpec(shape, tf.float32) for shape in shapes))
            self._compiled[name] = lambda *arrays: tuple(
                output.numpy() for output in function(*(tf.constant(array, tf.float32) for array in arrays))
            )
        return self._compiled[name]

    def outputs(
        self,
        x: Any,
        *,
        above: str | None = None,
        until: str | None = None,
        scales: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Passes a tensor through the layers one by one, while a function is traced.

        Args:
            x: Pixels (N, 784), or the output of the layer `above`.
            above: The layer to go on from; None to begin with the pixels.
            until: The layer to end with; None for the last.
            scales: By layer, what its output is multiplied by before the next one reads it, (N or 1, C).

        Returns:
            The output of each layer that was passed, by name, in order.
        """
        tf = load_tensorflow()
        if above is None:
            x = tf.reshape(x, (-1, *IMAGE_SHAPE))
        found: dict[str, Any] = {}
        for layer in self.above(above):
            if layer.kind != "dropout":  # it leaves out nothing but in training
                built = self.model.get_layer(layer.name)
                x = built(x, training=False) if layer.kind == "norm" else built(x)
            if scales and layer.name in scales:
                by = scales[layer.name]
                x *= by[:, tf.newaxis, tf.newaxis, :] if len(layer.shape) == 3 else by
            found[layer.name] = x
            if layer.name == until:
                break
        return found

    def above(self, name: str | None) -> tuple[LayerShape, ...]:
        """Returns the layers that lie on the one of a name, or on the pixels."""
        names = [layer.name for layer in self.layers]
        return self.layers if name is None else self.layers[names.index(name) + 1 :]

    def batches(self, count: int) -> Iterator[slice]:
        """Cuts so many digits into parts whose maps fit into memory, as few as can be."""
        most = max(1, MOST_AT_ONCE // sum(math.prod(layer.shape) for layer in self.layers))
        parts = max(1, math.ceil(count / most))
        for part in range(parts):
            yield slice(count * part // parts, count * (part + 1) // parts)

    def set_weights(self, weights: Weights) -> None:
        """Gives it other weights; nothing is compiled anew.

        Args:
            weights: By name.
        """
        set_weights(self.model, weights)

    @property
    def first_kernel(self) -> NDArray[np.float32]:
        """The kernel of the first layer, (kh, kw, 1, F)."""
        kernel: NDArray[np.float32] = self.model.weights[0].numpy()
        return kernel

    def weights_of(self, layer: str) -> dict[str, NDArray[np.float32]]:
        """Returns a layer's weights by their names in Keras, such as "kernel"."""
        return {variable.name: np.asarray(variable.numpy()) for variable in self.model.get_layer(layer).weights}


@lru_cache(maxsize=MOST_OPEN)
def open_net(net: TrainingSpec) -> OpenedNet:
    """Returns a net, built when it is first asked for; everybody in this process shares it.

    Args:
        net: The net.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    return OpenedNet(net, build_trained(net))
