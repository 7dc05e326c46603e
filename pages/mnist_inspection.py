"""MNIST inspection: a digit, what the nets see of it, their answers and every layer's feature maps, live."""

import streamlit as st

from cnn_core.text import t
from cnn_core.training_text import training_text
from ui.digits import choose_digit, choose_source
from ui.lab import lab_state, show_lab, show_selected
from ui.layers import layer_options
from ui.net_facts import show_net_facts
from ui.net_titles import ADDRESS
from ui.nets import choose_nets, trained_or_training
from ui.page import heading
from ui.steps import left_out, show_steps

KEY = "mnist_lab"

heading(t("mnist.title"), t("mnist.promise"))
with st.container(horizontal=True):
    source = choose_source()
    nets = choose_nets()
    options = layer_options()
digit = choose_digit(source, nets[0], lab_key=KEY)
ready = trained_or_training(nets)
if lab_state(KEY).wants_training:
    st.switch_page("training.py", query_params={ADDRESS: training_text(ready[0])})
show_lab(key=KEY, nets=ready, digit=digit, options=options, left_out=left_out())
show_selected(KEY)
show_steps(digit.form, ready)
for net in nets:
    show_net_facts(net)
