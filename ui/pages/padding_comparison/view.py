"""The paddings side by side, in lockstep, and what is answered for the present choice."""

from pathlib import Path

import streamlit as st

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.arithmetic.geometry import OutputGeometry
from cnn_core.text import t
from ui.display.cell_tables import TABLE_SHEET
from ui.display.framed_pictures import FRAME_SHEET
from ui.display.inline_text import inline_html
from ui.pages.padding_comparison.cases import Cases
from ui.pages.padding_comparison.choices import IMAGE_LIMITS, KERNEL_LIMITS
from ui.pages.padding_comparison.words import (
    formulas,
    keeping_sentence,
    refusal_sentence,
    split_sentence,
    unread_sentences,
)
from ui.stepper import Ahead, Editable, Misfit, Panel, stepper

_HERE = Path(__file__).parent


def load_styles() -> None:
    """Loads the styles of the page, once: no run of what follows a handle sends them again."""
    for sheet in (_HERE / "padding.css", FRAME_SHEET, TABLE_SHEET):
        st.html(sheet)


def answers(cases: Cases) -> tuple[str, ...]:
    """Returns which padding keeps the size, and why PyTorch refuses, where it does, as HTML."""
    return tuple(inline_html(said) for said in (keeping_sentence(cases), refusal_sentence(cases)) if said)


def show_comparison(cases: Cases, ahead: Ahead | None = None) -> None:
    """Shows input and output under each padding, with what it adds and what no window reads, and the answers.

    Args:
        cases: The paddings.
        ahead: How the browser goes ahead of the script.
    """
    stepper(
        panels(cases),
        key="padding_cell",
        image=Editable(key="padding_image", limits=IMAGE_LIMITS),
        kernel=Editable(key="padding_kernel", limits=KERNEL_LIMITS),
        notes=answers(cases),
        ahead=ahead,
    )


def panels(cases: Cases) -> list[Panel]:
    """Returns a panel for each padding; where the kernel does not fit, with the reason."""
    return [
        Panel(operation=result, name=cases.title(name), caption=tuple(notes(name, cases, result.geometry)))
        if isinstance(result, Convolution)
        else Panel(
            operation=Misfit(image=cases.choices.image[:, :, None], reason=str(result)), name=cases.title(name)
        )
        for name, result in cases.results.items()
    ]


def notes(name: str, cases: Cases, geometry: OutputGeometry) -> list[str]:
    """Returns how many zeros there are, the size's formula, and what no window reads.

    Args:
        name: Of the padding.
        cases: It is one of them.
        geometry: Where its windows lie.
    """
    said = [split_sentence(geometry), *formulas(geometry), *unread_sentences(geometry)]
    if name == "torch" and cases.torch.is_refused:
        said.append(t("padding.refused_briefly", stride=cases.choices.stride))
    return said
