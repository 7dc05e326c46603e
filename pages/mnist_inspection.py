"""MNIST inspection: a digit, what the nets see of it, their answers and every layer's feature maps, live."""

from functools import partial

import streamlit as st

from cnn_core.text import t
from ui.cells import show_selected
from ui.choosing.kept import is_shown
from ui.digits.sources import choose_digit, choose_source, taken_to_why
from ui.digits.steps import left_out, show_steps
from ui.display.page import heading
from ui.lab import show_lab
from ui.lab.chosen import chosen_of
from ui.lab.options import layer_options
from ui.lab.picture import lab_picture
from ui.nets.choices import choose_nets, trained_or_training
from ui.nets.facts import show_net_facts
from ui.nets.offers import net_offers
from ui.take_along.offers import offer
from ui.take_along.panel import take_along

KEY = "mnist_lab"

tools = heading(t("mnist.title"), t("mnist.promise"), "logit", "feature_map", "recipe", "scale")
is_new_page = not is_shown("mnist_source")
with st.container(horizontal=True, gap="xsmall"):
    source = choose_source()
    with st.popover(t("layers.choices"), key="mnist_choices"):
        nets = choose_nets()
        options = layer_options()
chosen = chosen_of(KEY, nets, is_new_page=is_new_page)
digit = choose_digit(source, nets[0], lab_key=KEY)
ready = trained_or_training(nets)
show_lab(key=KEY, nets=ready, digit=digit, options=options, chosen=chosen, left_out=left_out())
show_selected(chosen, nets, digit.form.pixels, taken_to_why(source))
show_steps(digit, ready)
for net in nets:
    show_net_facts(net, leads_to_training=True)
is_as_it_came = not chosen.disturbed and not any(moment is not None for moment in chosen.moments)
picture = partial(lab_picture, ready, digit.form.pixels, options, chosen)
offer(partial(net_offers, ready, digit.form.pixels if is_as_it_came else None, files={"png": picture}))
take_along(tools)
