"""What a model is: blocks and dense layers, within limits, and every layer that follows from them by arithmetic.

Nothing here needs TensorFlow; `cnn_core.models.build` builds from it. `course.py` has the models of the course.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeGuard

from cnn_core.arithmetic.fields import LayerField
from cnn_core.arithmetic.geometry import OutputGeometry, Pair, output_geometry
from cnn_core.errors import SpecError
from cnn_core.nets.record import later
from cnn_core.text import t

IMAGE_SHAPE = (28, 28, 1)
CLASSES = 10

NET_ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid", "linear")
"""As Keras names them; "linear" leaves a sum as it is."""
PADDINGS = ("same", "valid")
POOLS = ("max", "average")
_UNSIGNED = ("relu", "sigmoid")

# What two cores train in minutes: the three-block net has 1.4 million weights and 9 million multiply-adds.
MOST_BLOCKS = 8
MOST_DENSE = 4
MOST_FILTERS = 256
MOST_UNITS = 2048
MOST_SIZE = 28  # of a kernel, a stride and a pooling window
LEAST_DROPOUT, MOST_DROPOUT = 0.01, 0.9
LEAST_STDDEV, MOST_STDDEV = 0.0001, 1.0
MOST_PARAMETERS = 3_000_000
MOST_MULTIPLY_ADDS = 60_000_000
MOST_NUMBERS = 400_000  # that all layers give for one digit


@dataclass(frozen=True, kw_only=True)
class ConvBlock:
    """A convolution without bias and what lies behind it: batch normalisation, activation, pooling, dropout.

    Attributes:
        filters: Output channels.
        kernel_size: (rows, columns).
        strides: (rows, columns) of the convolution.
        padding: As Keras names it.
        activation: One of `NET_ACTIVATIONS`.
        pool_size: (rows, columns) of the pooling window and of its strides; the pooling pads SAME. None for no
            pooling.
        pool: What the pooling takes of a window: "max" or "average".
        has_batch_norm: Whether the sums are normalised before the activation, which then is a layer of its own.
        dropout: The share of the block's output that is left out at random, in training alone.
    """

    filters: int
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: Literal["valid", "same"] = "same"
    activation: str = "relu"
    pool_size: Pair | None = (2, 2)
    pool: Literal["max", "average"] = later("max")
    has_batch_norm: bool = later(False)
    dropout: float = later(0.0)

    def __post_init__(self) -> None:
        if self.pool_size is None:  # what it would take makes no other net
            object.__setattr__(self, "pool", "max")


@dataclass(frozen=True, kw_only=True)
class DenseBlock:
    """A hidden dense layer and the dropout behind it.

    Attributes:
        units: How many it has.
        activation: One of `NET_ACTIVATIONS`.
        dropout: The share of the units that is left out at random, in training alone.
    """

    units: int
    activation: str = later("relu")
    dropout: float = later(0.0)


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A model of a network for 28 × 28 digits: convolution blocks, then hidden dense layers, then ten logits.

    Attributes:
        name: How the store, the command line and the page call it.
        blocks: At least one.
        dense: Each hidden dense layer.
        has_logits: False for a model that ends with its feature maps and gives no answer.
        kernel_stddev: Standard deviation of the normal distribution that the kernels are drawn from; None draws
            them as Keras does by default (Glorot and Bengio), so that a signal stays about as strong in each layer.

    Raises:
        SpecError: A choice is not allowed, a kernel does not fit what it reads, or the net is too large.
    """

    name: str
    blocks: tuple[ConvBlock, ...]
    dense: tuple[DenseBlock, ...] = ()
    has_logits: bool = True
    kernel_stddev: float | None = 0.01

    def __post_init__(self) -> None:
        _check_choices(self)
        _check_size(layer_shapes(self))


Kind = Literal["conv", "norm", "activation", "pool", "dropout", "flatten", "dense"]


@dataclass(frozen=True)
class LayerShape:
    """A layer's name, the shape of what it gives for one digit, and what it costs.

    Attributes:
        name: Keras' name of the layer.
        kind: What the layer does.
        shape: (H, W, C) for maps, (units,) otherwise.
        parameters: How many weights are learnt.
        geometry: Of the window that slides; None for a layer without one.
        field: What a cell sees of the digit; None from the flattening on, where a unit sees all of it.
        statistics: How many numbers are measured in training rather than learnt.
        multiply_adds: How many products are formed and added up for one digit, those with padding among them; a
            normalisation counts one for each number, and activations, pooling and biases none.
        is_signed: Whether the layer may give numbers below zero.
    """

    name: str
    kind: Kind
    shape: tuple[int, ...]
    parameters: int = 0
    geometry: OutputGeometry | None = None
    field: LayerField | None = None
    statistics: int = 0
    multiply_adds: int = 0
    is_signed: bool = False

    @property
    def is_map(self) -> bool:
        """Whether the layer gives feature maps, (H, W, C), of its own; a dropout only hands on what it gets."""
        return len(self.shape) == 3 and self.kind != "dropout"

    def __str__(self) -> str:
        return f"{self.name} · {' × '.join(map(str, self.shape))}"


@lru_cache(maxsize=256)
def layer_shapes(model: ModelSpec) -> tuple[LayerShape, ...]:
    """Returns every layer of a model with its output shape and its costs, by arithmetic alone.

    Example:
        >>> [str(layer) for layer in cnn_core.layer_shapes(cnn_core.read_model("c8-max2"))]
        ['conv1 · 28 × 28 × 8', 'pool1 · 14 × 14 × 8', 'flatten · 1568', 'logits · 10']
    """
    maps = tuple(_block_layers(model))
    return maps + tuple(_dense_layers(model, maps[-1])) if model.has_logits else maps


def _block_layers(model: ModelSpec) -> Iterator[LayerShape]:
    (height, width, channels), field = IMAGE_SHAPE, LayerField()
    for number, block in enumerate(model.blocks, start=1):
        name = f"conv{number}"
        if block.padding == "valid":
            _check_fit(name, block.kernel_size, (height, width))
        window = output_geometry((height, width), block.kernel_size, strides=block.strides, padding=block.padding)
        weights = math.prod(block.kernel_size) * channels * block.filters
        height, width, channels = shape = (*window.shape, block.filters)
        field = field.grown(window)
        may_be_negative = block.activation not in _UNSIGNED
        yield LayerShape(
            name,
            "conv",
            shape,
            weights,
            window,
            field,
            multiply_adds=height * width * weights,
            is_signed=may_be_negative or block.has_batch_norm,
        )
        if block.has_batch_norm:
            each = 2 * channels  # a scale and a shift, and a mean and a variance
            costs = math.prod(shape)
            norm = f"norm{number}"
            yield LayerShape(norm, "norm", shape, each, None, field, each, multiply_adds=costs, is_signed=True)
            if block.activation != "linear":
                yield LayerShape(f"activation{number}", "activation", shape, field=field, is_signed=may_be_negative)
        if block.pool_size:
            window = output_geometry((height, width), block.pool_size, strides=block.pool_size, padding="same")
            height, width, channels = shape = (*window.shape, channels)
            field = field.grown(window)
            yield LayerShape(f"pool{number}", "pool", shape, 0, window, field, is_signed=may_be_negative)
        if block.dropout:
            yield LayerShape(f"dropout{number}", "dropout", shape, field=field, is_signed=may_be_negative)


def _dense_layers(model: ModelSpec, below: LayerShape) -> Iterator[LayerShape]:
    came, may_be_negative = math.prod(below.shape), below.is_signed
    yield LayerShape("flatten", "flatten", (came,), is_signed=may_be_negative)
    for number, block in enumerate((*model.dense, DenseBlock(units=CLASSES, activation="linear")), start=1):
        name = f"dense{number}" if number <= len(model.dense) else "logits"
        units, may_be_negative = block.units, block.activation not in _UNSIGNED
        costs = came * units
        yield LayerShape(name, "dense", (units,), costs + units, multiply_adds=costs, is_signed=may_be_negative)
        if block.dropout:
            yield LayerShape(f"dense_dropout{number}", "dropout", (units,), is_signed=may_be_negative)
        came = units


def _check_choices(model: ModelSpec) -> None:
    _check_count("blocks", len(model.blocks), 1, MOST_BLOCKS)
    _check_count("dense", len(model.dense), 0, MOST_DENSE)
    for number, block in enumerate(model.blocks, start=1):
        layer = f"conv{number}"
        _check_whole(layer, "filters", block.filters, MOST_FILTERS, 32)
        _check_pair(layer, "kernel_size", block.kernel_size, (3, 3))
        _check_pair(layer, "strides", block.strides, (1, 1))
        _check_name(layer, "padding", block.padding, PADDINGS)
        _check_name(layer, "activation", block.activation, NET_ACTIVATIONS)
        _check_share(layer, block.dropout)
        if block.pool_size is not None:
            _check_pair(f"pool{number}", "pool_size", block.pool_size, (2, 2))
            _check_name(f"pool{number}", "pool", block.pool, POOLS)
    for number, dense in enumerate(model.dense, start=1):
        layer = f"dense{number}"
        _check_whole(layer, "units", dense.units, MOST_UNITS, 128)
        _check_name(layer, "activation", dense.activation, NET_ACTIVATIONS)
        _check_share(layer, dense.dropout)
    spread = model.kernel_stddev
    if spread is not None and not (_is_number(spread) and LEAST_STDDEV <= spread <= MOST_STDDEV):
        raise SpecError(t("model_spec.stddev", came=spread, least=LEAST_STDDEV, most=MOST_STDDEV))


def _check_count(what: str, came: int, least: int, most: int) -> None:
    if not least <= came <= most:
        raise SpecError(t(f"model_spec.{what}", came=came, least=least, most=most))


def _check_whole(layer: str, field: str, came: object, most: int, example: int) -> None:
    if not _is_whole(came, most):
        raise SpecError(t("model_spec.whole", layer=layer, field=field, came=came, most=most, example=example))


def _check_pair(layer: str, field: str, came: object, example: Pair) -> None:
    if not (isinstance(came, tuple) and len(came) == 2 and all(_is_whole(part, MOST_SIZE) for part in came)):
        raise SpecError(t("model_spec.pair", layer=layer, field=field, came=came, most=MOST_SIZE, example=example))


def _check_name(layer: str, field: str, came: object, allowed: tuple[str, ...]) -> None:
    if came not in allowed:
        raise SpecError(t("model_spec.name", layer=layer, field=field, came=came, allowed=", ".join(allowed)))


def _check_share(layer: str, came: object) -> None:
    if not (_is_number(came) and (came == 0 or LEAST_DROPOUT <= came <= MOST_DROPOUT)):
        raise SpecError(t("model_spec.dropout", layer=layer, came=came, least=LEAST_DROPOUT, most=MOST_DROPOUT))


def _check_fit(layer: str, kernel_size: Pair, came: Pair) -> None:
    if kernel_size[0] > came[0] or kernel_size[1] > came[1]:
        most = (min(kernel_size[0], came[0]), min(kernel_size[1], came[1]))
        shape = " × ".join(map(str, came))
        raise SpecError(t("model_spec.fit", layer=layer, came=kernel_size, shape=shape, most=most))


def _check_size(layers: tuple[LayerShape, ...]) -> None:
    all_costs = {
        "parameters": ([layer.parameters for layer in layers], MOST_PARAMETERS),
        "multiply_adds": ([layer.multiply_adds for layer in layers], MOST_MULTIPLY_ADDS),
        "numbers": ([math.prod(layer.shape) for layer in layers], MOST_NUMBERS),
    }
    for what, (costs, most) in all_costs.items():
        if sum(costs) > most:
            part = max(costs)
            largest = layers[costs.index(part)].name
            raise SpecError(t(f"model_spec.{what}", came=sum(costs), most=most, layer=largest, part=part))


def _is_whole(value: object, most: int) -> bool:
    return type(value) is int and 1 <= value <= most


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in (int, float)
