"""What the receptive field page says: what a cell sees, and by which formulas its field has grown."""

from pathlib import Path

import streamlit as st

from cnn_core.arithmetic.geometry import AxisGeometry
from cnn_core.nets.receptive_field import AxisView, CellView, LayerStack, receptive_fields
from cnn_core.text import percent, t
from ui.display.geometry_words import shape_text
from ui.display.layer_table import LAYER_SHEET, LayerRow, layer_table
from ui.pages.receptive_field.text import ChosenCell

_HERE = Path(__file__).parent
_COLUMNS = ("output", "kernel", "stride", "padding", "size", "jump", "start")


def findings(stack: LayerStack, cell: ChosenCell, view: CellView) -> str:
    """Returns what a cell sees, in Markdown: its window, how much of it is padding, and whether it has holes."""
    image = view.image
    said = [
        t(
            "receptive.sees",
            layer=stack.names[cell.depth - 1],
            row=cell.row,
            column=cell.column,
            window=shape_text(image.window),
            image=shape_text(stack.image_shape),
            rows=_span(image.rows),
            columns=_span(image.columns),
        )
    ]
    if image.outside_share:
        said.append(t("receptive.outside", share=percent(image.outside_share)))
    if image.inside == 0:
        said.append(t("receptive.none"))
    elif image.counting == image.inside:
        said.append(t("receptive.all"))
    else:
        said.append(t("receptive.holes", inside=f"{image.inside:,}", counting=f"{image.counting:,}"))
    if view.lost_share:
        said.append(t("receptive.lost", share=percent(view.lost_share)))
    return " ".join(said)


def show_growth(stack: LayerStack, cell: ChosenCell) -> None:
    """Shows the field of each layer, with the formulas filled in."""
    st.header(t("receptive.table"), anchor=False)
    st.html(LAYER_SHEET)
    st.html(growth_html(stack, cell.depth))


def growth_html(stack: LayerStack, chosen: int) -> str:
    """Returns the field of each layer as an HTML table.

    Args:
        stack: The layers, on a square image and with square kernels, so that one axis tells all.
        chosen: The layer to emphasize, 1 for the lowest.
    """
    fields = [field.rows for field in receptive_fields(stack)]
    axes = [geometry.rows for geometry in stack.geometries]
    first = (
        shape_text(stack.shapes[0]),
        "",
        "",
        "",
        f"{fields[0].size}",
        f"{fields[0].jump}",
        f"{fields[0].start:g}",
    )
    rows = [LayerRow(name=t("receptive.image"), cells=first)]
    for depth, (name, axis, below) in enumerate(zip(stack.names, axes, fields, strict=False), start=1):
        growth = below.growth(axis)
        cells = (
            shape_text(stack.shapes[depth]),
            _kernel(axis),
            f"{axis.stride}",
            _padding(axis),
            growth.size,
            growth.jump,
            growth.start,
        )
        rows.append(LayerRow(name=name, cells=cells, is_chosen=depth == chosen))
    heads = {name: t(f"receptive.column_{name}") for name in _COLUMNS}
    formulas = {heads[name]: t(f"receptive.formula_{name}") for name in _COLUMNS[-3:]}
    return layer_table(t("receptive.column_layer"), tuple(heads.values()), rows, formulas=formulas)


def _span(axis: AxisView) -> str:
    return t("receptive.span", first=axis.first, last=axis.last).replace("-", "−")


def _kernel(axis: AxisGeometry) -> str:
    if axis.dilation_rate == 1:
        return t("receptive.reads", kernel=axis.kernel_size)
    return t("receptive.dilated_kernel", kernel=axis.kernel_size, span=axis.effective_kernel_size)


def _padding(axis: AxisGeometry) -> str:
    name = t(f"receptive.{axis.padding if isinstance(axis.padding, str) else 'explicit'}")
    if axis.padding == "valid":
        return name
    return t("receptive.padded", name=name, before=axis.before, after=axis.after)
