"""One cell of a net: the window that it reads, and the exact arithmetic that made it, in any layer.

Where the window lies is arithmetic (`geometry.py`), which needs no net to be built. What is in it are the numbers
that Keras gave the layer below; the sums are formed from them in float64, as in `tracing.py`. Layers that only hand
on (dropout, flatten) are passed over: a dense layer on maps reads them as a convolution does whose kernel is as
large as they are.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.activation import ACTIVATIONS, Activation
from cnn_core.arithmetic.convolution import Convolution, convolve
from cnn_core.arithmetic.geometry import Pair
from cnn_core.arithmetic.pooling import Pooling, PoolMode, pool
from cnn_core.arithmetic.tracing import CellTrace
from cnn_core.errors import SpecError
from cnn_core.explain.ablation import Scalings, factors_of, inspect_scaled, scaled_layers
from cnn_core.explain.asked import PIXEL_LAYER, WITH_CHANNELS, NetLike, digit_pixels, opened_of, sources
from cnn_core.models.inspection import inspect_opened
from cnn_core.models.opened import OpenedNet
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import IMAGE_SHAPE, Kind, LayerShape, ModelSpec, layer_shapes
from cnn_core.text import t

ACTIVATE: Mapping[str, Callable[[float], float]] = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x * _sigmoid(x),
    "tanh": math.tanh,
    "sigmoid": lambda x: _sigmoid(x),
}
"""A net's activations, as Keras defines them."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number in a net.

    Attributes:
        layer: One with channels or units of its own, or `"pixels"`.
        row: Of its map; 0 in a dense layer.
        column: Of its map; 0 in a dense layer.
        channel: Of the layer; the unit of a dense one.
    """

    layer: str
    row: int = 0
    column: int = 0
    channel: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class CellWindow:
    """What a cell reads, and what it sees of the digit; R rows by S columns.

    Attributes:
        below: The layer that it reads, or `"pixels"`.
        rows: The rows of it, (R,); those outside of the layer are padding.
        columns: The columns, (S,).
        channels: The channels, (K,).
        is_padding: Where the padding is read, (R, S).
        field_rows: The first and the last pixel row of its receptive field, which may lie outside of the digit.
        field_columns: The columns likewise.
    """

    below: str
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    channels: NDArray[np.intp]
    is_padding: NDArray[np.bool_]
    field_rows: Pair
    field_columns: Pair

    @property
    def padding_share(self) -> float:
        """The share of the window that lies in the padding, 0 to 1."""
        return float(self.is_padding.mean())

    @property
    def field_outside_share(self) -> float:
        """The share of the receptive field that lies outside of the digit, 0 to 1."""
        height, width = (last - first + 1 for first, last in (self.field_rows, self.field_columns))
        inside = [
            min(last, size - 1) - max(first, 0) + 1
            for (first, last), size in zip((self.field_rows, self.field_columns), IMAGE_SHAPE, strict=False)
        ]
        return 1 - math.prod(inside) / (height * width)


@dataclass(frozen=True, kw_only=True)
class Normalisation:
    """What a batch normalisation does to one channel: `(x − mean) / √(variance + epsilon) · scale + shift`.

    Attributes:
        mean: Of the channel, as training found it.
        variance: Likewise.
        epsilon: Keeps the root from zero.
        scale: Learnt.
        shift: Learnt.
    """

    mean: float
    variance: float
    epsilon: float
    scale: float
    shift: float

    def __call__(self, x: float) -> float:
        """Returns a number of the channel, normalised."""
        return (x - self.mean) / math.sqrt(self.variance + self.epsilon) * self.scale + self.shift


@dataclass(frozen=True, kw_only=True)
class Child:
    """A cell one step back.

    Attributes:
        cell: Where it is.
        value: Its number.
        term: What it hands on: its value times the weight; of an average, its part; of a maximum, its value if it
            won and 0 if not.
    """

    cell: Cell
    value: float
    term: float


@dataclass(frozen=True, eq=False, kw_only=True)
class CellArithmetic:
    """How a cell comes about. Made by `trace_net_cell`.

    Attributes:
        cell: Which.
        kind: Of its layer.
        window: What it reads.
        operation: The same as an operation of the size of the window, as `convolve` and `pool` make it and the
            stepper shows it: the patch with all its channels in its padding, one filter, one output. It goes as far
            as the activation if that is linear or ReLU, and else ends before it. None of a normalisation or an
            activation of its own, which read one number.
        patch: The numbers that are read, (R, S, K), 0 in the padding.
        normalisation: Of a normalisation.
        total: The number before the activation.
        activation: What is done to it, as Keras names it.
        factor: What the channel is multiplied by in the end: 1, unless it is scaled (`Scaling`).
        computed: What this arithmetic comes to.
        value: What Keras gives.
    """

    cell: Cell
    kind: Kind
    window: CellWindow
    operation: Convolution | Pooling | None
    patch: NDArray[np.float32]
    normalisation: Normalisation | None
    total: float
    activation: str
    factor: float
    computed: float
    value: float

    @property
    def sums(self) -> CellTrace | None:
        """Products, the sum of each channel's, their sum and the bias; None of what sums no products."""
        return self.operation.trace(0, 0, 0) if isinstance(self.operation, Convolution) else None

    @property
    def terms(self) -> NDArray[np.float64]:
        """What each cell of the window hands on, (R, S, K); see `Child.term`."""
        if isinstance(self.operation, Convolution):
            return self.operation.trace(0, 0, 0).products
        patch = self.patch.astype(np.float64)
        if isinstance(self.operation, Pooling):
            trace = self.operation.trace(0, 0, 0)
            share = trace.is_winner if self.operation.spec.mode == "max" else ~trace.is_padding / trace.count
            return patch * share[..., np.newaxis]
        return patch

    def children(self, most: int = 12) -> tuple[Child, ...]:
        """Returns the cells one step back, those first that hand on most; padding is no cell.

        Args:
            most: How many at most.
        """
        terms = self.terms
        order = np.argsort(
            -np.abs(np.where(self.window.is_padding[..., np.newaxis], 0, terms)), axis=None, kind="stable"
        )
        found: list[Child] = []
        for row, column, channel in zip(*np.unravel_index(order, terms.shape), strict=True):
            if len(found) == most:
                break
            if not self.window.is_padding[row, column]:
                cell = Cell(
                    layer=self.window.below,
                    row=int(self.window.rows[row]),
                    column=int(self.window.columns[column]),
                    channel=int(self.window.channels[channel]),
                )
                value, term = float(self.patch[row, column, channel]), float(terms[row, column, channel])
                found.append(Child(cell=cell, value=value, term=term))
        return tuple(found)


def cell_window(model: ModelSpec, cell: Cell) -> CellWindow:
    """Returns what a cell reads, by arithmetic alone.

    Args:
        model: The model.
        cell: In it.

    Raises:
        SpecError: There is no such cell.

    Example:
        >>> model = cnn_core.named_net("two_block").model
        >>> window = cnn_core.cell_window(model, cnn_core.Cell(layer="conv1", row=0, column=0))
        >>> window.padding_share
        0.5555555555555556
    """
    layer = _layer_of(model, cell)
    below_name = sources(model)[cell.layer]
    below = _map_shape(model, below_name)
    if layer.geometry:
        rows, columns = layer.geometry.rows.positions(cell.row), layer.geometry.columns.positions(cell.column)
    elif layer.kind == "dense":
        rows, columns = np.arange(below[0]), np.arange(below[1])
    else:
        rows, columns = np.array([cell.row]), np.array([cell.column])
    is_inside = np.outer((rows >= 0) & (rows < below[0]), (columns >= 0) & (columns < below[1]))
    field = layer.field
    return CellWindow(
        below=below_name,
        rows=rows,
        columns=columns,
        channels=np.arange(below[2]) if layer.kind in ("conv", "dense") else np.array([cell.channel]),
        is_padding=~is_inside,
        field_rows=field.rows.window(cell.row) if field else (0, IMAGE_SHAPE[0] - 1),
        field_columns=field.columns.window(cell.column) if field else (0, IMAGE_SHAPE[1] - 1),
    )


def trace_net_cell(image: ArrayLike, net: NetLike, cell: Cell, *, scalings: Scalings = ()) -> CellArithmetic:
    """Returns how a cell comes about when a net sees a digit.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        cell: In it.
        scalings: What is switched off or turned up.

    Raises:
        ImageError: The image is no digit.
        SpecError: There is no such cell, or a scaling is not allowed.
        StoreError: The net is not trained yet.
    """
    opened = opened_of(net)
    model = opened.net.model
    layer, window = _layer_of(model, cell), cell_window(model, cell)
    pixels = digit_pixels(image)
    seen = inspect_scaled(image, opened, scalings) if scalings else inspect_opened(image, opened)
    maps = {name: _as_map(values[0]) for name, values in seen.outputs.items()}
    maps[PIXEL_LAYER] = pixels.reshape(IMAGE_SHAPE)
    below = maps[window.below][:, :, window.channels]  # (H, W, K)
    patch, padding = _cut(below, window)
    activation = _activation(model, layer)
    operation: Convolution | Pooling | None = None
    normalisation = None
    if layer.kind in ("conv", "dense"):
        operation = _summing(opened, layer, cell, patch, padding, activation)
        total = operation.trace(0, 0, 0).total
    elif layer.kind == "pool":
        operation = pool(
            patch,
            (len(window.rows), len(window.columns)),
            mode=_mode(model, layer),
            strides=1,
            padding=padding,
        )
        total = float(operation.output[0, 0, 0])
    else:
        total = float(patch[0, 0, 0])
        if layer.kind == "norm":
            normalisation = _normalisation(opened, layer, cell.channel)
            total = normalisation(total)
    factor = _factor(opened.net, scalings, cell)
    return CellArithmetic(
        cell=cell,
        kind=layer.kind,
        window=window,
        operation=operation,
        patch=np.pad(patch, (*padding, (0, 0))),
        normalisation=normalisation,
        total=total,
        activation=activation,
        factor=factor,
        computed=ACTIVATE[activation](total) * factor,
        value=float(maps[cell.layer][cell.row, cell.column, cell.channel]),
    )


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def _layer_of(model: ModelSpec, cell: Cell) -> LayerShape:
    layers = {layer.name: layer for layer in layer_shapes(model) if layer.kind in WITH_CHANNELS}
    if cell.layer not in layers:
        raise SpecError(t("explain.layer", came=cell.layer, allowed=", ".join(layers)))
    layer = layers[cell.layer]
    for axis, came, size in zip(
        ("row", "column", "channel"),
        (cell.row, cell.column, cell.channel),
        _map_shape(model, cell.layer),
        strict=True,
    ):
        if type(came) is not int or not 0 <= came < size:
            raise SpecError(
                t("explain.cell", came=came, layer=layer.name, axis=t(f"explain.axis_{axis}"), most=size - 1)
            )
    return layer


def _map_shape(model: ModelSpec, name: str) -> tuple[int, int, int]:
    """Returns (H, W, C) of a layer or the digit; the units of a dense layer are the channels of a single cell."""
    if name == PIXEL_LAYER:
        return IMAGE_SHAPE
    (shape,) = (layer.shape for layer in layer_shapes(model) if layer.name == name)
    return (shape[0], shape[1], shape[2]) if len(shape) == 3 else (1, 1, shape[0])


def _as_map(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return values if values.ndim == 3 else values[np.newaxis, np.newaxis]


def _cut(below: NDArray[np.float32], window: CellWindow) -> tuple[NDArray[np.float32], tuple[Pair, Pair]]:
    """Returns what of a window lies inside the layer below, (R', S', K), and how much padding lies around it."""
    kept, around = [], []
    for positions, size in zip((window.rows, window.columns), below.shape, strict=False):
        kept.append(positions[(positions >= 0) & (positions < size)])
        around.append((int((positions < 0).sum()), int((positions >= size).sum())))
    return below[np.ix_(*kept)], (around[0], around[1])


def _summing(
    opened: OpenedNet,
    layer: LayerShape,
    cell: Cell,
    patch: NDArray[np.float32],
    padding: tuple[Pair, Pair],
    activation: str,
) -> Convolution:
    weights = opened.weights_of(layer.name)
    kernel = weights["kernel"][..., cell.channel]  # (kh, kw, C), or (H·W·C,) of a dense layer
    if layer.kind == "dense":
        kernel = kernel.reshape(patch.shape)
    known: dict[str, Activation] = {name: name for name in ACTIVATIONS}
    return convolve(
        patch,
        kernel[..., np.newaxis],
        bias=weights["bias"][cell.channel] if "bias" in weights else None,
        padding=padding,
        activation=known.get(activation, "linear"),
    )


def _normalisation(opened: OpenedNet, layer: LayerShape, channel: int) -> Normalisation:
    weights = opened.weights_of(layer.name)
    return Normalisation(
        mean=float(weights["moving_mean"][channel]),
        variance=float(weights["moving_variance"][channel]),
        epsilon=float(opened.model.get_layer(layer.name).epsilon),
        scale=float(weights["gamma"][channel]),
        shift=float(weights["beta"][channel]),
    )


def _activation(model: ModelSpec, layer: LayerShape) -> str:
    """Returns what a layer does to its sums in the end."""
    match layer.kind:
        case "conv" if not model.blocks[_index(layer)].has_batch_norm:
            return model.blocks[_index(layer)].activation
        case "activation":
            return model.blocks[_index(layer)].activation
        case "dense" if layer.name != "logits":
            return model.dense[_index(layer)].activation
    return "linear"


def _mode(model: ModelSpec, layer: LayerShape) -> PoolMode:
    return model.blocks[_index(layer)].pool


def _index(layer: LayerShape) -> int:
    """Returns which of its kind a layer is, from 0: they are numbered from 1 on in their names."""
    return int(layer.name.removeprefix(layer.kind)) - 1


def _factor(net: TrainingSpec, scalings: Scalings, cell: Cell) -> float:
    at = 0
    for layer in scaled_layers(net):
        if layer.name == cell.layer:
            return float(factors_of(net, scalings)[0, at + cell.channel])
        at += layer.shape[-1]
    return 1.0  # a logit
