"""The graph of a net as SVG: its layers from left to right, in as many rows as a width takes.

Maps are drawn as sheets, as large as they are, and more of them the more channels there are; what has no rows and
columns any more is a bar. What learns is in the accent colour. Words and lines have the colour of the page's text.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from cnn_core.figures.colors import ACCENT
from cnn_core.nets.spec import IMAGE_SHAPE, ConvBlock, LayerShape, ModelSpec, layer_shapes
from cnn_core.text import t

WIDE, MIDDLE, NARROW = 1100, 740, 364  # pixels: a desk's, a tablet's and a phone's

# Pixels.
_SLOT = 108
_LARGEST, _LEAST = 76, 6  # a side of a sheet
_SHEET = 4  # from one sheet to the next
_MOST_SHEETS = 6
_BAR = 12
_LINE = 16
_TEXT_GAP = 20
_ROW_GAP = 28
_ARROW = 5


@dataclass(frozen=True, kw_only=True)
class _Box:
    """A layer as it is drawn: its glyph's size, and the lines below."""

    name: str
    kind: str
    width: float
    height: float
    sheets: int
    lines: tuple[str, ...]
    about: str
    learns: bool


def net_drawing(model: ModelSpec, *, width: int = WIDE, name: str = "net") -> str:
    """Draws a net.

    Args:
        model: The net.
        width: Of the drawing in pixels, at least 240; it has as many rows as it needs.
        name: The drawing's class, by which a page styles it or hides one of two.

    Returns:
        An `<svg>` element that is never wider than `width`; each layer is a `<g>` with `data-layer`, and says on
        hover what it costs and sees.

    Example:
        >>> cnn_core.net_drawing(cnn_core.read_model("c8-max2"))[:4]
        '<svg'
    """
    boxes = list(_boxes(model))
    rows = math.ceil(len(boxes) / max(width // _SLOT, 2))
    in_row = math.ceil(len(boxes) / rows)  # of much the same length, rather than one alone in the last
    slot = width / in_row
    body, top = [], 1.0
    for start in range(0, len(boxes), in_row):
        row = boxes[start : start + in_row]
        glyphs = max(box.height for box in row)
        middle = top + glyphs / 2
        for index, box in enumerate(row):
            center = (index + 0.5) * slot
            is_last = start + index == len(boxes) - 1
            body.append(_drawn(box, center, middle, top + glyphs + _TEXT_GAP))
            if start and not index:
                body.append(_arrow(0, center - box.width / 2, middle))
            if not is_last:
                following = row[index + 1] if index + 1 < len(row) else None
                end = center + slot - following.width / 2 if following else width
                body.append(_arrow(center + box.width / 2, end, middle, has_head=following is not None))
        top += glyphs + _TEXT_GAP + _LINE * max(len(box.lines) for box in row) + _ROW_GAP
    height = top - _ROW_GAP
    alt = t("net_drawing.alt", layers=", ".join(f"{box.name} {box.lines[1]}" for box in boxes))
    return (
        f'<svg class="{escape(name)}" viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{escape(alt)}" '
        f'style="width:100%;max-width:{width}px;height:auto" font-size="12" text-anchor="middle" '
        f'fill="currentColor">{"".join(body)}</svg>'
    )


def _boxes(model: ModelSpec) -> Iterator[_Box]:
    details = dict(_details(model))
    shown = [LayerShape(t("net_drawing.input"), "conv", IMAGE_SHAPE), *layer_shapes(model)]
    for layer in shown:
        width, height, sheets = _glyph(layer.shape)
        lines = [layer.name, " × ".join(map(str, layer.shape)), *details.get(layer.name, ())]
        if layer.parameters:
            lines.append(t("net_drawing.weights", count=layer.parameters))
        yield _Box(
            name=layer.name,
            kind=layer.kind,
            width=width,
            height=height,
            sheets=sheets,
            lines=tuple(lines),
            about="\n".join(_about(layer)),
            learns=layer.parameters > 0,
        )


def _glyph(shape: Sequence[int]) -> tuple[float, float, int]:
    """Returns a glyph's whole width and height, and of how many sheets it is."""
    if len(shape) == 1:
        return _BAR, _LEAST + (_LARGEST - _LEAST) * min(math.log2(shape[0]) / 12, 1), 1
    rows, columns, channels = shape
    sheets = min(1 + round(math.log2(channels) / 1.5), _MOST_SHEETS)
    high, wide = (max(_LARGEST * side / IMAGE_SHAPE[0], _LEAST) for side in (rows, columns))
    return wide + _SHEET * (sheets - 1), high + _SHEET * (sheets - 1), sheets


def _details(model: ModelSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Says of each layer that has choices what they are, where they are not the usual ones."""
    for number, block in enumerate(model.blocks, start=1):
        yield f"conv{number}", tuple(_convolution(block))
        yield f"activation{number}", (_activation(block.activation),)
        if block.pool_size:
            yield f"pool{number}", (t(f"net_drawing.{block.pool}", size=_by(block.pool_size)),)
        yield f"dropout{number}", (t("net_drawing.dropout", percent=100 * block.dropout),)
    for number, dense in enumerate(model.dense, start=1):
        yield f"dense{number}", (_activation(dense.activation),)
        yield f"dense_dropout{number}", (t("net_drawing.dropout", percent=100 * dense.dropout),)


def _convolution(block: ConvBlock) -> Iterator[str]:
    kernel = _by(block.kernel_size)
    yield kernel if block.has_batch_norm else f"{kernel}, {_activation(block.activation)}"
    if block.strides != (1, 1):
        yield t("net_drawing.stride", size=_by(block.strides))
    if block.padding == "valid":
        yield t("net_drawing.valid")


def _about(layer: LayerShape) -> Iterator[str]:
    yield str(layer)
    for what in ("parameters", "statistics", "multiply_adds"):
        if count := getattr(layer, what):
            yield t(f"net_drawing.{what}", count=count)
    if layer.field and layer.geometry:
        yield t("net_drawing.sees", size=f"{layer.field.rows.size} × {layer.field.columns.size}")


def _activation(name: str) -> str:
    return {"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU", "leaky_relu": "leaky ReLU"}.get(
        name, name
    )


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"


def _drawn(box: _Box, center: float, middle: float, text_top: float) -> str:
    left, top = center - box.width / 2, middle - box.height / 2
    reach = _SHEET * (box.sheets - 1)
    stroke = ACCENT if box.learns else "currentColor"
    fill = f'fill="{ACCENT}" fill-opacity="0.16"' if box.learns else 'fill="currentColor" fill-opacity="0.06"'
    dash = ' stroke-dasharray="3 3"' if box.kind == "dropout" else ""
    sheets = "".join(
        f'<rect x="{left + reach - shift:.1f}" y="{top + reach - shift:.1f}" width="{box.width - reach:.1f}" '
        f'height="{box.height - reach:.1f}" rx="1.5" {fill} stroke="{stroke}" stroke-opacity="0.8"{dash}/>'
        for shift in range(reach, -1, -_SHEET)
    )
    words = "".join(
        f'<text x="{center:.1f}" y="{text_top + _LINE * index:.1f}"'
        + (' font-weight="600">' if index == 0 else ' fill-opacity="0.75">')
        + f"{escape(line)}</text>"
        for index, line in enumerate(box.lines)
    )
    return f'<g data-layer="{escape(box.name)}"><title>{escape(box.about)}</title>{sheets}{words}</g>'


def _arrow(start: float, end: float, y: float, *, has_head: bool = True) -> str:
    start, end = start + 4, end - (4 if has_head else 0)
    head = f"M{end - _ARROW:.1f},{y - _ARROW:.1f}L{end:.1f},{y:.1f}L{end - _ARROW:.1f},{y + _ARROW:.1f}"
    line = f"M{start:.1f},{y:.1f}H{end:.1f}{head if has_head else ''}"
    return f'<path d="{line}" fill="none" stroke="currentColor" stroke-opacity="0.55"/>'
