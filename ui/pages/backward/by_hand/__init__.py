"""The step on nine numbers, as a component: forward above, backward below, then the step itself."""

from pathlib import Path

import streamlit as st

from cnn_core.figures.colors import DIVERGING, SEQUENTIAL
from cnn_core.text import words
from ui.operations.grids import GridLimits, number_rule, write_grids, write_number
from ui.pages.backward.choices import IMAGE_SIDE, MOST_RATE, RATE_STEP, VISIT, ChosenStep, take_over
from ui.scripts import loader

KEY = "backward_by_hand"

_RULE = number_rule(GridLimits(noun="image", most_size=IMAGE_SIDE))
_HERE = Path(__file__).parent

_by_hand = st.components.v2.component(
    "convscope_backward",
    html='<div class="step" data-root></div>',
    css=(_HERE / "by_hand.css").read_text("utf-8"),
    js=loader("pages/backward/by_hand/by_hand.js"),
)


def show_by_hand(chosen: ChosenStep) -> None:
    """Shows a step, to be changed by hand."""
    told = st.session_state.get(KEY)
    _by_hand(
        key=KEY,
        data={
            "told": (told.get("chosen") or {}).get("stamp", 0) if told is not None else 0,
            "visit": st.session_state.get(VISIT, 0),
            "image": write_grids((chosen.image,)),
            "kernel": write_grids((chosen.kernel,)),
            "target": write_grids((chosen.target,)),
            "rate": write_number(chosen.rate),
            "weight": str(chosen.weight),
            "until": chosen.until,
            "relu": "yes" if chosen.has_relu else "no",
            "most_rate": MOST_RATE,
            "rate_step": RATE_STEP,
            "rule": {name: _RULE[name] for name in ("number", "largest")},
            "scales": {"sequential": SEQUENTIAL, "diverging": DIVERGING},
            "words": words("backward_page.script"),
        },
        on_chosen_change=_take,
    )


def _take() -> None:
    told = st.session_state.get(KEY)
    if told is not None:
        take_over(told.get("chosen"))
