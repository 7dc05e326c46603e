"""MNIST inspection: a digit, what the net sees of it, its answer and every layer's feature maps."""

import streamlit as st

from cnn_core.text import t
from ui.answer import show_answer, show_seen
from ui.digits import choose_digit
from ui.layers import layer_options, show_layers
from ui.net_facts import show_net_facts
from ui.nets import choose_net, inspect_or_explain
from ui.page import heading
from ui.steps import show_steps

heading(t("mnist.title"), t("mnist.promise"))
with st.container(horizontal=True, gap="medium"):
    net = choose_net()
    options = layer_options()
hand, answer, maps = st.columns([6, 5, 14], gap="medium")
with hand:
    digit = choose_digit(net)

with answer:
    show_seen(digit)
with maps:
    inspection = inspect_or_explain(digit.form.pixels, net)
if inspection:
    with answer:
        show_answer(inspection, digit)
    with maps:
        show_layers(inspection, net, options)
show_steps(digit.form)
show_net_facts(net)
