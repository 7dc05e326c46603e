"""Arrays drawn cell by cell as Plotly figures; they bring their size in pixels, so that their cells are square."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.colors import (
    ACCENT,
    FAINT,
    GREY,
    HALO,
    HATCH,
    NEUTRAL,
    ColorRange,
    channel_shares,
    color_range,
    ink,
)
from cnn_core.figures.style import hover, layout, typed, whole_step
from cnn_core.numbers import number_format, written
from cnn_core.text import t

Padding = tuple[tuple[int, int], tuple[int, int]]
Cells = tuple[Sequence[int], Sequence[int]]
_Edges = tuple[float, float, float, float]  # top, bottom, left, right, in the units of the axes

MOST_NUMBERED = 12  # cells in a row
MOST_LABELLED = 16  # tiles

# Pixels.
LARGEST_CELL = 52
LARGEST_TILE = 168
LARGEST_NUMBER = 13
COLORBAR_ROOM = 70
LONGEST_COLORBAR = 140
LABEL_ROOM = 16
TITLE_ROOM = 26

_BACKGROUND: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False, "cliponaxis": False}


def grid_figure(
    values: NDArray[Any],
    *,
    title: str | None = None,
    colors: ColorRange | None = None,
    mark: Cells | None = None,
    padding: Padding = ((0, 0), (0, 0)),
    padding_value: float = 0.0,
    dropped: tuple[int, int] = (0, 0),
    show_values: bool | None = None,
    value_format: str | None = None,
    size: int = 400,
    largest_cell: float = LARGEST_CELL,
) -> go.Figure:
    """Draws one map with its numbers or, where they would not fit, with a colour bar.

    Args:
        values: (H, W).
        title: Stands above the map.
        colors: By default `color_range(values)`; figures to be compared need one range between them.
        mark: The rows and the columns of the cells to outline: `(range(0, 3), range(2, 5))` is a window,
            `(range(0, 5, 2), range(0, 5, 2))` what a dilated kernel reads. May lie in the padding.
        padding: Rows above and below, columns left and right, drawn hatched. Row 0 and column 0 are the first
            of `values`, so padding before them is negative.
        padding_value: What the padding holds; NaN leaves it empty.
        dropped: How many rows at the bottom and columns at the right no window reads, padding included; drawn
            crossed out.
        show_values: Whether to write the numbers into the cells; by default up to 12 × 12.
        value_format: Python's format of the numbers; by default whole numbers in full, others with the decimals
            that give the largest of them three digits.
        size: The most pixels that a side of the figure may take.
        largest_cell: The most pixels that a side of a cell may take; maps to be laid on each other need one cell.

    Example:
        >>> import numpy
        >>> cnn_core.grid_figure(numpy.eye(3)).data[0].z.shape
        (3, 3)
    """
    (top, bottom), (left, right) = padding
    colors = colors or color_range(values)
    padded = typed(values)
    if any((top, bottom, left, right)):
        padded = np.pad(padded.astype(np.float32), padding, constant_values=padding_value)
    rows, columns = padded.shape
    if show_values is None:
        show_values = max(rows, columns) <= MOST_NUMBERED

    first = (-top, -left)
    figure = _map_figure(
        padded, colors, first=first, has_colorbar=not show_values, title=title, size=size, largest_cell=largest_cell
    )
    if show_values:
        texts = written(values, value_format or number_format(values))
        around = "" if np.isnan(padding_value) else written(np.array([padding_value]), "g")[0]
        # As objects: an array of strings would cut off what is longer than its longest.
        texts = np.pad(texts.astype(object), padding, constant_values=around).astype(str)
        _write(figure, texts, ink(padded, colors), first)

    last_row, last_column = rows - top, columns - left
    H, W = values.shape
    sides = [
        (-top, 0, -left, last_column),
        (H, last_row, -left, last_column),
        (0, H, -left, 0),
        (0, H, W, last_column),
    ]
    _hatch(figure, sides, "/")
    read_rows, read_columns = last_row - dropped[0], last_column - dropped[1]
    unread = [(read_rows, last_row, -left, last_column), (-top, read_rows, read_columns, last_column)]
    _hatch(figure, unread, "x")
    if mark is not None:
        _mark(figure, _blocks(*mark))
    return figure


def digit_figure(pixels: NDArray[Any], *, mark: Cells | None = None, size: int = 280) -> go.Figure:
    """Draws a digit as the net sees it, white ink on black.

    Args:
        pixels: (H, W), either uint8 from 0 to 255 or floats from 0 to 1.
        mark: The rows and the columns of the cells to outline, as in `grid_figure`.
        size: The most pixels that a side of the figure may take.

    Example:
        >>> digit = cnn_core.load_digits().held_out_images[0]
        >>> cnn_core.digit_figure(digit).data[0].z.shape
        (28, 28)
    """
    colors = ColorRange(scale=GREY, zmin=0, zmax=255 if pixels.dtype == np.uint8 else 1)
    figure = _map_figure(typed(pixels), colors, size=size)
    if mark is not None:
        _mark(figure, _blocks(*mark))
    return figure


def mosaic_figure(
    activations: NDArray[Any],
    *,
    layer_name: str,
    channels: int | None = None,
    columns: int | None = None,
    per_channel: bool = False,
    mark: tuple[int, int, int] | None = None,
    width: int = 1100,
) -> go.Figure:
    """Draws the channels of a layer side by side, as one heatmap.

    Args:
        activations: (H, W, C).
        layer_name: What the hover calls the layer.
        channels: How many to draw, from the first on; by default all. The colours are those of the whole layer.
        columns: How many tiles in a row; by default what makes a wide strip, if possible without holes.
        per_channel: Whether each channel has a scale of its own, up to its largest magnitude, instead of the
            layer's.
        mark: The channel, row and column of a cell to outline.
        width: The most pixels that the figure may be wide.

    Example:
        >>> import numpy
        >>> figure = cnn_core.mosaic_figure(numpy.zeros((14, 14, 5), numpy.float32), layer_name="conv1")
        >>> figure.data[0].type
        'heatmap'
    """
    shown = activations[:, :, :channels].astype(np.float32)
    H, W, C = shown.shape
    is_labelled = C <= MOST_LABELLED
    margin = {"l": 2, "r": COLORBAR_ROOM, "t": LABEL_ROOM if is_labelled else 8, "b": 8}
    columns = min(columns or _tile_columns(H, W, C), C)
    gap = W / 16
    cell = min((width - margin["l"] - margin["r"]) / (columns * (W + gap) - gap), LARGEST_TILE / max(H, W))
    tiling = _Tiling(H, W, C, columns=columns, column_gap=gap, row_gap=LABEL_ROOM / cell if is_labelled else gap)

    right, bottom = float(tiling.column_edges()[-1]), float(tiling.row_edges()[-1])
    if per_channel:
        heatmap = _shares_heatmap(shown, tiling)
    else:
        heatmap = _heatmap(tiling.assemble(shown), color_range(activations))
    heatmap.update(x=tiling.column_edges(), y=tiling.row_edges(), customdata=tiling.places())
    place = t(
        "figures.channel_place",
        layer=layer_name,
        channel="%{customdata[0]}",
        row="%{customdata[1]}",
        column="%{customdata[2]}",
    )
    heatmap.hovertemplate = hover(place, "hovertext" if per_channel else "z")
    scale = t("figures.channel_scale" if per_channel else "figures.layer_scale")
    heatmap.colorbar.update(
        title={"text": scale, "side": "right", "font_size": 11},
        len=min(bottom * cell, LONGEST_COLORBAR),
        lenmode="pixels",
        y=1,
        yanchor="top",
    )

    tiles = [tiling.edges(channel) for channel in range(C)]
    figure = go.Figure(heatmap, _map_layout(margin, height=bottom * cell, width=right * cell))
    figure.update_layout(dragmode="zoom")
    figure.update_xaxes(visible=False, range=[0, right])
    figure.update_yaxes(visible=False, range=[bottom, 0])
    _outline(figure, tiles, color=NEUTRAL, width=1)
    if mark is not None:
        channel, row, column = mark
        top, _, left, _ = tiles[channel]
        _mark(figure, [(top + row, top + row + 1, left + column, left + column + 1)])
    if is_labelled:
        figure.add_scatter(
            x=np.array([left for _, _, left, _ in tiles], np.float32),
            y=np.array([top for top, _, _, _ in tiles], np.float32),
            text=[str(channel) for channel in range(C)],
            mode="text",
            textposition="top right",
            textfont_size=11,
            **_BACKGROUND,
        )
    return figure


@dataclass(frozen=True)
class _Tiling:
    """Where channels (H, W, C) stand on one large map, in units of a cell, with a cell of NaN between two tiles.

    That cell is as wide as the gap, so that tiles of few cells do not drift apart.
    """

    H: int
    W: int
    C: int
    columns: int
    column_gap: float
    row_gap: float

    @property
    def rows(self) -> int:
        return -(-self.C // self.columns)

    def assemble(self, maps: NDArray[np.float32]) -> NDArray[np.float32]:
        """Lays out maps (H, W, C) as one, with NaN between and behind them."""
        H, W, columns = self.H, self.W, self.columns
        whole = np.full((self.rows * (H + 1) - 1, columns * (W + 1) - 1), np.nan, np.float32)
        for channel in range(self.C):
            row, column = channel // columns * (H + 1), channel % columns * (W + 1)
            whole[row : row + H, column : column + W] = maps[:, :, channel]
        return whole

    def places(self) -> NDArray[Any]:
        """Returns the channel, row and column that each cell shows, in the fewest bytes."""
        channels = np.broadcast_to(np.arange(self.C), (self.H, self.W, self.C))
        rows, columns, _ = np.indices((self.H, self.W, self.C))
        places = np.stack([self.assemble(part.astype(np.float32)) for part in (channels, rows, columns)], -1)
        return np.nan_to_num(places).astype(np.uint8 if max(self.H, self.W, self.C) <= 256 else np.uint16)

    def column_edges(self) -> NDArray[np.float32]:
        """Returns the left edge of each column of cells, and the right edge of the last."""
        return _tile_edges(self.W, self.columns, self.column_gap)

    def row_edges(self) -> NDArray[np.float32]:
        """Returns the upper edge of each row of cells, and the lower edge of the last."""
        return _tile_edges(self.H, self.rows, self.row_gap)

    def edges(self, channel: int) -> _Edges:
        top = channel // self.columns * (self.H + self.row_gap)
        left = channel % self.columns * (self.W + self.column_gap)
        return top, top + self.H, left, left + self.W


def _tile_edges(length: int, tiles: int, gap: float) -> NDArray[np.float32]:
    starts = np.arange(tiles) * (length + gap)
    return (starts[:, None] + np.arange(length + 1)).ravel().astype(np.float32)


def _tile_columns(H: int, W: int, C: int, *, wanted: float = 6.0) -> int:
    """Chooses how many of C tiles stand in a row, for a strip about six times as wide as it is high."""
    if C <= 8:
        return C

    def misfit(columns: int) -> float:
        return abs(float(np.log(columns * W / (C / columns * H) / wanted)))

    even = min((columns for columns in range(1, C + 1) if C % columns == 0), key=misfit)
    if misfit(even) < np.log(2.5):
        return even
    rows = -(-C // min(range(1, C + 1), key=misfit))
    return -(-C // rows)


def _map_figure(
    values: NDArray[Any],
    colors: ColorRange,
    *,
    first: tuple[int, int] = (0, 0),
    has_colorbar: bool = False,
    title: str | None = None,
    size: int,
    largest_cell: float = LARGEST_CELL,
) -> go.Figure:
    """Draws values (H, W) as square cells, with row 0 on top and indices that begin at `first`."""
    rows, columns = values.shape
    first_row, first_column = first
    heatmap = _heatmap(values, colors)
    heatmap.update(
        x0=first_column,
        y0=first_row,
        dx=1,
        dy=1,
        showscale=has_colorbar,
        hovertemplate=hover(t("figures.cell_place", row="%{y}", column="%{x}"), "z"),
    )
    margin = {"l": 26, "r": COLORBAR_ROOM if has_colorbar else 8, "t": 22 + (TITLE_ROOM if title else 0), "b": 8}
    room = size - max(margin["l"] + margin["r"], margin["t"] + margin["b"])
    cell = min(room / max(rows, columns), largest_cell)
    figure = go.Figure(heatmap, _map_layout(margin, height=rows * cell, width=columns * cell))
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "mirror": True,
        "linecolor": NEUTRAL,
        "tick0": 0,
        "dtick": whole_step(max(rows, columns)),
        "tickfont_size": 11,
        "ticklen": 3,
        "tickcolor": NEUTRAL,
        "automargin": False,  # a theme may set it, and then the cells shrink
    }
    figure.update_xaxes(axis, side="top", range=[first_column - 0.5, first_column + columns - 0.5])
    figure.update_yaxes(axis, range=[first_row + rows - 0.5, first_row - 0.5])
    if title:
        figure.update_layout(
            title={
                "text": title,
                "font_size": 14,
                "x": 0,
                "xref": "paper",
                "y": 1,
                "yanchor": "top",
                "pad": {"l": 0},
            }
        )
    return figure


def _heatmap(values: NDArray[Any], colors: ColorRange) -> go.Heatmap:
    ends = sorted({colors.zmin, 0.0, colors.zmax})
    return go.Heatmap(
        z=values,
        zmin=colors.zmin,
        zmax=colors.zmax,
        colorscale=colors.scale,
        hoverongaps=False,
        colorbar={
            "thickness": 8,
            "len": 1,
            "x": 1,
            "xpad": 8,
            "ypad": 0,
            "outlinewidth": 0,
            "tickvals": ends,
            "tickformat": ".3~g",
            "tickfont_size": 11,
        },
    )


def _shares_heatmap(shown: NDArray[np.float32], tiling: _Tiling) -> go.Heatmap:
    """Colours each channel by its own maximum, and keeps the values for the hover."""
    shares = channel_shares(shown)
    lowest = -1 if (shares < 0).any() else 0
    heatmap = _heatmap(tiling.assemble(shares), color_range(np.array([lowest, 1])))
    heatmap.hovertext = tiling.assemble(shown)
    return heatmap


def _map_layout(margin: Mapping[str, int], *, height: float, width: float) -> dict[str, Any]:
    return {
        **layout(margin, round(height) + margin["t"] + margin["b"]),
        "width": round(width) + margin["l"] + margin["r"],
        "xaxis": {"constrain": "domain", "constraintoward": "left"},
        "yaxis": {"constrain": "domain", "constraintoward": "top", "scaleanchor": "x"},
    }


def _write(figure: go.Figure, texts: NDArray[np.str_], inks: NDArray[np.str_], first: tuple[int, int]) -> None:
    """Writes texts (H, W) into the cells of a map, as large as the longest of them may be."""
    rows, columns = np.indices(texts.shape)
    cell = (figure.layout.width - figure.layout.margin.l - figure.layout.margin.r) / texts.shape[1]
    longest = int(np.char.str_len(texts).max())
    figure.add_scatter(
        x=(columns + first[1]).ravel().astype(np.int32),
        y=(rows + first[0]).ravel().astype(np.int32),
        text=texts.ravel(),
        mode="text",
        textfont={
            "color": inks.ravel(),
            "size": min(max(LARGEST_NUMBER, cell / 4), 0.85 * cell / (0.55 * longest)),
        },
        **_BACKGROUND,
    )


def _blocks(rows: Sequence[int], columns: Sequence[int]) -> list[_Edges]:
    """Returns the rectangles of neighbours that make up the cells of these rows and columns."""
    return [(top, bottom, left, right) for top, bottom in _runs(rows) for left, right in _runs(columns)]


def _runs(indices: Sequence[int]) -> list[tuple[float, float]]:
    """Returns the edges of each run of neighbouring cells, whose indices rise."""
    breaks = np.flatnonzero(np.diff(indices) != 1) + 1
    return [(float(run[0]) - 0.5, float(run[-1]) + 0.5) for run in np.split(np.asarray(indices), breaks)]


def _mark(figure: go.Figure, rectangles: Sequence[_Edges]) -> None:
    _outline(figure, rectangles, color=HALO, width=5)
    _outline(figure, rectangles, color=ACCENT, width=3)


def _outline(figure: go.Figure, rectangles: Iterable[_Edges], *, color: str, width: int) -> None:
    path = "".join(f"M{left:g},{top:g}H{right:g}V{bottom:g}H{left:g}Z" for top, bottom, left, right in rectangles)
    figure.add_shape(type="path", path=path, line={"color": color, "width": width})


def _hatch(figure: go.Figure, cells: Iterable[tuple[int, int, int, int]], pattern: str) -> None:
    """Hatches rectangles of cells, given by first row, row after the last, first column, column after the last."""
    rectangles = [rectangle for rectangle in cells if rectangle[0] < rectangle[1] and rectangle[2] < rectangle[3]]
    if rectangles:
        top, bottom, left, right = np.array(rectangles, np.float32).T - 0.5
        gap = np.full_like(top, np.nan)
        figure.add_scatter(
            x=np.stack([left, right, right, left, gap], axis=1).ravel(),
            y=np.stack([top, top, bottom, bottom, gap], axis=1).ravel(),
            mode="none",
            fill="toself",
            fillpattern={"shape": pattern, "size": 7, "solidity": 0.15, "fgcolor": HATCH, "bgcolor": FAINT},
            **_BACKGROUND,
        )
