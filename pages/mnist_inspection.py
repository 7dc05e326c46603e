"""MNIST inspection: a digit, what the net sees of it, its answer and every layer's feature maps."""

import streamlit as st

from cnn_core.errors import ConvscopeError, DamagedEntry
from cnn_core.text import t
from ui.answer import show_answer
from ui.digits import choose_digit
from ui.engine import engine
from ui.layers import layer_options, show_layers
from ui.nets import choose_net, training_progress
from ui.page import heading
from ui.steps import show_steps

heading(t("mnist.title"), t("mnist.promise"))
with st.container(horizontal=True, gap="medium"):
    net = choose_net()
    options = layer_options()
hand, answer, maps = st.columns([6, 5, 14], gap="medium")
with hand:
    digit = choose_digit(net)

if not engine().has(net):
    with maps:
        training_progress(net)
    st.stop()

try:
    with answer, st.spinner(t("mnist.waiting"), show_time=True):
        inspection = engine().inspect(digit.form.pixels, net).result()
except DamagedEntry as damage:
    with maps:
        st.warning(str(damage))
        engine().train(net)
        training_progress(net)
    st.stop()
except ConvscopeError as error:
    with maps:
        st.error(str(error))
    st.stop()

with answer:
    show_answer(digit, inspection)
with maps:
    show_layers(net, inspection, options)
show_steps(digit.form)
