"""The maps of a convolution: what the kernel reads, the kernel, what comes out.

The maps of one convolution take cells of one size where they fit, so that a kernel is as large as the window that
it reads.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.colors import color_range
from cnn_core.figures import grid_figure
from cnn_core.geometry import AxisGeometry, OutputGeometry
from cnn_core.pooling import PoolTrace
from cnn_core.text import t
from cnn_core.tracing import CellTrace

LARGEST_CELL = 92.0
LEAST_NUMBERED = 17.0  # pixels of a cell
_MARGIN = 36  # of a figure, in pixels


@dataclass(frozen=True)
class Cell:
    """An output cell.

    Attributes:
        row: From the top.
        column: From the left.
    """

    row: int
    column: int


def cell_size(rows: int, columns: int, side: float, largest: float = LARGEST_CELL) -> float:
    """Returns how large a cell may be, in pixels, for a map to fit into a square.

    Args:
        rows: Of the map, padding included.
        columns: Of the map, padding included.
        side: Of the square, in pixels.
        largest: Beyond this no cell grows.
    """
    return min(largest, (side - _MARGIN) / max(rows, columns))


def input_figure(
    image: NDArray[np.float32],
    cell: float,
    *,
    geometry: OutputGeometry | None = None,
    trace: CellTrace | PoolTrace | None = None,
) -> go.Figure:
    """Draws the image between its padding, with what no window reads crossed out.

    Args:
        image: (H, W).
        cell: The size of a cell in pixels.
        geometry: Where the windows lie, if there are any.
        trace: The output cell whose window is outlined.
    """
    return grid_figure(
        image,
        mark=(trace.rows.tolist(), trace.columns.tolist()) if trace else None,
        padding=geometry.padding if geometry else ((0, 0), (0, 0)),
        dropped=(left_over(geometry.rows), left_over(geometry.columns)) if geometry else (0, 0),
        show_values=cell >= LEAST_NUMBERED,
        size=10_000,
        largest_cell=cell,
    )


def kernel_figure(kernel: NDArray[np.float32], index: int, cell: float) -> go.Figure:
    """Draws a filter in colours of its own.

    Args:
        kernel: (kh, kw, 1, F).
        index: Which filter.
        cell: The size of a cell in pixels.
    """
    return grid_figure(
        kernel[:, :, 0, index],
        show_values=True,
        size=10_000,
        largest_cell=cell,
    )


def output_figure(output: NDArray[np.float32], channel: int, cell: float, *, mark: Cell | None = None) -> go.Figure:
    """Draws an output channel in colours of its own.

    Args:
        output: (H', W', F).
        channel: Which.
        cell: The size of a cell in pixels.
        mark: The cell to outline.
    """
    return grid_figure(
        output[:, :, channel],
        mark=([mark.row], [mark.column]) if mark else None,
        show_values=cell >= LEAST_NUMBERED,
        size=10_000,
        largest_cell=cell,
    )


def usage_figure(geometry: OutputGeometry, cell: float, most: int) -> go.Figure:
    """Draws how many windows read each pixel.

    Args:
        geometry: Where the windows lie.
        cell: The size of a cell in pixels.
        most: The count with the brightest colour.
    """
    usage = geometry.usage().astype(np.float32)
    return grid_figure(
        usage,
        colors=color_range(np.array([0, most], np.float32)),
        show_values=cell >= LEAST_NUMBERED,
        size=10_000,
        largest_cell=cell,
    )


def level(figures: Collection[go.Figure]) -> None:
    """Makes figures equally high, with room below the lower ones, so that what follows stands on one line."""
    height = max(figure.layout.height for figure in figures)
    for figure in figures:
        room = height - figure.layout.height
        figure.update_layout(height=height, margin_b=figure.layout.margin.b + room)


def left_over(axis: AxisGeometry) -> int:
    """Returns how many positions at the end, padding included, lie beyond the last window."""
    end = int(axis.starts[-1]) + axis.effective_kernel_size
    return max(axis.size + axis.after - end, 0)


def unread_sentence(geometry: OutputGeometry) -> str:
    """Returns what no window reads, or nothing where everything is read."""
    dropped = _rows_and_columns(geometry.rows.dropped, geometry.columns.dropped)
    skipped = _rows_and_columns(
        len(geometry.rows.unread) - geometry.rows.dropped, len(geometry.columns.unread) - geometry.columns.dropped
    )
    sentences = []
    if dropped:
        sentences.append(t("maps.dropped", what=dropped))
    elif left_over(geometry.rows) or left_over(geometry.columns):
        sentences.append(t("maps.dropped_padding"))
    if skipped:
        sentences.append(t("maps.skipped", what=skipped))
    return " ".join(sentences)


def padding_sentence(geometry: OutputGeometry, *, is_read: bool = True) -> str:
    """Returns how wide the padding is on each side, or nothing where there is none.

    Args:
        geometry: Where the windows lie.
        is_read: Whether its zeros are read; a pooling leaves them out.
    """
    return _sides("maps.padding" if is_read else "maps.unread_padding", geometry)


def cut_sentence(geometry: OutputGeometry) -> str:
    """Returns what a transposed convolution, whose geometry this is, cuts off its output, or nothing."""
    return _sides("maps.cut", geometry)


def formula_lines(geometry: OutputGeometry) -> list[tuple[str, str]]:
    """Returns the size formulas with their numbers, each with the name of its axes; one where both axes agree."""
    rows, columns = geometry.rows.formula(), geometry.columns.formula()
    if rows == columns:
        return [(t("maps.rows_and_columns"), rows)]
    return [(t("maps.rows"), rows), (t("maps.columns"), columns)]


def shape_text(shape: Sequence[int]) -> str:
    """Returns a shape as it is written beside a name: `7 × 7 × 64`."""
    return " × ".join(map(str, shape))


def _sides(key: str, geometry: OutputGeometry) -> str:
    (top, bottom), (left, right) = geometry.padding
    if not any((top, bottom, left, right)):
        return ""
    return t(key, top=top, bottom=bottom, left=left, right=right)


def _rows_and_columns(rows: int, columns: int) -> str:
    parts = [
        t(f"maps.{name}_{'one' if count == 1 else 'many'}", count=count)
        for name, count in (("row", rows), ("column", columns))
        if count
    ]
    return t("maps.and", first=parts[0], second=parts[1]) if len(parts) == 2 else "".join(parts)
