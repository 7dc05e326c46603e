"""The script that Streamlit runs for every page: which pages there are, and the one that is open."""

import streamlit as st

from cnn_core.text import t
from ui.page import set_up_page

# Without icons: Streamlit would fetch a page's icon from an outside host, to make it the tab's.
PAGES = (
    "start",
    "toy_convolution",
    "padding_comparison",
    "receptive_field",
    "mnist_inspection",
    "explanation",
    "course",
)

page = st.navigation(
    [st.Page(f"{name}.py", title=t(f"navigation.{name}"), default=name == "start") for name in PAGES],
    position="top",
)
set_up_page()
page.run()
