"""The start page's cards: each is a link to a page, as a whole, and says what one sees there."""

from itertools import count
from pathlib import Path

import streamlit as st

from cnn_core.text import t
from ui.display.inline_text import inline_markdown

_HERE = Path(__file__).parent

# In the order in which a newcomer should take them; the course leads through all, and has no number.
GROUPS = {
    "layer": ("toy_convolution", "padding_comparison", "receptive_field", "backward"),
    "trained": ("mnist_inspection", "explanation", "course"),
    "own": ("build_net", "training", "results"),
}


def show_cards() -> None:
    """Shows them, in three groups."""
    st.html(_HERE / "cards.css")
    number = count(1)
    for (group, pages), column in zip(GROUPS.items(), st.columns(len(GROUPS), gap="medium"), strict=True):
        column.header(t(f"start.groups.{group}"), anchor=False)
        for page in pages:
            title = t(f"start.{page}.title")
            with column.container(border=True, gap="xxsmall", key=f"start_card_{page}"):
                st.page_link(
                    f"{page}.py",
                    label=inline_markdown(f"**{title}**" if page == "course" else f"**{next(number)} · {title}**"),
                    icon=":material/arrow_forward:",
                    icon_position="right",
                )
                st.markdown(t(f"start.{page}.promise"))
