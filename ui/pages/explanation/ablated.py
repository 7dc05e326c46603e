"""How well a net does with what is switched off or turned up: asked of all held-out digits when somebody wishes."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.explain import HeldOutEffect, Scaling
from cnn_core.nets.course import TrainingSpec
from cnn_core.text import percent, t
from ui.asking import await_answer
from ui.clients import this_client
from ui.display.inline_text import inline_markdown
from ui.engine import engine

_ASKED = "why_ablated_asked"


def show_ablated(net: TrainingSpec, scalings: Sequence[Scaling]) -> None:
    """Offers to ask the held-out digits, and shows how many the ablated net has right.

    Args:
        net: The net, trained.
        scalings: What is switched off or turned up; nothing is shown where nothing is.
    """
    if not scalings:
        return
    wished = (net, tuple(scalings))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if st.session_state.get(_ASKED) != wished:
            st.button(t("why_ablated.ask"), key="why_ablated", on_click=_ask, args=wished)
            st.caption(t("why_ablated.offer"), width="content")
            return
        try:
            with st.spinner(t("why_ablated.asking")):
                effect = _effect(*wished)
        except ConvscopeError as error:
            st.error(inline_markdown(error))
            return
        st.markdown(inline_markdown(_said(effect)))


def _ask(net: TrainingSpec, scalings: tuple[Scaling, ...]) -> None:
    st.session_state[_ASKED] = (net, scalings)


@st.cache_resource(max_entries=32, show_spinner=False)
def _effect(net: TrainingSpec, scalings: tuple[Scaling, ...]) -> HeldOutEffect:
    return await_answer(engine().ablated(net, scalings, client=this_client()))


def _said(effect: HeldOutEffect) -> str:
    """Says how many digits are right before and after, and which ones suffer most."""
    said = t("why_ablated.accuracy", before=percent(effect.base_accuracy), after=percent(effect.accuracy))
    is_right = effect.base.argmax(axis=1) == effect.labels
    before = np.array([is_right[effect.labels == label].mean() for label in range(10)])
    lost = before - effect.accuracy_by_label
    worst = int(lost.argmax())
    if lost[worst] > 0:
        after = percent(float(effect.accuracy_by_label[worst]))
        said += " " + t("why_ablated.worst", label=worst, before=percent(float(before[worst])), after=after)
    return said
