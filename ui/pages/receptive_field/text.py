"""A stack of layers, and a cell in it, as the address of the receptive field page holds them.

A stack is a name of `cnn_core.nets.receptive_field.STACKS`, or the image's size and the layers from the lowest on,
with kind, kernel size, stride, dilation rate and padding: `28;conv,3,1,1,same;pool,2,2,1,valid;conv,3,1,2,1`. A
cell is its layer, counted from 1, its row and its column: `3,0,12`. It is read from anybody's address bar, so
that every limit is checked here.
"""

from dataclasses import dataclass

from cnn_core.arithmetic.convolution import ConvSpec
from cnn_core.arithmetic.geometry import PaddingLike
from cnn_core.errors import SpecError
from cnn_core.nets.receptive_field import STACKS, FieldLayer, LayerStack
from cnn_core.text import t

MOST_LAYERS = 6
MOST_SIZE = 64
MOST_KERNEL = 11
MOST_STRIDE = 4
MOST_DILATION = 4
MOST_PADDING = 5
KINDS = ("conv", "pool")

_SHOWN_CHARACTERS = 24


@dataclass(frozen=True, kw_only=True)
class ChosenCell:
    """A cell of a stack.

    Attributes:
        depth: Its layer, 1 for the lowest.
        row: From the top.
        column: From the left.
    """

    depth: int
    row: int
    column: int


def middle_cell(stack: LayerStack) -> ChosenCell:
    """Returns the cell in the middle of the last layer; of two middle rows, the upper."""
    H, W = stack.shapes[-1]
    return ChosenCell(depth=len(stack.layers), row=(H - 1) // 2, column=(W - 1) // 2)


def clamped(cell: ChosenCell, stack: LayerStack) -> ChosenCell:
    """Returns the nearest cell that a stack has."""
    depth = min(max(cell.depth, 1), len(stack.layers))
    H, W = stack.shapes[depth]
    return ChosenCell(depth=depth, row=min(max(cell.row, 0), H - 1), column=min(max(cell.column, 0), W - 1))


def square_layer(kind: str, kernel: int, stride: int, dilation: int, padding: PaddingLike) -> FieldLayer:
    """Returns a layer whose rows and columns are treated alike.

    Args:
        kind: "conv", or "pool" for all else.
        kernel: Of its window.
        stride: From one window to the next.
        dilation: From one reading of a window to its next.
        padding: See `standardize_padding`.
    """
    spec = ConvSpec(kernel_size=kernel, strides=stride, padding=padding, dilation_rate=dilation)
    return FieldLayer("conv" if kind == "conv" else "pool", spec)


def read_stack(text: str) -> LayerStack:
    """Returns the stack that a text holds.

    Raises:
        SpecError: The text is something else, or beyond the limits, or a kernel does not fit.
    """
    if text in STACKS:
        return STACKS[text]
    size, *layers = text.split(";")
    if not layers:
        raise SpecError(t("receptive.unknown", came=_quoted(text), names=", ".join(STACKS)))
    if len(layers) > MOST_LAYERS:
        raise SpecError(t("receptive.too_many", came=len(layers), most=MOST_LAYERS))
    side = _whole(size, t("receptive.the_image"), 1, MOST_SIZE)
    return LayerStack(
        image_shape=(side, side),
        layers=tuple(_read_layer(layer, number) for number, layer in enumerate(layers, start=1)),
    )


def write_stack(stack: LayerStack) -> str:
    """Returns the text that `read_stack` reads."""
    for name, named in STACKS.items():
        if named == stack:
            return name
    return ";".join([str(stack.image_shape[0]), *map(_written, stack.layers)])


def read_cell(text: str, stack: LayerStack) -> ChosenCell:
    """Returns the cell that a text names.

    Raises:
        SpecError: It names none, or one that the stack has not.
    """
    parts = text.split(",")
    if len(parts) != 3:
        raise SpecError(t("receptive.no_cell", came=_quoted(text)))
    depth = _whole(parts[0], t("receptive.the_layer"), 1, len(stack.layers))
    H, W = stack.shapes[depth]
    row = _whole(parts[1], t("receptive.the_row"), 0, H - 1)
    return ChosenCell(depth=depth, row=row, column=_whole(parts[2], t("receptive.the_column"), 0, W - 1))


def write_cell(cell: ChosenCell) -> str:
    """Returns the text that `read_cell` reads."""
    return f"{cell.depth},{cell.row},{cell.column}"


def padding_of(layer: FieldLayer) -> str | int:
    """Returns a square layer's padding: "valid", "same" or the width of all four sides."""
    padding = layer.spec.padding
    return padding if isinstance(padding, str) else padding[0][0]


def _read_layer(text: str, number: int) -> FieldLayer:
    parts = [part.strip().lower() for part in text.split(",")]
    if len(parts) != 5 or parts[0] not in KINDS:
        raise SpecError(t("receptive.no_layer", number=number, came=_quoted(text)))
    kind, kernel, stride, dilation, padding = parts

    def whole(part: str, name: str, least: int, most: int) -> int:
        return _whole(part, t(f"receptive.of_layer.{name}", number=number), least, most)

    return square_layer(
        kind,
        whole(kernel, "kernel", 1, MOST_KERNEL),
        whole(stride, "stride", 1, MOST_STRIDE),
        whole(dilation, "dilation", 1, MOST_DILATION),
        padding if padding in {"valid", "same"} else whole(padding, "padding", 0, MOST_PADDING),
    )


def _written(layer: FieldLayer) -> str:
    spec = layer.spec
    numbers = (spec.kernel_size[0], spec.strides[0], spec.dilation_rate[0], padding_of(layer))
    return ",".join([layer.kind, *map(str, numbers)])


def _whole(text: str, what: str, least: int, most: int) -> int:
    text = text.strip()
    # Not `int` alone: it takes any script's digits, and fails on thousands of them.
    if text.isascii() and text.isdecimal() and len(text) < 4 and least <= int(text) <= most:
        return int(text)
    raise SpecError(t("receptive.number", what=what, came=_quoted(text), least=least, most=most))


def _quoted(value: str) -> str:
    """Returns what somebody typed so that Markdown shows it and does nothing with it."""
    text = " ".join(value.replace("`", "'").split())
    return f"`{text[:_SHOWN_CHARACTERS]}{'…' if len(text) > _SHOWN_CHARACTERS else ''}`"
