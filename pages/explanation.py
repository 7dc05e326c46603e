"""Why this answer: the whole net on one digit, which strokes and which channels speak for a class, live."""

from functools import partial

import streamlit as st

from cnn_core.text import t
from ui.choosing.kept import is_shown
from ui.digits.sources import choose_digit, choose_source
from ui.digits.steps import left_out
from ui.display.page import heading
from ui.nets.choices import choose_answering_net, trained_or_training
from ui.pages.explanation.details import show_details
from ui.pages.explanation.offers import why_offers
from ui.pages.explanation.why import show_why
from ui.pages.explanation.why.chosen import WhyChoice, chosen_of
from ui.take_along.offers import offer
from ui.take_along.panel import take_along

KEY = "why"

tools = heading(t("why.title"), t("why.promise"), "logit", "channel", "layer")
is_new_page = not is_shown(f"{KEY}_source")
with st.container(horizontal=True, vertical_alignment="center"):
    source = choose_source(KEY)
    net = choose_answering_net()
digit = choose_digit(source, net, lab_key="why_page", page=KEY)
ready = net if trained_or_training((net,)) else None
chosen = chosen_of("why_page", ready, is_new_page=is_new_page) if ready else WhyChoice()
show_why(key="why_page", net=ready, chosen=chosen, digit=digit, left_out=left_out())
if ready:
    show_details(ready, digit.form.pixels, chosen, key="why_page")
    offer(partial(why_offers, ready, digit.form.pixels, chosen))
take_along(tools)
