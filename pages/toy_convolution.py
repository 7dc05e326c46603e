"""Toy convolution: a small image, a small kernel or window, and every number of what comes out."""

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.badge import show_badge
from ui.operations import carry_out
from ui.page import heading
from ui.take_along import take_along
from ui.toy_choices import Sources, choose_operation, choose_sources, start_again_button
from ui.toy_view import misfit, show_printed, show_size, show_steps


@st.fragment
def show_operation(before: Sources) -> None:
    """Shows what follows a slider: the least that is drawn anew while its handle moves."""
    if before.is_stale:
        st.rerun()
    sources = before.now
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = choose_operation(sources)
    size_place = st.container(horizontal=True, gap="medium")
    try:
        operation = carry_out(chosen)
    except ConvscopeError as error:
        show_steps(misfit(chosen, error), **sources.editable)
    else:
        with size_place:
            show_size(operation)
            show_badge(chosen, page="toy_convolution", key="toy_badge")
        show_steps(operation, **sources.editable)
        show_printed(operation)
        take_along(operation, key="toy")
    if sources != before:  # a cell was edited in the picture, and the choices above show the old ones
        st.rerun()


heading(t("toy.title"), t("toy.promise"))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    sources = choose_sources()
    start_again_button()
show_operation(sources)
with st.expander(t("toy.explained")):
    st.markdown(prose("toy"))
