"""Receptive field: a stack of layers, and what one of its cells sees of the input."""

from functools import partial

import streamlit as st

from cnn_core.nets.receptive_field import trace_cell
from cnn_core.text import t
from ui import prose
from ui.digits.last import last_digit
from ui.display.inline_text import inline_markdown
from ui.display.page import heading, name_tab
from ui.pages.receptive_field.choices import choose_cell, edit_layers
from ui.pages.receptive_field.picture import show_picture
from ui.pages.receptive_field.take_along import stack_offers
from ui.pages.receptive_field.view import findings, show_growth
from ui.take_along.offers import offer
from ui.take_along.panel import take_along

tools = heading(t("receptive.title"), t("receptive.promise"), "receptive_field", "layer")
stack, cell = choose_cell()
name_tab("receptive_field", stack.names[cell.depth - 1])
view = trace_cell(stack, cell.row, cell.column, depth=cell.depth)
said = findings(stack, cell, view)
st.markdown(inline_markdown(said))
show_picture(stack, cell, view, last_digit(), said)
edit_layers(stack)
show_growth(stack, cell)
offer(partial(stack_offers, stack, cell))
take_along(tools)
with st.expander(t("receptive.explained")):
    st.markdown(prose("receptive"))
