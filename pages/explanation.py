"""Why this answer: the whole net on one digit, which strokes and which channels speak for a class, live."""

import streamlit as st

from cnn_core.text import t
from ui.digits import choose_digit, choose_source
from ui.nets import choose_answering_net, trained_or_training
from ui.page import heading
from ui.steps import left_out
from ui.why import show_why, why_state
from ui.why_details import show_details

KEY = "why"

heading(t("why.title"), t("why.promise"))
with st.container(horizontal=True):
    source = choose_source(KEY)
    net = choose_answering_net()
digit = choose_digit(source, net, lab_key="why_page", page=KEY)
ready = net if trained_or_training((net,)) else None
show_why(key="why_page", net=ready, digit=digit, left_out=left_out())
if ready:
    show_details(ready, digit.form.pixels, why_state("why_page", ready), key="why_page")
