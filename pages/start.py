"""The start page: what this is, shown on one digit, and where to go."""

import streamlit as st

from cnn_core.errors import StoreError
from cnn_core.model_spec import CLASSES
from cnn_core.nets import named_net
from cnn_core.text import t
from ui.glimpse import first_with_label, show_glimpse
from ui.page import heading

# In the order in which a newcomer should take them.
PAGES = ("toy_convolution", "padding_comparison", "receptive_field", "mnist_inspection", "explanation", "course")

heading(t("start.title"), t("start.promise"))

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    label = st.segmented_control(
        t("start.choose"), range(CLASSES), default=7, required=True, key="start_label", bind="query-params"
    )
    st.page_link("mnist_inspection.py", label=t("start.draw"), icon=":material/draw:")
try:
    if not show_glimpse(named_net("two_block"), first_with_label(label)):
        st.info(t("start.not_trained"))
except StoreError as error:
    st.warning(str(error))

st.header(t("start.where"), anchor=False)
with st.container(key="start_pages"):
    for page, place in zip(PAGES, st.columns(len(PAGES), gap="small"), strict=True):
        with place.container(border=True, height="stretch", gap="xsmall"):
            st.page_link(
                f"{page}.py",
                label=f"**{t(f'start.{page}.title')}**",
                icon=":material/arrow_forward:",
                icon_position="right",
            )
            st.markdown(t(f"start.{page}.promise"))
