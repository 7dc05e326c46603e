"""Build a net: its blocks and dense layers, edited in place, and what each layer gives, costs and sees."""

import streamlit as st

from cnn_core.nets.training_text import course_recipes
from cnn_core.text import t
from ui import prose
from ui.display.page import heading
from ui.pages.build_net.choices import choose_preset, edit_net, link_to_training
from ui.pages.build_net.take_along import take_net_along


@st.fragment
def show_builder() -> None:
    """Shows what is drawn anew while somebody types."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        model = choose_preset()
        link_to_training(model)
    edit_net(model)
    usual, *_ = course_recipes(model).values()
    take_net_along(model, usual, key="build")


heading(t("build.title"), t("build.promise"), "layer", "recipe", "seed")
show_builder()
with st.expander(t("build.explained")):
    st.markdown(prose("build"))
