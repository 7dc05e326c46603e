"""Toy convolution: a small image, a small kernel, and every number of what comes out."""

import numpy as np
import streamlit as st

from cnn_core.convolution import convolve
from cnn_core.errors import SpecError
from cnn_core.text import t
from ui import prose
from ui.grids import kernel_array
from ui.page import heading
from ui.take_along import take_along
from ui.toy_choices import (
    choose_dilation,
    choose_image,
    choose_kernels,
    choose_padding,
    choose_step,
    choose_stride,
    start_again_button,
)
from ui.toy_view import show_arithmetic, show_input, show_kernel, show_misfit, show_output, show_size

heading(t("toy.title"), t("toy.promise"))
choices_column, size_column = st.columns([7, 6], gap="medium")
left, output_place = st.columns([7, 6], gap="medium")
with left:
    input_column, kernel_column = st.columns([10, 7], gap="small")
    steps = st.container()
with input_column:
    input_place = st.container()
    grids = choose_image()
with kernel_column:
    kernel_place = st.container()
    filters = choose_kernels()
with choices_column.container(horizontal=True, gap="medium"):
    stride, padding = choose_stride(), choose_padding()
    dilation_rate = choose_dilation(grids, filters, padding)
with size_column.container(horizontal=True, gap="small"):
    size_place = st.container(width="stretch")
    start_again_button()

image, kernel = np.array(grids[0], np.float32), kernel_array(filters)
try:
    convolution = convolve(image, kernel, strides=stride, padding=padding, dilation_rate=dilation_rate)
except SpecError as error:
    with input_place:
        show_input(image)
    with kernel_place:
        show_kernel(kernel, image)
    with size_place:
        show_size(None)
    with output_place:
        show_misfit(error)
    st.stop()

with steps:
    cell, channel = choose_step(convolution)
    trace = convolution.trace(cell.row, cell.column, channel)
    show_arithmetic(trace, cell, channel if len(filters) > 1 else None)
with input_place:
    show_input(image, convolution.geometry, trace)
with kernel_place:
    show_kernel(kernel, image, convolution.geometry)
with output_place:
    show_output(convolution, cell, channel)
with size_place:
    show_size(convolution.geometry)
take_along(convolution, key="toy")
with st.expander(t("toy.explained")):
    st.markdown(prose("toy"))
