"""Which pixels a cell deep in a stack of layers can see, and how often each of them counts.

A layer with effective kernel size k′, stride s and `before` positions of padding turns the field of the layer
below it into its own. Along one axis, from size 1, jump 1 and start 0, which is a pixel's field:

    size    r ← r + (k′ − 1)·j
    start   c ← c + ((k′ − 1)/2 − before)·j
    jump    j ← j·s

Size is how many pixels a cell's window spans, jump how far the windows of neighbours lie apart, start the centre
of the first cell's window, in indices of pixels (Araujo, Norris and Sim, "Computing Receptive Fields of
Convolutional Neural Networks", https://distill.pub/2019/computing-receptive-fields/). `before` and not half the
padding, because TensorFlow's SAME is not symmetric.

The window is what a cell spans, not what it reads: strides and dilation leave holes, and a reading that ends in
the padding of any layer sees nothing. `trace_cell` counts the ways down to each pixel, which tells.
"""

from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import ConvSpec
from cnn_core.arithmetic.fields import LayerField
from cnn_core.arithmetic.geometry import (
    AxisGeometry,
    OutputGeometry,
    Padding,
    Pair,
    standardize_index,
    standardize_pair,
)
from cnn_core.errors import SpecError
from cnn_core.nets.course import RANDOM_FILTERS, THREE_BLOCK, TWO_BLOCK
from cnn_core.nets.spec import IMAGE_SHAPE, LayerShape, ModelSpec, layer_shapes
from cnn_core.text import t


@dataclass(frozen=True)
class FieldLayer:
    """A layer whose window slides; what it computes there does not matter to what it sees.

    Attributes:
        kind: "conv" or "pool".
        spec: Of its window.
    """

    kind: Literal["conv", "pool"]
    spec: ConvSpec


@dataclass(frozen=True, kw_only=True)
class LayerStack:
    """Layers on an image, the first of them the lowest.

    Attributes:
        image_shape: `(H, W)`.
        layers: At least one.

    Raises:
        SpecError: There is no layer, or a kernel does not fit what it reads.
    """

    image_shape: Pair
    layers: tuple[FieldLayer, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "image_shape", standardize_pair(self.image_shape, "image_shape"))
        if not self.layers:
            raise SpecError(t("receptive_field.empty"))
        assert self.geometries

    @property
    def names(self) -> tuple[str, ...]:
        """Each layer's name as the nets of the course have it: kind, and number among its kind."""
        kinds = [layer.kind for layer in self.layers]
        return tuple(f"{kind}{kinds[: index + 1].count(kind)}" for index, kind in enumerate(kinds))

    @property
    def geometries(self) -> tuple[OutputGeometry, ...]:
        """How each layer's windows lie over what it reads."""
        shape, found = self.image_shape, []
        for name, layer in zip(self.names, self.layers, strict=True):
            try:
                found.append(layer.spec.geometry(shape))
            except SpecError as error:
                raise SpecError(t("receptive_field.layer", name=name, message=error)) from error
            shape = found[-1].shape
        return tuple(found)

    @property
    def shapes(self) -> tuple[Pair, ...]:
        """`(H, W)` of the image and of what each layer gives."""
        return (self.image_shape, *(geometry.shape for geometry in self.geometries))


def receptive_fields(stack: LayerStack) -> tuple[LayerField, ...]:
    """Returns the field of a pixel and, behind it, that of each layer's cells."""
    fields = [LayerField()]
    for geometry in stack.geometries:
        fields.append(fields[-1].grown(geometry))
    return tuple(fields)


@dataclass(frozen=True, eq=False, kw_only=True)
class AxisView:
    """What a cell sees of a layer below it, along one axis.

    Attributes:
        first: The first position of its window; below 0 outside.
        last: The last one, counted in.
        paths: In how many ways the cell reaches each position, `(size,)`.
    """

    first: int
    last: int
    paths: NDArray[np.int64]

    @property
    def size(self) -> int:
        """The positions of the window."""
        return self.last - self.first + 1

    @property
    def inside(self) -> int:
        """How many of them there are in the layer; the others lie beyond its edges."""
        return max(min(self.last, len(self.paths) - 1) - max(self.first, 0) + 1, 0)


@dataclass(frozen=True, eq=False, kw_only=True)
class LayerView:
    """What a cell sees of a layer below it, or of the image.

    Attributes:
        rows: From top to bottom.
        columns: From left to right.
    """

    rows: AxisView
    columns: AxisView

    def paths(self) -> NDArray[np.int64]:
        """Returns in how many ways the cell reaches each position, `(H, W)`."""
        return np.outer(self.rows.paths, self.columns.paths)

    @property
    def window(self) -> Pair:
        """Rows and columns of the window."""
        return self.rows.size, self.columns.size

    @property
    def inside(self) -> int:
        """How many positions of the window there are in the layer."""
        return self.rows.inside * self.columns.inside

    @property
    def counting(self) -> int:
        """How many of these the cell reaches; the others lie in holes."""
        return int(np.count_nonzero(self.rows.paths)) * int(np.count_nonzero(self.columns.paths))

    @property
    def outside_share(self) -> float:
        """The share of the window that lies beyond the edges, where padding is all there is."""
        return 1 - self.inside / prod(self.window)


@dataclass(frozen=True, eq=False, kw_only=True)
class CellView:
    """What a cell sees. Made by `trace_cell`.

    Attributes:
        layers: Of the image first, then of each layer up to the cell's own, where it sees itself.
        ways: In how many ways it could reach a pixel if none ended in padding: its readings in every layer,
            multiplied.
    """

    layers: tuple[LayerView, ...]
    ways: int

    @property
    def image(self) -> LayerView:
        """What it sees of the image."""
        return self.layers[0]

    @property
    def lost_share(self) -> float:
        """The share of the ways that end in the padding of some layer, where there is nothing but zeros."""
        return 1 - int(self.image.rows.paths.sum()) * int(self.image.columns.paths.sum()) / self.ways


def trace_cell(stack: LayerStack, row: int, column: int, *, depth: int | None = None) -> CellView:
    """Follows a cell down to the image.

    The ways are counted as if each reading had weight 1: a convolution of ones, an average pooling that is not
    divided. A max pooling has the same window, but lets one of its readings through, which one depends on the
    picture.

    Args:
        stack: The layers.
        row: Of the cell.
        column: Of the cell.
        depth: The cell's layer, 1 for the lowest; by default the last.

    Raises:
        SpecError: There is no such layer or cell.
    """
    most = len(stack.layers)
    depth = most if depth is None else 1 + standardize_index(depth - 1, most, "depth − 1")
    geometries = stack.geometries[:depth]
    H, W = geometries[-1].shape
    rows = _walk(standardize_index(row, H, "row"), [geometry.rows for geometry in geometries])
    columns = _walk(standardize_index(column, W, "column"), [geometry.columns for geometry in geometries])
    return CellView(
        layers=tuple(LayerView(rows=down, columns=across) for down, across in zip(rows, columns, strict=True)),
        ways=prod(prod(layer.spec.kernel_size) for layer in stack.layers[:depth]),
    )


def _walk(index: int, axes: list[AxisGeometry]) -> list[AxisView]:
    """Returns what an output index sees along one axis, from the input on."""
    paths = np.zeros(axes[-1].output_size, np.int64)
    paths[index] = 1
    views = [AxisView(first=index, last=index, paths=paths)]
    for axis in reversed(axes):
        above = views[0]
        read = axis.windows  # (output_size, kernel_size)
        ways = np.broadcast_to(above.paths[:, np.newaxis], read.shape)
        is_real = (read >= 0) & (read < axis.size)
        paths = np.zeros(axis.size, np.int64)
        np.add.at(paths, read[is_real], ways[is_real])
        first, last = (end * axis.stride - axis.before for end in (above.first, above.last))
        views.insert(0, AxisView(first=first, last=last + axis.effective_kernel_size - 1, paths=paths))
    return views


def net_stack(model: ModelSpec) -> LayerStack:
    """Returns the layers of a net that have a window: a layer that turns cell into cell changes no field."""
    layers = [_layer(layer) for layer in layer_shapes(model) if layer.geometry]
    return LayerStack(image_shape=IMAGE_SHAPE[:2], layers=tuple(layers))


def _layer(layer: LayerShape) -> FieldLayer:
    assert layer.geometry
    rows, columns = layer.geometry.rows, layer.geometry.columns
    padding: Padding = rows.padding if isinstance(rows.padding, str) else layer.geometry.padding
    spec = ConvSpec(
        kernel_size=(rows.kernel_size, columns.kernel_size),
        strides=(rows.stride, columns.stride),
        padding=padding,
        dilation_rate=(rows.dilation_rate, columns.dilation_rate),
    )
    return FieldLayer("conv" if layer.kind == "conv" else "pool", spec)


_CONV_5 = FieldLayer("conv", ConvSpec(kernel_size=5))
_SUBSAMPLING = FieldLayer("pool", ConvSpec(kernel_size=2, strides=2))

# C1, S2, C3, S4 and C5 of LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
# Recognition", Proceedings of the IEEE 86(11), 1998, section II.B. The images are digits in a frame of 32 × 32.
LENET_5 = LayerStack(image_shape=(32, 32), layers=(_CONV_5, _SUBSAMPLING, _CONV_5, _SUBSAMPLING, _CONV_5))

# Dilation 2 three times over reads every second pixel only: the "gridding" of Wang et al., "Understanding
# Convolution for Semantic Segmentation", https://arxiv.org/abs/1702.08502, section 3.2.
DILATED = LayerStack(
    image_shape=(28, 28),
    layers=(FieldLayer("conv", ConvSpec(kernel_size=3, padding="same", dilation_rate=2)),) * 3,
)

STACKS: dict[str, LayerStack] = {
    "two_block": net_stack(TWO_BLOCK),
    "three_block": net_stack(THREE_BLOCK),
    "random_filters": net_stack(RANDOM_FILTERS),
    "lenet_5": LENET_5,
    "dilated": DILATED,
}
"""Stacks by name: the nets of the course, LeNet-5, and one whose windows have holes."""
