"""Training: a net learns before one's eyes, on one's own digit, and one goes back through what it went through."""

from functools import partial

import streamlit as st

from cnn_core.nets.training_text import training_text
from cnn_core.text import t
from ui.cells import show_selected
from ui.choosing.kept import is_shown
from ui.digits.sources import choose_digit, choose_source, pick_digit, taken_to_why
from ui.digits.steps import left_out, show_steps
from ui.display.page import heading, name_tab
from ui.engine import engine
from ui.lab import show_lab
from ui.lab.chosen import chosen_of
from ui.lab.options import layer_options
from ui.lab.picture import lab_picture
from ui.nets.facts import show_net_facts
from ui.nets.offers import net_offers
from ui.nets.titles import ADDRESS, net_title
from ui.pages.training.choices import choose_training, edit_recipe, open_training
from ui.pages.training.observatory import show_observatory
from ui.take_along.offers import offer
from ui.take_along.panel import take_along

KEY = "training_lab"

tools = heading(t("training_ui.title"), t("training_ui.promise"), "recipe", "seed", "epoch", "moment")
is_new_page = not is_shown("mnist_source")
with st.container(horizontal=True, gap="xsmall"):
    net, own_name = choose_training()
    source = choose_source()
    with st.popover(t("layers.maps"), key="training_maps"):
        options = layer_options()
name_tab("training", net_title(net, own_name))
edit_recipe(net)
if show_observatory(net, key="training_observatory", on_pick=pick_digit, on_open=open_training, own_name=own_name):
    st.switch_page("results.py", query_params={ADDRESS: training_text(net)})
chosen = chosen_of(KEY, (net,), is_new_page=is_new_page)
digit = choose_digit(source, net, lab_key=KEY)
show_lab(key=KEY, nets=(net,), digit=digit, options=options, chosen=chosen, left_out=left_out(), is_followed=True)
show_selected(chosen, (net,), digit.form.pixels, taken_to_why(source))
show_steps(digit, ())
show_net_facts(net, is_beside_training=True, own_name=own_name)
picture = partial(lab_picture, (net,), digit.form.pixels, options, chosen)
has_weights = engine().has(net) or bool(engine().moments(net))
offer(partial(net_offers, (net,), files={"png": picture} if has_weights else None))
take_along(tools)
