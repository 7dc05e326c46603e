"""Results: where a trained net errs, how it was trained, which channels are dead, and two nets side by side."""

from functools import partial

import streamlit as st

from cnn_core.nets.training_text import training_text
from cnn_core.text import t
from ui.display.inline_text import inline_markdown
from ui.display.page import heading, name_tab
from ui.nets.offers import net_offers
from ui.nets.titles import ADDRESS, net_title
from ui.pages.results.choices import answering_nets, choose_net, choose_other, chosen_cell, put_net
from ui.pages.results.files import result_files
from ui.pages.results.net_list import show_nets
from ui.pages.results.view import (
    load_styles,
    show_channels,
    show_curves,
    show_facts,
    show_file_and_removal,
    show_mistakes,
)
from ui.take_along.offers import offer
from ui.take_along.panel import take_along

tools = heading(t("results.title"), t("results.promise"), "held_out", "label", "answer")
load_styles()
nets = answering_nets()
if not nets:
    st.info(t("results.empty"))
    take_along(tools)
    st.stop()
cell = chosen_cell()
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    entry = choose_net(nets)
    name_tab("results", net_title(entry.net))
    other = choose_other(nets, entry)
    with st.container(
        horizontal=True, gap="small", width="content"
    ):  # they stay together where the row is too long
        for page, label in (("explanation.py", "why"), ("training.py", "training")):
            with st.container(key=f"results_{label}", width="content"):
                st.page_link(
                    page,
                    label=t(f"results.{label}"),
                    query_params={ADDRESS: training_text(entry.net)},
                    icon=":material/arrow_forward:",
                    icon_position="right",
                )
    with st.container(horizontal=True, gap="small", width="content"):
        show_file_and_removal(entry)
if notice := st.session_state.pop("results_notice", None):
    st.info(inline_markdown(notice))
shown = (entry, other) if other else (entry,)
show_facts(shown)
passed = show_mistakes(entry, other, cell)
show_curves(shown)
if passed:
    show_channels(entry.net, passed)
show_nets(nets.values(), key="results_nets", take=put_net)
offer(partial(net_offers, tuple(entry.net for entry in shown), files=result_files(shown, cell)))
take_along(tools)
