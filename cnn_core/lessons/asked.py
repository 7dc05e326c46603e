"""The numbers that a lesson may ask for, computed from the operation that its file describes.

    number = "cell"                       a number of the output, by row, column and filter
    row = 2
    column = 2
    operation.image = "1,2,3;4,5,6;7,8,9" as an address holds it
    operation.kernel = "1,1;1,1"          several filters are parted by |
    operation.padding = "same"            "valid", "same", a width, or [[top, bottom], [left, right]]

Where a size alone is asked for, `operation.size = [28, 28]`, `operation.kernel_size = 3` and
`operation.filters = 5` stand in place of the numbers.

A `slip` is what comes out when a size is reckoned in one of the usual wrong ways.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.arrays import standardize_image
from cnn_core.arithmetic.convolution import Convolution, convolve
from cnn_core.arithmetic.geometry import AxisGeometry, Pair, standardize_pair
from cnn_core.arithmetic.pooling import Pooling, pool
from cnn_core.errors import SpecError
from cnn_core.lessons import asked_of_logits, asked_of_nets, asked_of_steps
from cnn_core.text import t

MOST_NUMBERS = 2048
"""Of an image or of all filters."""

MOST_SIDE = 64
"""Of an image, a kernel or a window that is given by its size; and the most filters."""

KINDS: Final = ("cell", "rows", "columns", "padding", "weights", "outputs")
"""The numbers of an operation; those of logits, of nets and of training steps have files of their own."""

NAMES: Final = ("number", "operation", "row", "column", "filter")
"""What a check of these may hold."""

OPERATION: Final = (
    *("image", "size", "kernel", "kernel_size", "filters"),
    *("padding", "stride", "dilation", "flip", "relu", "bias", "pool", "window"),
)
"""What an operation is described by. With `pool`, "max" or "average", it has a `window` and no `kernel`."""

SLIPS: Final[Mapping[str, Callable[[AxisGeometry], float]]] = {
    "kept": lambda axis: axis.size,
    "divided": lambda axis: axis.size / axis.stride,
    "divided_down": lambda axis: axis.size // axis.stride,
    "divided_up": lambda axis: -(-axis.size // axis.stride),
    "without_one": lambda axis: _room(axis) // axis.stride,
    "not_rounded": lambda axis: _room(axis) / axis.stride + 1,
    "rounded_up": lambda axis: math.ceil(_room(axis) / axis.stride) + 1,
    "stride_one": lambda axis: _room(axis) + 1,
}
"""Wrong ways to the size of an output: the input's size as it is, over the stride, or rounded to either side of
that; and of the right formula without its + 1, not rounded, rounded up, or as at stride 1."""


def names_of(check: Mapping[str, Any]) -> tuple[str, ...]:
    """Returns what the check of a number may hold: of a net where it names one."""
    if "net" in check:
        return asked_of_nets.NAMES
    if check["number"] in asked_of_steps.KINDS:
        return asked_of_steps.NAMES
    return asked_of_logits.NAMES if check["number"] in asked_of_logits.KINDS else NAMES


def number_of(asked: Mapping[str, Any]) -> float:
    """Returns a number that is asked for, or that a mistake gives.

    Args:
        asked: A number of logits is described in `asked_of_logits`, one of a `net` in `asked_of_nets`, one of a
            training step in `asked_of_steps`. Of an operation, `number` says which: "cell" (with `row`, `column`,
            `filter`), "rows" and "columns" of the output, "padding" for the rows that are added above and below
            together, "weights" of the kernel, "outputs" for how many numbers come out. `operation` describes what
            is carried out.

    Raises:
        SpecError: There is no such number, or the operation cannot be carried out.
    """
    kind = asked.get("number")
    if "net" in asked:
        return asked_of_nets.number_of_net(asked)
    if kind in asked_of_logits.KINDS:
        return asked_of_logits.number_of_logits(asked)
    operation = carried_out(asked.get("operation"))
    if kind in asked_of_steps.KINDS and isinstance(operation, Convolution):
        target = np.moveaxis(grids_of(asked.get("target"), "target"), 0, -1)
        return asked_of_steps.number_of_step(asked, operation, target)
    rows, columns = operation.geometry.rows, operation.geometry.columns
    if slip := asked.get("slip"):
        if slip not in SLIPS or kind not in ("rows", "columns"):
            raise SpecError(t("lessons.slip", came=slip, allowed=", ".join(SLIPS)))
        return float(SLIPS[slip](rows if kind == "rows" else columns))
    match kind:
        case "cell":
            return _cell(operation, asked)
        case "rows":
            return rows.output_size
        case "columns":
            return columns.output_size
        case "padding":
            return rows.before + rows.after
        case "weights" if isinstance(operation, Convolution):
            return operation.kernel.size
        case "outputs":
            return operation.output.size
    raise SpecError(
        t("lessons.number", came=kind, allowed=", ".join((*KINDS, *asked_of_logits.KINDS, *asked_of_steps.KINDS)))
    )


def carried_out(described: object) -> Convolution | Pooling:
    """Carries out the operation that a lesson's file describes.

    Raises:
        SpecError: It describes none that can be.
    """
    if not isinstance(described, Mapping):
        raise SpecError(t("lessons.operation"))
    for name in described:
        if name not in OPERATION:
            raise SpecError(t("lessons.no_part", came=name, allowed=", ".join(OPERATION)))
    image = standardize_image(_image(described))
    padding = described.get("padding", "valid")
    if mode := described.get("pool"):
        window = described.get("window", 2)
        return pool(image, window, mode=mode, strides=described.get("stride", window), padding=padding)
    return convolve(
        image,
        _kernel(described),
        bias=described.get("bias"),
        strides=described.get("stride", 1),
        padding=padding,
        dilation_rate=described.get("dilation", 1),
        flip=described.get("flip", False),
        activation="relu" if described.get("relu") else "linear",
    )


def grids_of(text: object, name: str) -> NDArray[np.float64]:
    """Returns grids as an address holds them, (N, H, W): cells parted by commas, rows by `;`, grids by `|`.

    Raises:
        SpecError: It is no such text, or too long.
    """
    try:
        if not isinstance(text, str):
            raise ValueError
        grids = np.array(
            [[[float(cell) for cell in row.split(",")] for row in part.split(";")] for part in text.split("|")]
        )
        if grids.ndim != 3 or grids.size > MOST_NUMBERS:
            raise ValueError
    except ValueError as error:
        raise SpecError(t("lessons.grids", name=name, came=str(text)[:40], most=MOST_NUMBERS)) from error
    return grids


def _image(described: Mapping[str, Any]) -> NDArray[np.float64]:
    """Returns the image, (H, W)."""
    if "size" not in described:
        first: NDArray[np.float64] = grids_of(described.get("image"), "image")[0]
        return first
    return np.ones(_sides(described["size"], "size"))


def _kernel(described: Mapping[str, Any]) -> NDArray[np.float64]:
    """Returns the kernel, (kh, kw, 1, F)."""
    if "kernel_size" not in described:
        return np.moveaxis(grids_of(described.get("kernel"), "kernel"), 0, -1)[:, :, None]
    filters = _sides(described.get("filters", 1), "filters")[0]
    return np.ones((*_sides(described["kernel_size"], "kernel_size"), 1, filters))


def _sides(came: object, name: str) -> Pair:
    """Returns a number, or a pair, of places along the rows and the columns.

    Raises:
        SpecError: It is neither, or more than there may be.
    """
    pair = standardize_pair(tuple(came) if isinstance(came, list) else came, name)
    if max(pair) > MOST_SIDE:
        raise SpecError(t("lessons.too_large", name=name, came=max(pair), most=MOST_SIDE))
    return pair


def _cell(operation: Convolution | Pooling, asked: Mapping[str, Any]) -> float:
    place = tuple(asked.get(name, 0) for name in ("row", "column", "filter"))
    for name, index, size in zip(("row", "column", "filter"), place, operation.output.shape, strict=True):
        if not isinstance(index, int) or not 0 <= index < size:
            raise SpecError(t("lessons.no_cell", name=name, came=index, most=size - 1))
    return float(operation.output[place])


def _room(axis: AxisGeometry) -> int:
    return axis.padded_size - axis.effective_kernel_size
