"""A stack of layers, and what one cell of it sees, as files to take along: CSV, NPZ and a PNG picture.

The CSV begins with a table of the image and the layers: the numbers of each, and those of its field along the rows.
Behind a blank line come the cell, its window on the image, and in how many ways it reaches each pixel.
"""

import csv
from io import BytesIO, StringIO
from typing import Any

import numpy as np

from cnn_core.exports.map_sheet import Section, SheetMap, sheet_png
from cnn_core.figures.colors import color_range
from cnn_core.nets.receptive_field import AxisView, LayerStack, LayerView, receptive_fields, trace_cell
from cnn_core.text import t

_FIELDS = ("size", "jump", "start")
_NUMBERS = ("kernel_size", "stride", "dilation_rate", "before", "after")
_HEAD = ("layer", "rows", *_NUMBERS, *_FIELDS)


def stack_csv(stack: LayerStack, row: int, column: int, *, depth: int) -> str:
    """Returns the layers' numbers, and what a cell sees of the image; see the module for the layout.

    Args:
        stack: Square layers on a square image, so that the rows tell all.
        row: Of the cell.
        column: Of the cell.
        depth: The cell's layer, 1 for the lowest.
    """
    file = StringIO()
    table = csv.writer(file)
    table.writerow(_HEAD)
    fields = [field.rows for field in receptive_fields(stack)]
    names = ("input", *stack.names)
    axes = (None, *(geometry.rows for geometry in stack.geometries))
    for name, (rows, _), axis, field in zip(names, stack.shapes, axes, fields, strict=True):
        numbers = [getattr(axis, number) if axis else "" for number in _NUMBERS]
        table.writerow([name, rows, *numbers, field.size, field.jump, f"{field.start:g}"])
    image = trace_cell(stack, row, column, depth=depth).image
    ways = image.paths()
    table.writerows([[], ["cell", stack.names[depth - 1], row, column]])
    table.writerow(["window_rows", image.rows.first, image.rows.last])
    table.writerow(["window_columns", image.columns.first, image.columns.last])
    table.writerows([[], ["ways", *ways.shape], *ways.tolist()])
    return file.getvalue()


def stack_npz(stack: LayerStack, row: int, column: int, *, depth: int) -> bytes:
    """Returns an NPZ file of the layers' numbers and of what a cell sees.

    `names` holds "input" and the layers, `size`, `jump` and `start` their fields, `shapes` their rows and columns;
    the numbers of their windows, such as `kernel_size`, have one entry less, since the input has none. Each has a
    column for the rows and one for the columns. `cell` is the cell's layer, row and column, and `ways_input`,
    `ways_conv1` and so on are in how many ways it reaches each position.

    Args:
        stack: The layers.
        row: Of the cell.
        column: Of the cell.
        depth: The cell's layer, 1 for the lowest.
    """
    geometries, fields = stack.geometries, receptive_fields(stack)
    view = trace_cell(stack, row, column, depth=depth)
    names = ("input", *stack.names)
    arrays: dict[str, Any] = {"names": np.array(names), "shapes": np.array(stack.shapes)}
    for number in _NUMBERS:
        arrays[number] = np.array(
            [[getattr(each.rows, number), getattr(each.columns, number)] for each in geometries]
        )
    for number in _FIELDS:
        arrays[number] = np.array([[getattr(each.rows, number), getattr(each.columns, number)] for each in fields])
    arrays["cell"] = np.array([depth, row, column])
    arrays |= {f"ways_{name}": layer.paths() for name, layer in zip(names, view.layers, strict=False)}
    file = BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def stack_png(stack: LayerStack, row: int, column: int, *, depth: int) -> bytes:
    """Returns a PNG picture of the image and the layers up to a cell's own, with its window on each.

    Args:
        stack: The layers.
        row: Of the cell.
        column: Of the cell.
        depth: The cell's layer, 1 for the lowest.
    """
    view, names = trace_cell(stack, row, column, depth=depth), (t("exports.input"), *stack.names)
    sections = []
    for name, field, layer in zip(names, receptive_fields(stack), view.layers, strict=False):
        ways = layer.paths().astype(np.float32)
        note = t("exports.field", size=field.rows.size, jump=field.rows.jump, start=f"{field.rows.start:g}")
        sections.append(
            Section(
                title=f"{name} · {ways.shape[0]} × {ways.shape[1]}",
                note=note,
                maps=[SheetMap(values=ways, colors=color_range(ways), mark=_window(layer))],
            )
        )
    rows, columns = view.image.rows, view.image.columns
    said = t(
        "exports.sees",
        layer=names[depth],
        row=row,
        column=column,
        first_row=rows.first,
        last_row=rows.last,
        first_column=columns.first,
        last_column=columns.last,
    )
    return sheet_png(f"{said} · {t('exports.ways')}", sections)


def _window(layer: LayerView) -> tuple[int, int, int, int] | None:
    """Returns the edges of the window's part that lies in the layer, if there is any."""
    if layer.inside == 0:
        return None
    return *_edges(layer.rows), *_edges(layer.columns)


def _edges(axis: AxisView) -> tuple[int, int]:
    return max(axis.first, 0), min(axis.last + 1, len(axis.paths))
