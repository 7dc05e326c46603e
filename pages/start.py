"""The start page: one draws and sees what a net makes of it, and goes from there to all other pages."""

import streamlit as st

from cnn_core.errors import StoreError
from cnn_core.nets.course import named_net
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.text import t
from ui.choosing.address_table import VERSION, VERSION_NAME
from ui.display.inline_text import inline_markdown
from ui.display.page import heading
from ui.nets.titles import ADDRESS
from ui.pages.start.cards import show_cards
from ui.pages.start.glimpse import show_glimpse, wanted_explanation, wants
from ui.take_along.panel import take_along

KEY = "start_glimpse"
NET = named_net("two_block")
# Some five seconds on two cores; 96.8 % of the held-out digits right.
SHORT = find_net("two_block/e5-r0.008-cos")

if wish := wanted_explanation(NET, SHORT, key=KEY):
    st.switch_page("explanation.py", query_params=wish)
if wants("tour", KEY):
    st.switch_page("tour.py")
if wants("training", KEY):
    state = {VERSION_NAME: str(VERSION), ADDRESS: training_text(SHORT), "mnist_source": "draw"}
    st.switch_page("training.py", query_params=state)
tools = heading(t("start.title"), t("start.promise"))
try:
    show_glimpse(NET, SHORT, key=KEY)
except StoreError as error:
    st.warning(inline_markdown(error))
show_cards()
take_along(tools)
