"""Toy convolution: a small image, a small kernel or window, and every number of what comes out."""

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.badge import show_badge
from ui.image_sources import IMAGE_LIMITS
from ui.kernel_sources import KERNEL_LIMITS
from ui.operations import carry_out
from ui.page import heading
from ui.stepper import Editable
from ui.take_along import take_along
from ui.toy_choices import Materials, as_edited, choose_materials, choose_operation
from ui.toy_view import misfit, show_printed, show_size, show_steps


@st.fragment
def show_materials() -> None:
    """Shows what is drawn anew when image, kernel or operation change."""
    show_operation(choose_materials())


@st.fragment
def show_operation(before: Materials) -> None:
    """Shows what follows stride, padding and dilation: the least that is drawn anew while a handle moves."""
    materials = as_edited(before)
    chosen = choose_operation(materials)
    editable = {
        "image": Editable(key="toy_image", limits=IMAGE_LIMITS) if materials.has_own_image else None,
        "kernel": Editable(key="toy_kernels", limits=KERNEL_LIMITS) if materials.has_own_kernel else None,
    }
    size_place = st.container(horizontal=True, gap="medium")
    try:
        operation = carry_out(chosen)
    except ConvscopeError as error:
        show_steps(misfit(chosen, error), **editable)
    else:
        with size_place:
            show_size(operation)
            show_badge(chosen, page="toy_convolution", key="toy_badge")
        show_steps(operation, **editable)
        show_printed(operation)
        take_along(operation, key="toy")
    if materials != before:  # a cell was edited in the picture, and the choices above show the old ones
        st.rerun()


heading(t("toy.title"), t("toy.promise"))
show_materials()
with st.expander(t("toy.explained")):
    st.markdown(prose("toy"))
