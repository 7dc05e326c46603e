"""Backward: one training step, from the output's error to the gradient of each weight and the loss after it."""

import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.text import t
from ui import prose
from ui.badge import show_badge
from ui.choosing.address import leave_address
from ui.choosing.kept import segments, select, switch
from ui.display.inline_text import inline_markdown
from ui.display.page import heading, name_tab
from ui.pages.backward import choices, on_a_net
from ui.pages.backward.by_hand import show_by_hand
from ui.pages.backward.choices import UNTIL, carried_out, choose_step, losses_said, start_again
from ui.pages.backward.compared import ComparedStep
from ui.take_along.panel import take_along

UNTIL_WIDTH = 270  # pixels


def show_step_by_hand() -> None:
    """Shows the step on nine numbers."""
    chosen = choose_step()
    with place:
        select(t("backward_page.until"), "backward_until", UNTIL, until_name, width=UNTIL_WIDTH, is_labelled=False)
        switch(t("backward_page.relu"), "backward_relu", hint=t("backward_page.relu_hint"))
        st.button(t("backward_page.again"), icon=":material/restart_alt:", type="tertiary", on_click=start_again)
    try:
        step = carried_out(chosen)
    except ConvscopeError as error:
        st.warning(inline_markdown(error))
    else:
        if chosen.until == "all":
            losses = losses_said(step)
            name_tab("backward", t("backward_page.losses", losses=losses))
            lead = (t("backward_page.script.loss"), losses)
            show_badge(ComparedStep(chosen), lead=lead, page="backward", key="backward_badge")
    show_by_hand(chosen)


def until_name(stage: str) -> str:
    """Returns how far a step is shown, in words."""
    return t(f"backward_page.until_{stage}")


tools = heading(t("backward_page.title"), t("backward_page.promise"), "gradient", "loss", "kernel", "optimizer")
place = st.container(horizontal=True, vertical_alignment="center", gap="medium", key="backward_choices")
with place:
    part = segments(
        t("backward_page.part"),
        "backward_part",
        ("hand", "net"),
        lambda name: t(f"backward_page.part_{name}"),
        is_labelled=False,
    )
if part == "hand":
    leave_address(*on_a_net.NAMES)
    show_step_by_hand()
else:
    leave_address(*choices.NAMES)
    on_a_net.show_on_a_net()
take_along(tools)
with st.expander(t("backward_page.explained")):
    st.markdown(prose("backward"))
