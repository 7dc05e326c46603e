"""What the toy convolution page shows: the maps, the size, the numbers and how each comes about."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.comparison import Operation
from cnn_core.convolution import Convolution
from cnn_core.errors import ConvscopeError
from cnn_core.geometry import OutputGeometry
from cnn_core.pooling import PoolTrace
from cnn_core.text import t
from cnn_core.tracing import CellTrace
from cnn_core.transposed import TransposedConvolution
from ui.arithmetic import STYLE, array_text, terms_html
from ui.charts import show_figure
from ui.maps import (
    LARGEST_CELL,
    Cell,
    cell_size,
    formula_lines,
    input_figure,
    kernel_figure,
    output_figure,
    padding_sentence,
    shape_text,
    unread_sentence,
)

# Pixels.
INPUT_SIDE = 366
KERNEL_SIDE = 280
LEAST_KERNEL_CELL = 48.0  # or the decimals of a blur cannot be read
OUTPUTS_WIDTH = 590
LARGEST_OUTPUT = 366
LEAST_OUTPUT = 260  # a map of many cells gets at least this
PRINTED_HEIGHT = 118
_GAP = 16
_MOST_PRINTED_ROWS = 3


def show_input(
    image: NDArray[np.float32], geometry: OutputGeometry | None = None, trace: CellTrace | PoolTrace | None = None
) -> None:
    """Shows the image's first channel, of (H, W, C), with its padding and the window of one output cell."""
    st.markdown(f"**{t('toy.input')}** · {shape_text(image.shape)}")
    figure = input_figure(image[:, :, 0], _shared_cell(image, geometry), geometry=geometry, trace=trace)
    show_figure(figure, key="toy_input_map", alt=t("toy.input_alt"))
    if geometry and (said := f"{padding_sentence(geometry)} {unread_sentence(geometry)}".strip()):
        st.caption(said)


def show_kernel(
    kernel: NDArray[np.float32], image: NDArray[np.float32], geometry: OutputGeometry | None = None
) -> None:
    """Shows every filter of the kernel, (kh, kw, 1, F); one in cells of the image's size, if not too small."""
    kh, kw, _, filters = kernel.shape
    st.markdown(f"**{t('toy.kernel')}** · {shape_text(kernel.shape)}")
    cell = cell_size(kh, kw, KERNEL_SIDE, max(_shared_cell(image, geometry), LEAST_KERNEL_CELL))
    if filters > 1:
        cell = cell_size(kh, kw, (KERNEL_SIDE - _GAP) / 2)
    with st.container(horizontal=True, gap="small"):
        for index in range(filters):
            with st.container(width="content", gap=None):
                if filters > 1:
                    st.caption(t("toy.filter", index=index))
                figure = kernel_figure(kernel, index, cell)
                show_figure(figure, key=f"toy_kernel_map_{index}", alt=t("toy.kernel_alt", index=index))


def show_output(convolution: Operation, cell: Cell, channel: int) -> None:
    """Shows every output channel, drawn and printed, with one cell outlined in one of them."""
    rows, columns, filters = convolution.output.shape
    scale = f" · {t('toy.own_scale')}" if filters > 1 else ""
    st.markdown(f"**{t('toy.output')}** · {shape_text(convolution.output.shape)}{scale}")
    side = (OUTPUTS_WIDTH - (filters - 1) * _GAP) / filters
    if max(rows, columns) > 6:
        side = max(side, LEAST_OUTPUT)
    shared = _shared_cell(convolution.image, gathering(convolution))
    size = cell_size(rows, columns, min(side, LARGEST_OUTPUT), shared)
    with st.container(horizontal=True, gap="small"):
        for index in range(filters):
            with st.container(width="content", gap=None):
                if filters > 1:
                    st.caption(t("toy.channel_name", index=index))
                figure = output_figure(convolution.output, index, size, mark=cell if index == channel else None)
                show_figure(figure, key=f"toy_output_map_{index}", alt=t("toy.output_alt", index=index))
                st.code(
                    array_text(convolution.output[:, :, index], longest_line=26 if filters == 1 else 16),
                    language=None,
                    height="content" if rows <= _MOST_PRINTED_ROWS else PRINTED_HEIGHT,
                    width=round(side) if filters > 1 else "content",
                )


def show_size(geometry: OutputGeometry | None) -> None:
    """Shows the formula of the output's size, filled in."""
    lines = (
        [f":small[{name}: {formula}]" for name, formula in formula_lines(geometry)] if geometry else [t("toy.none")]
    )
    st.markdown("  \n".join([f"**{t('toy.size')}**", *lines]))


def show_misfit(error: ConvscopeError) -> None:
    """Shows why there is no output."""
    st.markdown(f"**{t('toy.output')}** · {t('toy.none')}")
    st.error(str(error))


def show_arithmetic(operation: Operation, cell: Cell, channel: int | None) -> None:
    """Shows how one output cell comes about, where that is a sum over one input channel and nothing else."""
    if not isinstance(operation, Convolution) or operation.image.shape[2] > 1:
        return
    if operation.bias.any() or operation.spec.activation != "linear":
        return
    trace = operation.trace(cell.row, cell.column, channel or 0)
    name = t("toy.cell", row=cell.row, column=cell.column)
    if channel is not None:
        name = t("toy.cell_of_channel", row=cell.row, column=cell.column, channel=channel)
    st.html(STYLE)
    with st.container(gap=None):
        st.markdown(f"**{name}**")
        st.html(terms_html(trace))


def gathering(operation: Operation) -> OutputGeometry | None:
    """Returns where an operation's windows lie, if it has any."""
    return None if isinstance(operation, TransposedConvolution) else operation.geometry


def _shared_cell(image: NDArray[np.float32], geometry: OutputGeometry | None) -> float:
    """Returns the size of a cell with which the padded image fills its place."""
    rows, columns, _ = image.shape
    if geometry:
        rows, columns = geometry.rows.padded_size, geometry.columns.padded_size
    return cell_size(rows, columns, INPUT_SIDE, LARGEST_CELL)
