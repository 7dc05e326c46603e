"""Toy convolution: a small image, a small kernel, and every number of what comes out."""

import numpy as np
import streamlit as st

from cnn_core.convolution import Convolution, convolve
from cnn_core.errors import SpecError
from cnn_core.text import t
from ui import prose
from ui.grids import Grids, kernel_array
from ui.page import heading
from ui.stepper import Editable, Misfit
from ui.toy_choices import (
    IMAGE_LIMITS,
    KERNEL_LIMITS,
    choose_dilation,
    choose_image,
    choose_kernels,
    choose_padding,
    choose_stride,
    start_again_button,
)
from ui.toy_view import show_printed, show_size, show_steps


@st.fragment
def show_operation(before: tuple[Grids, Grids]) -> None:
    """Shows what follows a slider: the least that is drawn anew while its handle moves."""
    grids, filters = st.session_state.toy_image, st.session_state.toy_kernels
    with st.container(horizontal=True, gap="medium"):
        stride, padding = choose_stride(), choose_padding()
        dilation_rate = choose_dilation(grids, filters, padding)
        size_place = st.container(width="stretch")
    image, kernel = np.array(grids[0], np.float32), kernel_array(filters)
    operation: Convolution | Misfit
    try:
        operation = convolve(image, kernel, strides=stride, padding=padding, dilation_rate=dilation_rate)
    except SpecError as error:
        operation = Misfit(image=image[:, :, np.newaxis], kernel=kernel, reason=str(error))
    with size_place:
        show_size(None if isinstance(operation, Misfit) else operation.geometry)
    show_steps(
        operation,
        image=Editable(key="toy_image", limits=IMAGE_LIMITS),
        kernel=Editable(key="toy_kernels", limits=KERNEL_LIMITS),
    )
    if not isinstance(operation, Misfit):
        show_printed(operation)
    if (grids, filters) != before:  # a cell was edited in the picture, and the choices above show the old ones
        st.rerun()


heading(t("toy.title"), t("toy.promise"))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    with st.container(width="content"):
        grids = choose_image()
    with st.container(width="content"):
        filters = choose_kernels()
    start_again_button()
show_operation((grids, filters))
with st.expander(t("toy.explained")):
    st.markdown(prose("toy"))
