"""Build a net: its blocks and dense layers, edited in place, and what each layer gives, costs and sees."""

from functools import partial

import streamlit as st

from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import course_recipes
from cnn_core.text import t
from ui import prose
from ui.display.page import heading
from ui.nets.offers import net_offers
from ui.pages.build_net.choices import choose_preset, edit_net, link_to_training
from ui.take_along.offers import offer
from ui.take_along.panel import take_along


@st.fragment
def show_builder() -> None:
    """Shows what is drawn anew while somebody types."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        model, name = choose_preset()
        link_to_training(model, name)
    edit_net(model)
    usual, *_ = course_recipes(model).values()
    offer(partial(net_offers, (TrainingSpec(model=model, recipe=usual),)))


tools = heading(t("build.title"), t("build.promise"), "layer", "recipe", "seed")
show_builder()
take_along(tools)
with st.expander(t("build.explained")):
    st.markdown(prose("build"))
