"""The toy convolution page as it was first written, for comparison: Plotly figures, Streamlit's own widgets.

A small copy of that page: sliders that tell their value on release, a table of cells in a popover, each map in
`st.plotly_chart` and each output printed, all of it anew at every run. It has no hover: a slider steps through the
output. `benchmarks/convolution.py` starts Streamlit on this file.

Its image had 12 × 12 pixels at most, and its kernel three filters. The picture of 64 × 64 with 8 filters goes the
same way here, without a table of cells.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.helpers.server import Server

ROOT = Path(__file__).parents[1]


@contextmanager
def first_server() -> "Iterator[Server]":
    """Starts Streamlit on this file."""
    from tests.helpers.server import Server

    with Server(script=Path(__file__), PYTHONPATH=str(ROOT)) as server:
        server.until_it_answers()
        yield server


def page(*, has_picture: bool) -> None:
    """The script of the page.

    Args:
        has_picture: Whether it is shown a picture, and not numbers that can be edited.
    """
    import numpy as np
    import streamlit as st

    from cnn_core.arithmetic.convolution import convolve
    from cnn_core.figures.maps import grid_figure
    from cnn_core.pictures.drawn import drawn_picture
    from cnn_core.pictures.kernels import named_kernel, random_kernel

    def show(values: np.ndarray, side: float, *, key: str, **marks: Any) -> None:
        rows, columns = values.shape
        cell = min(92.0, (side - 36) / max(rows, columns))
        figure = grid_figure(values, show_values=cell >= 17, size=10_000, largest_cell=cell, **marks)
        st.plotly_chart(figure, key=key, width="content", theme="streamlit", config={"displayModeBar": False})

    def edited(values: np.ndarray) -> np.ndarray:
        names = [str(column) for column in range(values.shape[1])]
        editor = st.popover("Edit", icon=":material/edit:", key="editor", on_change="rerun")
        if editor.open:
            with editor, st.container(width=58 * (len(names) + 1)):
                table = st.data_editor(
                    {name: values[:, column].tolist() for column, name in enumerate(names)},
                    key="cells",
                    column_config={name: st.column_config.NumberColumn(width=58) for name in names},
                    hide_index=False,
                    width="content",
                )
                return np.array([table[name] for name in names], np.float32).T
        return values

    st.set_page_config(layout="wide")
    st.title("Toy convolution")
    choices_column, size_column = st.columns([7, 6], gap="medium")
    left, output_place = st.columns([7, 6], gap="medium")
    with left:
        input_column, kernel_column = st.columns([10, 7], gap="small")
        steps = st.container()
    with input_column:
        input_place = st.container()
        st.selectbox("Image", ["1, 2, 3, …", "zeros"], label_visibility="collapsed", width=176)
        if has_picture:
            image = drawn_picture("scene", 64)
            kernel = random_kernel(0, size=3, channels=1, filters=8)
        else:
            image = edited(np.arange(1, 145, dtype=np.float32).reshape(12, 12))
            kernel = np.kron(named_kernel("three_filters"), np.ones((2, 2, 1, 1)))[:3, :3]
    with kernel_column:
        kernel_place = st.container()
        st.selectbox("Kernel", ["ones", "blur"], label_visibility="collapsed", width=176)
    with choices_column.container(horizontal=True, gap="medium"):
        stride = st.slider("Stride", 1, 4, key="stride", width=130)
        padding = st.segmented_control("Padding", ["VALID", "SAME"], default="SAME", required=True, key="padding")
        st.number_input("Dilation", 1, 3, key="dilation", width=130)
    convolution = convolve(image, kernel, strides=stride, padding=padding.lower())

    rows, columns, filters = convolution.output.shape
    with steps:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            step = st.slider(f"Output cell, 1 to {rows * columns}", 1, rows * columns, key="step", width=260)
            st.button("Previous", disabled=step == 1)
            st.button("Next", disabled=step == rows * columns)
        row, column = divmod(step - 1, columns)
        trace = convolution.trace(row, column)
        st.markdown(f"**Output in row {row}, column {column}**")
        terms = [
            f"{value:g}·{weight:g}" for value, weight in zip(trace.patch.flat, trace.weights.flat, strict=True)
        ]
        st.html(f'<div class="arithmetic">{" + ".join(terms)} = <b>{trace.sum:g}</b></div>')
    with input_place:
        st.markdown(f"**Input** · {image.shape}")
        mark = trace.rows.tolist(), trace.columns.tolist()
        show(image, 366, key="input", mark=mark, padding=convolution.geometry.padding)
        st.caption(f"Zeros of the padding: {convolution.geometry.padding}")
    with kernel_place:
        st.markdown(f"**Kernel** · {kernel.shape}")
        with st.container(horizontal=True, gap="small"):
            for index in range(filters):
                with st.container(width="content", gap=None):
                    st.caption(f"filter {index}")
                    show(kernel[:, :, 0, index], 132, key=f"kernel_{index}")
    with output_place:
        st.markdown(f"**Output** · {convolution.output.shape}")
        side = max((590 - (filters - 1) * 16) / filters, 260 if max(rows, columns) > 6 else 0)
        with st.container(horizontal=True, gap="small"):
            for index in range(filters):
                with st.container(width="content", gap=None):
                    values = convolution.output[:, :, index]
                    st.caption(f"channel {index}")
                    show(values, side, key=f"output_{index}", mark=None if index else ([row], [column]))
                    printed = str(values.tolist()).replace("], ", "],\n ")
                    st.code(printed, language=None, height=118, width=round(side))
    with size_column:
        st.markdown(f"**Output size**  \n:small[Rows and columns: {convolution.geometry.rows.formula()}]")


if __name__ == "__main__":
    import streamlit

    page(has_picture="picture" in streamlit.query_params)
