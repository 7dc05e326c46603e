"""The picture of the receptive field page: it says what it shows under the pointer, and a click chooses a cell."""

from pathlib import Path

import streamlit as st

from cnn_core.nets.receptive_field import CellView, LayerStack
from cnn_core.text import t
from ui.digits.last import LastDigit
from ui.display.inline_text import inline_markdown
from ui.pages.receptive_field.choices import put_cell
from ui.pages.receptive_field.drawing import drawings
from ui.pages.receptive_field.handed_on import handed_on
from ui.pages.receptive_field.text import ChosenCell

KEY = "receptive_picture"
_HERE = Path(__file__).parent

_picture = st.components.v2.component(
    "convscope_receptive",
    html='<div class="field"><div class="drawing"></div><div class="tip" hidden></div></div>',
    css=(_HERE / "picture.css").read_text("utf-8"),
    js=(_HERE / "picture.js").read_text("utf-8"),
)


def show_picture(stack: LayerStack, cell: ChosenCell, view: CellView, digit: LastDigit, said: str) -> None:
    """Shows the layers from the input to the output, and what the cell sees of each.

    Args:
        stack: The layers.
        cell: That is followed.
        view: What it sees.
        digit: What lies in the input.
        said: The same in words, Markdown.
    """
    alt = t("receptive.picture_alt", layer=stack.names[-1], said=said.replace("*", ""))
    _picture(
        key=KEY,
        data={
            "drawing": drawings(stack, cell, view, handed_on(digit.pixels, stack), alt=alt),
            "names": [t("receptive.image"), *stack.names],
            "words": {
                # the script fills in what the pointer is on
                "tip": t("receptive.tip", name="{name}", row="{row}", column="{column}"),
                "ways": t("receptive.tip_ways", count="{count}"),
            },
        },
        on_chosen_change=_choose,
    )
    st.caption(inline_markdown(t("receptive.white", digit=digit.said)))


def _choose() -> None:
    told = st.session_state.get(KEY)
    if told is not None:
        put_cell(told.get("chosen"))
