"""Padding comparison: what happens at the edges, under four paddings, drawn, counted and explained."""

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.padding_cases import padding_cases
from ui.padding_choices import choose_all
from ui.padding_sections import show_sections
from ui.padding_story import choose_axis, show_story
from ui.padding_view import show_comparison
from ui.padding_words import explicit_formula, refusal_sentence
from ui.page import heading
from ui.take_along import take_along

heading(t("padding.title"), t("padding.promise"))
choices, beside = choose_all()
try:
    cases = padding_cases(choices)
except ConvscopeError as error:
    st.error(str(error))
    st.stop()
beside.caption(explicit_formula(cases))
axis = choose_axis(cases)
show_story(cases, axis)
show_comparison(cases)
if refusal := refusal_sentence(cases):
    st.markdown(refusal)
show_sections(cases, axis)
take_along({cases.title(name): result for name, result in cases.results.items()}, key="padding")
with st.expander(t("padding.explained")):
    st.markdown(prose("padding"))
