"""The whole net on one digit, as the page "Why this answer" shows it: an SVG drawing of maps and of what goes on.

A column is a layer, and its tiles are the channels that are shown, by their order in the frame. The lines into a
layer are as wide as what they carry to the class, beside the widest of the same layer.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.exports.frame_pictures import answered
from cnn_core.figures.colors import GREY, ColorRange, color_range, paint
from cnn_core.figures.explanation import FALLS, RISES
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.packed_arrays import unpack_arrays
from cnn_core.text import t

_LEAST = 0.04  # of the widest line of a layer: what carries less is not drawn
_FEW = 16  # tiles in a column, each of which has its number below it

# Pixels.
_MARGIN = 32
_HEAD = 96
_COLUMN = 168
_TILE, _ROW = 48, 70
_SMALL_TILE, _SMALL_ROW = 20, 24
_WIDEST = 7.0
_TEXT, _QUIET, _EDGE = "#1c1b1f", "#68666e", "#808080"


@dataclass(frozen=True, eq=False, kw_only=True)
class _Column:
    """A layer, the digit or the class.

    Attributes:
        name: What stands above it.
        tiles: Each tile's colours, (H, W, 3) uint8; None for the class, which is a text.
        said: What stands below each tile.
        carried: What goes into it from each tile of the column before, (m, n); of a layer that keeps its channels
            apart, (1, n).
    """

    name: str
    tiles: Sequence[NDArray[np.uint8] | None]
    said: Sequence[str]
    carried: NDArray[np.float32] | None = None


def why_svg(net: TrainingSpec, frame: bytes, *, title: str, notes: Sequence[str] = ()) -> str:
    """Draws the whole net on one digit.

    Args:
        net: The net.
        frame: What `cnn_core.live.why.why_frame` returns for the view of the whole net, exact.
        title: What the net is called.
        notes: What is switched off or turned up, each in a few words.
    """
    header, arrays = unpack_arrays(frame)
    columns = [*_columns(net, header, arrays)]
    most = max(len(column.tiles) for column in columns)
    side, row = (_TILE, _ROW) if most <= _FEW else (_SMALL_TILE, _SMALL_ROW)
    width, height = 2 * _MARGIN + _COLUMN * (len(columns) - 1) + 2 * _TILE, _HEAD + row * most + _MARGIN
    explained = t("exports.explained", target=header["target"])
    heading = " · ".join([answered(title, arrays["probabilities"]), explained, *notes])
    lines: list[str] = []
    drawn: list[str] = []
    before: list[tuple[float, float]] = []
    for number, column in enumerate(columns):
        left = _MARGIN + number * _COLUMN
        top = _HEAD + (most - len(column.tiles)) * row / 2
        places = [(float(left), top + index * row) for index in range(len(column.tiles))]
        drawn.append(_text(left, _HEAD - 20, column.name, 13, _TEXT))
        for place, tile, below in zip(places, column.tiles, column.said, strict=True):
            drawn += _tile(place, tile, below, side)
        if column.carried is not None:
            lines += _carried(before, places, column.carried, side)
        before = places
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:g}" width="{width}" '
            f'height="{height:g}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>',
            _text(_MARGIN, 40, heading, 18, _TEXT),
            *lines,
            *drawn,
            "</svg>",
        ]
    )


def _columns(net: TrainingSpec, header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Iterator[_Column]:
    told = {entry["name"]: entry for entry in header["arrays"]}
    grey = ColorRange(scale=GREY, zmin=0, zmax=255)
    yield _Column(name=t("exports.input"), tiles=[paint(arrays["seen"], grey)], said=[""])
    for layer in layer_shapes(net.model):
        name = f"map/{layer.name}"
        if name in told:
            colors = color_range(np.array(told[name]["most"]), signed=layer.is_signed)
            channels, parts = told[name]["channels"], arrays[f"part/{layer.name}"]
            yield _Column(
                name=str(layer),
                tiles=[paint(np.nan_to_num(values), colors) for values in arrays[name]],
                said=[f"{channel}: {_signed(parts[channel])}" for channel in channels],
                carried=arrays[f"edge/{layer.name}"],
            )
    target = header["target"]
    logit = t("exports.logit", target=target, logit=_proper(f"{arrays['logits'][target]:.3g}"))
    yield _Column(name=logit, tiles=[None], said=[str(target)], carried=arrays["edge/logits"])


def _tile(place: tuple[float, float], tile: NDArray[np.uint8] | None, below: str, side: int) -> Iterator[str]:
    left, top = place
    if tile is None:
        yield _text(left, top + side * 0.85, below, side, _TEXT)
        return
    file = BytesIO()
    Image.fromarray(tile).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    at = f'x="{left:g}" y="{top:g}" width="{side}" height="{side}"'
    yield f'<image {at} style="image-rendering: pixelated" href="data:image/png;base64,{data}"/>'
    yield f'<rect {at} fill="none" stroke="{_EDGE}" stroke-width="0.5"/>'
    if below and side == _TILE:
        yield _text(left, top + side + 13, below, 11, _QUIET)


def _carried(
    sources: Sequence[tuple[float, float]],
    places: Sequence[tuple[float, float]],
    carried: NDArray[np.float32],
    side: int,
) -> Iterator[str]:
    """Draws the lines into a column, the strongest on top."""
    most = float(np.abs(carried).max())
    if not most > 0:
        return
    is_apart = len(carried) == 1 < len(sources)
    for source, index in sorted(np.ndindex(carried.shape), key=lambda each: abs(float(carried[each]))):
        share = float(carried[source, index]) / most
        if abs(share) < _LEAST:
            continue
        (left, top), (to, under) = sources[index if is_apart else source], places[index]
        left, top, under = left + side, top + side / 2, under + side / 2
        bend = (to - left) / 2
        yield (
            f'<path d="M{left:g} {top:g}C{left + bend:g} {top:g} {to - bend:g} {under:g} {to:g} {under:g}" '
            f'fill="none" stroke="{RISES if share > 0 else FALLS}" stroke-opacity="0.6" '
            f'stroke-width="{_WIDEST * abs(share):.2f}"/>'
        )


def _signed(value: float) -> str:
    return _proper(f"{value:+.3g}")


def _proper(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def _text(left: float, base: float, text: str, size: float, color: str) -> str:
    return f'<text x="{left:g}" y="{base:g}" font-size="{size:g}" fill="{color}">{escape(text)}</text>'
