"""Why this answer: the whole net on one digit, which strokes and which channels speak for a class, live."""

import streamlit as st

from cnn_core.text import t
from ui.digits.sources import choose_digit, choose_source
from ui.digits.steps import left_out
from ui.display.page import heading
from ui.nets.choices import choose_answering_net, trained_or_training
from ui.pages.explanation.details import show_details
from ui.pages.explanation.why import show_why, why_state

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
