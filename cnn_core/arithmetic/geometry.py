"""Where a window goes: the shape arithmetic of convolution and pooling, apart from any tensor.

Along one axis, with input size n, kernel size k, stride s and dilation rate d, a window spans
k′ = (k − 1)·d + 1 positions, and

    valid      out = ceil((n − k′ + 1) / s)
    same       out = ceil(n / s), with P = max((out − 1)·s + k′ − n, 0) positions of padding,
               P // 2 of them before the input and the rest after it
    explicit   out = floor((n + before + after − k′) / s) + 1

"valid" and "same" are TensorFlow's (https://www.tensorflow.org/api_docs/python/tf/nn, "Notes on padding"),
explicit padding is PyTorch's (`torch.nn.Conv2d`), with a width for each side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.text import t

Pair: TypeAlias = tuple[int, int]
"""A number for the rows and one for the columns, or one for before and one for after."""

Padding: TypeAlias = Literal["valid", "same"] | tuple[Pair, Pair]
"""Padding in the one form that the rest of the code sees; explicit is `((top, bottom), (left, right))`."""

AxisPadding: TypeAlias = Literal["valid", "same"] | Pair
"""The part of a `Padding` that concerns one axis; explicit is `(before, after)`."""

PaddingLike: TypeAlias = str | int | Pair | tuple[Pair, Pair]
"""What `standardize_padding` makes a `Padding` of."""


@dataclass(frozen=True, kw_only=True)
class AxisGeometry:
    """How windows lie along one axis. Made by `axis_geometry`.

    An input index counts from the first pixel, so that one below 0 or from `size` on lies in the padding.

    Attributes:
        size: Input positions, without padding.
        kernel_size: Positions that one window reads.
        stride: Positions from one window to the next.
        dilation_rate: Positions from one reading of a window to its next.
        padding: What was asked for: `"valid"`, `"same"` or the two widths.
        before: Positions of padding before the input.
        after: Positions of padding after the input.
        output_size: How many windows there are.
    """

    size: int
    kernel_size: int
    stride: int
    dilation_rate: int
    padding: AxisPadding
    before: int
    after: int
    output_size: int

    @property
    def effective_kernel_size(self) -> int:
        """The positions from a window's first reading to its last, both counted."""
        return _effective(self.kernel_size, self.dilation_rate)

    @property
    def padded_size(self) -> int:
        """Input positions with the padding on both sides."""
        return self.before + self.size + self.after

    @property
    def starts(self) -> NDArray[np.intp]:
        """The input index at which each window begins, `(output_size,)`."""
        return np.arange(self.output_size) * self.stride - self.before

    @property
    def windows(self) -> NDArray[np.intp]:
        """The input indices that each window reads, `(output_size, kernel_size)`."""
        return np.add.outer(self.starts, np.arange(self.kernel_size) * self.dilation_rate)

    def positions(self, index: int) -> NDArray[np.intp]:
        """Returns the input indices that one output index reads, `(kernel_size,)`.

        Raises:
            SpecError: There is no such output index.
        """
        window: NDArray[np.intp] = self.windows[standardize_index(index, self.output_size, "index")]
        return window

    def usage(self) -> NDArray[np.intp]:
        """Returns how many windows read each input index, `(size,)`."""
        read = self.windows
        return np.bincount(read[(read >= 0) & (read < self.size)], minlength=self.size)

    @property
    def touches_padding(self) -> NDArray[np.bool_]:
        """Which windows read at least one position outside the input, `(output_size,)`."""
        read = self.windows
        touching: NDArray[np.bool_] = np.any((read < 0) | (read >= self.size), axis=1)
        return touching

    @property
    def dropped(self) -> int:
        """How many input positions at the end lie beyond the last window: they change no output."""
        end = int(self.starts[-1]) + self.effective_kernel_size
        return min(max(self.size - end, 0), self.size)

    @property
    def unread(self) -> tuple[int, ...]:
        """Every input index that no window reads: those dropped, and those stepped over on the way."""
        return tuple(np.flatnonzero(self.usage() == 0).tolist())

    def formula(self) -> str:
        """Returns the formula of `output_size` with its numbers, such as `"ceil((5 − 3 + 1) / 2) = 2"`."""
        n, k, s, out = self.size, self.effective_kernel_size, self.stride, self.output_size
        span = (
            f"{t('geometry.span')} = ({self.kernel_size} − 1)·{self.dilation_rate} + 1 = {k}; "
            if k > self.kernel_size
            else ""
        )
        if self.padding == "valid":
            return f"{span}ceil(({n} − {k} + 1) / {s}) = {out}"
        if self.padding == "same":
            total = self.before + self.after
            sides = t("geometry.sides", before=self.before, after=self.after)
            needed = f"{t('geometry.padded')} = max(({out} − 1)·{s} + {k} − {n}, 0) = {total}"
            return f"{span}ceil({n} / {s}) = {out}; {needed}: {sides}"
        padding = f"2·{self.before}" if self.before == self.after else f"{self.before} + {self.after}"
        return f"{span}floor(({n} + {padding} − {k}) / {s}) + 1 = {out}"


@dataclass(frozen=True, kw_only=True)
class OutputGeometry:
    """How windows lie over an image. Made by `output_geometry`.

    Attributes:
        rows: From top to bottom.
        columns: From left to right.
    """

    rows: AxisGeometry
    columns: AxisGeometry

    @property
    def shape(self) -> Pair:
        """The output's `(H', W')`."""
        return self.rows.output_size, self.columns.output_size

    @property
    def padding(self) -> tuple[Pair, Pair]:
        """The widths of the padding, `((top, bottom), (left, right))`."""
        return (self.rows.before, self.rows.after), (self.columns.before, self.columns.after)

    def usage(self) -> NDArray[np.intp]:
        """Returns how many windows read each pixel, `(H, W)`."""
        return np.outer(self.rows.usage(), self.columns.usage())

    def touches_padding(self) -> NDArray[np.bool_]:
        """Returns which output cells read at least one position of the padding, `(H', W')`."""
        return np.logical_or.outer(self.rows.touches_padding, self.columns.touches_padding)


def output_geometry(
    image_shape: tuple[int, ...],
    kernel_size: int | Pair,
    *,
    strides: int | Pair = 1,
    padding: PaddingLike = "valid",
    dilation_rate: int | Pair = 1,
) -> OutputGeometry:
    """Returns how the windows of a convolution or a pooling lie over an image.

    Args:
        image_shape: `(H, W)` or `(H, W, C)`.
        kernel_size: Of the kernel, or of the pooling window.
        strides: From one window to the next.
        padding: See `standardize_padding`.
        dilation_rate: From one reading of a window to its next.

    Raises:
        SpecError: A value is not allowed, or the kernel does not fit the padded image.

    Example:
        >>> rows = cnn_core.output_geometry((28, 28), 3, strides=2, padding="same").rows
        >>> rows.output_size, rows.before, rows.after
        (14, 0, 1)
    """
    H, W = standardize_pair(tuple(image_shape[:2]), "image_shape")
    kernel_size = standardize_pair(kernel_size, "kernel_size")
    strides = standardize_pair(strides, "strides")
    dilation_rate = standardize_pair(dilation_rate, "dilation_rate")
    widths = standardize_padding(padding)
    vertical, horizontal = (widths, widths) if isinstance(widths, str) else widths
    return OutputGeometry(
        rows=axis_geometry(
            H,
            kernel_size[0],
            stride=strides[0],
            padding=vertical,
            dilation_rate=dilation_rate[0],
            axis_name="rows",
        ),
        columns=axis_geometry(
            W,
            kernel_size[1],
            stride=strides[1],
            padding=horizontal,
            dilation_rate=dilation_rate[1],
            axis_name="columns",
        ),
    )


def axis_geometry(
    size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: AxisPadding = "valid",
    dilation_rate: int = 1,
    axis_name: Literal["rows", "columns"],
) -> AxisGeometry:
    """Returns how windows lie along one axis.

    The numbers are taken as they are; `output_geometry` is the one that checks what a user typed.

    Args:
        size: Input positions, at least 1.
        kernel_size: Positions that one window reads, at least 1.
        stride: From one window to the next, at least 1.
        padding: `"valid"`, `"same"` or the widths `(before, after)`.
        dilation_rate: From one reading of a window to its next, at least 1.
        axis_name: The axis, for the error.

    Raises:
        SpecError: The kernel does not fit the padded axis.
    """
    span = _effective(kernel_size, dilation_rate)
    if padding == "same":
        total = max((-(-size // stride) - 1) * stride + span - size, 0)
        before, after = total // 2, total - total // 2
    else:
        before, after = (0, 0) if padding == "valid" else padding
    padded_size = before + size + after
    if span > padded_size:
        raise SpecError(
            t(
                "geometry.kernel_too_large",
                axis=t(f"geometry.{axis_name}"),
                kernel_size=kernel_size,
                dilation_rate=dilation_rate,
                span=span,
                padded_size=padded_size,
                most=(padded_size - 1) // dilation_rate + 1,
            )
        )
    return AxisGeometry(
        size=size,
        kernel_size=kernel_size,
        stride=stride,
        dilation_rate=dilation_rate,
        padding=padding,
        before=before,
        after=after,
        output_size=(padded_size - span) // stride + 1,
    )


def standardize_pair(value: object, name: str) -> Pair:
    """Returns a whole number, or a pair of them, as the pair `(rows, columns)`; each is at least 1.

    Args:
        value: What came.
        name: The argument's name, for the error.

    Raises:
        SpecError: It is neither.
    """
    pair = _pair(value, least=1)
    if pair is None:
        raise SpecError(t("geometry.pair", name=name, came=value))
    return pair


def standardize_padding(value: object) -> Padding:
    """Returns padding in its one form.

    Args:
        value: `"valid"` or `"same"` in any case, a width for all four sides, `(rows, columns)`, or
            `((top, bottom), (left, right))`; a width is at least 0.

    Raises:
        SpecError: It is none of these.
    """
    match value.lower() if isinstance(value, str) else value:
        case "valid":
            return "valid"
        case "same":
            return "same"
        case [rows, columns]:
            vertical, horizontal = _pair(rows, least=0), _pair(columns, least=0)
        case width:
            vertical = horizontal = _pair(width, least=0)
    if vertical is None or horizontal is None:
        raise SpecError(t("geometry.padding", came=value))
    return vertical, horizontal


def standardize_index(value: object, size: int, name: str) -> int:
    """Returns an index that lies in an axis of `size`; none counts from the end.

    Args:
        value: What came.
        size: Of the axis.
        name: The argument's name, for the error.

    Raises:
        SpecError: It lies outside.
    """
    index = _whole(value, least=0)
    if index is None or index >= size:
        raise SpecError(t("geometry.index", name=name, came=value, most=size - 1))
    return index


def standardize_indices(values: Mapping[str, object], shape: tuple[int, ...]) -> None:
    """Makes sure that every index lies in its axis.

    Args:
        values: The indices by their arguments' names, in the order of the axes.
        shape: The sizes of the axes.

    Raises:
        SpecError: One lies outside.
    """
    for (name, value), size in zip(values.items(), shape, strict=True):
        standardize_index(value, size, name)


def _effective(kernel_size: int, dilation_rate: int) -> int:
    return (kernel_size - 1) * dilation_rate + 1


def _pair(value: object, *, least: int) -> Pair | None:
    parts = value if isinstance(value, tuple | list) else (value, value)
    match [_whole(part, least=least) for part in parts]:
        case [int(first), int(second)]:
            return first, second
    return None


def _whole(value: object, *, least: int) -> int | None:
    if isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least:
        return int(value)
    return None
