"""Below the views of the page "Why this answer": what there is to know of what is selected."""

import numpy as np
from numpy.typing import NDArray

from cnn_core.explain import Cell
from cnn_core.nets.course import TrainingSpec
from ui.cells import show_cell
from ui.pages.explanation.ablated import show_ablated
from ui.pages.explanation.channel import show_channel
from ui.pages.explanation.layer import show_layer
from ui.pages.explanation.why.chosen import Selected, WhyChoice, go
from ui.stepper.place import leave_place

STEPPER = "why_cell"


def show_details(net: TrainingSpec, pixels: NDArray[np.uint8], state: WhyChoice, *, key: str) -> None:
    """Shows what is selected: a layer, a channel or a cell.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        state: What was chosen in the component.
        key: Of the component, for `ui.pages.explanation.why.go`.
    """
    show_ablated(net, state.scalings)
    selected = state.selected
    if selected is None or selected.row is None:
        leave_place(STEPPER)
    if selected is None:
        return
    if selected.channel is not None and selected.row is not None and selected.column is not None:
        cell = Cell(layer=selected.layer, channel=selected.channel, row=selected.row, column=selected.column)

        def go_to(child: Cell) -> None:
            go(key, selected=Selected(**vars(child)))

        show_cell(net, pixels, cell, state.scalings, key=STEPPER, go=go_to)
    elif selected.channel is not None:
        show_channel(net, pixels, selected, state.scalings, state.target)
    else:
        show_layer(net, selected.layer)
