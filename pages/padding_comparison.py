"""Padding comparison: what happens at the edges, under four paddings, drawn, counted and explained."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.choosing.handles import Sliders
from ui.display.inline_text import inline_markdown
from ui.display.page import heading, name_tab
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
from ui.take_along.offers import forget_offers, offer, operation_offers
from ui.take_along.panel import take_along


@st.fragment
def show_materials() -> None:
    """Shows what is drawn anew when image or kernel change."""
    materials, handles = choose_materials()
    comparison = st.container()
    section = Section(name=choose_section(), place=st.container(key="padding_shown"))
    with comparison:
        show_paddings(materials, handles, section)


@st.fragment
def show_paddings(before: Materials, handles: DeltaGenerator, section: Section) -> None:
    """Shows what follows a handle: the least that is drawn anew while it moves.

    Args:
        before: Image and kernel, as they were chosen.
        handles: The place of the sliders, beside them.
        section: What is shown below the comparison.
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
        forget_offers()
    else:
        show_comparison(cases, ahead_of(materials, sliders, behind=("st-key-padding_shown",)))
        name_tab("padding_comparison", t(f"padding.sections.{section.name}"))
        show_section(section, cases)
        offer(lambda: operation_offers({cases.title(name): result for name, result in cases.results.items()}))
    if is_to_be_chosen_anew():
        st.rerun()


tools = heading(t("padding.title"), t("padding.promise"), "padding", "stride", "dilation")
load_styles()
show_materials()
take_along(tools)
with st.expander(t("padding.explained")):
    st.markdown(prose("padding"))
