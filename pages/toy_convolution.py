"""Toy convolution: a small image, a small kernel or window, and every number of what comes out."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.badge import show_badge
from ui.choosing.handles import Sliders
from ui.display.page import heading, name_tab
from ui.operations.carried_out import carry_out
from ui.operations.image_sources import IMAGE_LIMITS
from ui.operations.kernel_sources import KERNEL_LIMITS
from ui.pages.toy_convolution.ahead import ahead_of
from ui.pages.toy_convolution.choices import (
    Materials,
    as_edited,
    choose_materials,
    choose_operation,
    is_to_be_chosen_anew,
)
from ui.pages.toy_convolution.compared import ComparedOperation
from ui.pages.toy_convolution.view import misfit, show_steps, size_said, sizes_said
from ui.stepper import Editable
from ui.take_along.offers import forget_offers, offer, operation_offers
from ui.take_along.panel import take_along


@st.fragment
def show_materials() -> None:
    """Shows what is drawn anew when image, kernel or operation change."""
    materials, handles = choose_materials()
    steps = st.container()
    with steps:
        show_operation(materials, handles)


@st.fragment
def show_operation(before: Materials, handles: DeltaGenerator) -> None:
    """Shows what follows stride, padding and dilation: the least that is drawn anew while a handle moves.

    Args:
        before: What was chosen before that.
        handles: The place of the sliders, beside the other choices.
    """
    materials = as_edited(before)
    sliders = Sliders()
    with handles, st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="toy_handles"):
        chosen = choose_operation(materials, sliders)
    editable = {
        "image": Editable(key="toy_image", limits=IMAGE_LIMITS) if materials.has_own_image else None,
        "kernel": Editable(key="toy_kernels", limits=KERNEL_LIMITS) if materials.has_own_kernel else None,
    }
    try:
        operation = carry_out(chosen)
    except ConvscopeError as error:
        show_steps(misfit(chosen, error), **editable, ahead=ahead_of(materials, sliders))
        forget_offers()
    else:
        name_tab("toy_convolution", sizes_said(operation))
        show_badge(ComparedOperation(chosen), lead=size_said(operation), page="toy_convolution", key="toy_badge")
        show_steps(operation, **editable, ahead=ahead_of(materials, sliders))
        offer(lambda: operation_offers(carry_out(chosen)))
    if is_to_be_chosen_anew(materials):
        st.rerun()


tools = heading(t("toy.title"), t("toy.promise"), "kernel", "stride", "padding")
show_materials()
take_along(tools)
with st.expander(t("toy.explained")):
    st.markdown(prose("toy"))
