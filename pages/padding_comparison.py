"""Padding comparison: what happens at the edges, under four paddings, drawn, counted and explained."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.choosing.handles import Sliders
from ui.display.inline_text import inline_markdown
from ui.display.page import heading
from ui.pages.padding_comparison.ahead import ahead_of
from ui.pages.padding_comparison.cases import padding_cases
from ui.pages.padding_comparison.choices import (
    Materials,
    as_edited,
    choose_materials,
    choose_movement,
    is_to_be_chosen_anew,
    say_what_is_left_out,
)
from ui.pages.padding_comparison.sections import Section, choose_section, show_section
from ui.pages.padding_comparison.view import load_styles, show_comparison
from ui.take_along import take_along, take_along_panel


@st.fragment
def show_materials() -> None:
    """Shows what is drawn anew when image or kernel change."""
    materials, handles = choose_materials()
    comparison = st.container()
    section = Section(name=choose_section(), place=st.container(key="padding_shown"))
    panel = take_along_panel("padding")
    with comparison:
        show_paddings(materials, handles, section, panel)


@st.fragment
def show_paddings(before: Materials, handles: DeltaGenerator, section: Section, panel: ExpanderContainer) -> None:
    """Shows what follows a handle: the least that is drawn anew while it moves.

    Args:
        before: Image and kernel, as they were chosen.
        handles: The place of the sliders, beside them.
        section: What is shown below the comparison.
        panel: For what is taken along.
    """
    materials = as_edited(before)
    row = handles.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="padding_sliders")
    sliders = Sliders()
    with row:
        choices = choose_movement(materials, sliders)
        say_what_is_left_out(materials)
    try:
        cases = padding_cases(choices)
    except ConvscopeError as error:
        st.error(inline_markdown(error))
    else:
        show_comparison(
            cases, ahead_of(materials, sliders, behind=("st-key-padding_shown", "st-key-padding_along"))
        )
        show_section(section, cases)
        take_along({cases.title(name): result for name, result in cases.results.items()}, panel, key="padding")
    if is_to_be_chosen_anew():
        st.rerun()


heading(t("padding.title"), t("padding.promise"), "padding", "stride", "dilation")
load_styles()
show_materials()
with st.expander(t("padding.explained")):
    st.markdown(prose("padding"))
