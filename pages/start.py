"""The start page: what this is, shown on one digit, and where to go."""

from itertools import count

import streamlit as st

from cnn_core.errors import StoreError
from cnn_core.nets.course import named_net
from cnn_core.nets.spec import CLASSES
from cnn_core.text import t
from ui.choosing.kept import segments
from ui.digits.held_out import first_with_label
from ui.display.inline_text import inline_markdown
from ui.display.page import heading
from ui.pages.start.glimpse import show_glimpse
from ui.take_along.panel import take_along

# In the order in which a newcomer should take them; the course leads through all, and has no number.
GROUPS = {
    "layer": ("toy_convolution", "padding_comparison", "receptive_field"),
    "trained": ("mnist_inspection", "explanation", "course"),
    "own": ("build_net", "training", "results"),
}

tools = heading(t("start.title"), t("start.promise"))

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    label = segments(t("start.choose"), "start_label", range(CLASSES), default=7)
    st.page_link("mnist_inspection.py", label=t("start.draw"), icon=":material/draw:")
try:
    if not show_glimpse(named_net("two_block"), first_with_label(label)):
        st.info(t("start.not_trained"))
except StoreError as error:
    st.warning(inline_markdown(error))

with st.container(key="start_pages"):
    number = count(1)
    for (group, pages), column in zip(GROUPS.items(), st.columns(len(GROUPS), gap="medium"), strict=True):
        column.header(t(f"start.groups.{group}"), anchor=False)
        for page in pages:
            title = t(f"start.{page}.title")
            with column.container(border=True, gap="xxsmall"):
                st.page_link(
                    f"{page}.py",
                    label=inline_markdown(f"**{title}**" if page == "course" else f"**{next(number)} · {title}**"),
                    icon=":material/arrow_forward:",
                    icon_position="right",
                )
                st.markdown(t(f"start.{page}.promise"))
take_along(tools)
