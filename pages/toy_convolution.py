"""Toy convolution: a small image, a small kernel or window, and every number of what comes out."""

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.badge import show_badge
from ui.image_sources import image_of
from ui.operations import carry_out, kernel_of_operation
from ui.page import heading
from ui.toy_choices import Materials, choose_materials, choose_operation, choose_step
from ui.toy_view import gathering, show_arithmetic, show_input, show_kernel, show_misfit, show_output, show_size


@st.fragment
def show_materials() -> None:
    """Shows what is drawn anew when image, kernel or operation change."""
    show_operation(choose_materials())


@st.fragment
def show_operation(materials: Materials) -> None:
    """Shows what follows stride, padding and dilation: the least that is drawn anew while a handle moves."""
    chosen = choose_operation(materials)
    input_place, kernel_place, output_place = st.columns(3, gap="small")
    steps = st.container()
    image = image_of(chosen.image)
    try:
        kernel = kernel_of_operation(chosen)
        operation = carry_out(chosen)
    except ConvscopeError as error:
        with input_place:
            show_input(image)
        with output_place:
            show_misfit(error)
        return
    geometry = gathering(operation)
    with steps:
        cell, channel = choose_step(operation)
        show_arithmetic(operation, cell, channel if operation.output.shape[2] > 1 else None)
    with input_place:
        show_input(image, geometry, operation.trace(cell.row, cell.column, channel) if geometry else None)
    if kernel is not None:
        with kernel_place:
            show_kernel(kernel, image, geometry)
    with output_place:
        show_size(geometry)
        show_badge(chosen, page="toy_convolution", key="toy_badge")
        show_output(operation, cell, channel)


heading(t("toy.title"), t("toy.promise"))
show_materials()
with st.expander(t("toy.explained")):
    st.markdown(prose("toy"))
