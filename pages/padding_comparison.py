"""Padding comparison: what happens at the edges, under four paddings, drawn, counted and explained."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.padding_cases import padding_cases
from ui.padding_choices import Materials, as_edited, choose_materials, choose_movement
from ui.padding_sections import show_sections
from ui.padding_view import load_styles, show_answers, show_comparison, show_explicit_size
from ui.page import heading
from ui.take_along import take_along


@st.fragment
def show_materials() -> None:
    """Shows what is drawn anew when image or kernel change."""
    show_paddings(*choose_materials())


@st.fragment
def show_paddings(before: Materials, place: DeltaGenerator) -> None:
    """Shows what follows a handle: the least that is drawn anew while it moves.

    Args:
        before: Image and kernel, as they were chosen.
        place: Of the sliders, beside them.
    """
    materials = as_edited(before)
    with place, st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="padding_sliders"):
        choices = choose_movement(materials)
        size_place = st.container(width="content")
    try:
        cases = padding_cases(choices)
    except ConvscopeError as error:
        st.error(str(error))
    else:
        with size_place:
            show_explicit_size(cases)
        show_comparison(cases)
        show_answers(cases)
        show_sections(cases)
        take_along({cases.title(name): result for name, result in cases.results.items()}, key="padding")
    if materials != before:  # a cell was edited in the picture, and the choices above show the old ones
        st.rerun()


heading(t("padding.title"), t("padding.promise"))
load_styles()
show_materials()
with st.expander(t("padding.explained")):
    st.markdown(prose("padding"))
