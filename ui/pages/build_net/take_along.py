"""What can be taken along of a net that is being built."""

from functools import partial

import streamlit as st

from cnn_core.exports.net_programs import DIGITS_FILE, model_program
from cnn_core.figures.net_drawing import net_drawing
from cnn_core.nets.course import Recipe, TrainingSpec
from cnn_core.nets.spec import ModelSpec
from cnn_core.pictures.digits import EMBEDDED
from ui.take_along import Offer, show_offers, take_along_panel


@st.fragment  # what is opened here computes nothing else anew
def take_net_along(model: ModelSpec, recipe: Recipe, *, key: str) -> None:
    """Shows, in a panel of its own, what can be taken along of a net that is being built.

    Args:
        model: The net.
        recipe: By which its program trains it.
        key: Unique on the page.
    """
    panel = take_along_panel(key)
    if not panel.open:
        return
    net = TrainingSpec(model=model, recipe=recipe)
    offer = Offer(
        stem=f"net_{model.name}",
        programs={"keras": partial(model_program, net)},
        files={"svg": partial(_standing_alone, model)},
        more={"digits": (DIGITS_FILE, EMBEDDED.read_bytes)},
        code="net_code",
    )
    with panel:
        show_offers({"": offer}, key)


def _standing_alone(model: ModelSpec) -> str:
    """Returns the drawing of a net as a file, which has to say what an SVG in a page need not."""
    return net_drawing(model).replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" ', 1
    )
