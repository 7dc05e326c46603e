"""One cell of a net: what it sees of the digit, the arithmetic that made it in the stepper, and the way back."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.errors import ConvscopeError
from cnn_core.explain import Cell, CellArithmetic, Scaling, trace_net_cell
from cnn_core.explain.asked import PIXEL_LAYER
from cnn_core.explain.cells import Child
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.text import percent, t
from ui.asking import await_answer
from ui.clients import this_client
from ui.engine import engine
from ui.pages.explanation.why.chosen import Selected, go
from ui.stepper import Panel, Pin, Place, stepper
from ui.stepper.place import put_place

STEPPER = "why_cell"
MOST_CHILDREN = 8
_WAYS_BACK = 340  # pixels of width


def show_cell(
    net: TrainingSpec, pixels: NDArray[np.uint8], selected: Selected, scalings: Sequence[Scaling], *, key: str
) -> None:
    """Shows a cell; the cells that it reads can be gone to, as deep as the net is.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        selected: A cell.
        scalings: What is switched off or turned up.
        key: Of the component that has it selected.
    """
    cell = Cell(
        layer=selected.layer, channel=selected.channel or 0, row=selected.row or 0, column=selected.column or 0
    )
    try:
        found = await_answer(
            engine().ask_for(this_client(), trace_net_cell, pixels, net, cell, scalings=tuple(scalings))
        )
    except ConvscopeError as error:
        st.error(str(error))
        return
    st.subheader(t("why_cell.title", name=_name(cell), value=_number(found.value)), anchor=False)
    st.markdown(" ".join(filter(None, (_sight(found), _arithmetic(found)))))
    with st.container(horizontal=True, gap="medium"):
        if found.operation is not None:
            with st.container(width="stretch"):
                _show_steps(found, (training_text(net), cell, pixels.tobytes(), tuple(scalings)))
        with st.container(width=_WAYS_BACK):
            _show_ways_back(found, key)


def _show_steps(found: CellArithmetic, shown: object) -> None:
    """Shows the window in the stepper, which begins with the cell's products and its strongest channel."""
    assert found.operation is not None
    if st.session_state.get(f"{STEPPER}_shown") != shown:
        st.session_state[f"{STEPPER}_shown"] = shown
        strongest = int(np.abs(found.terms.sum(axis=(0, 1))).argmax())
        put_place(STEPPER, Place(pin=Pin(map="output", row=0, column=0), filter=0, channel=strongest))
    stepper([Panel(operation=found.operation)], key=STEPPER)


def _show_ways_back(found: CellArithmetic, key: str) -> None:
    below = found.window.below
    layer = t("why_cell.digit") if below == PIXEL_LAYER else below
    st.markdown(f"**{t('why_cell.back', layer=layer)}**", help=t("why_cell.back_help"))
    for at, child in enumerate(found.children(MOST_CHILDREN)):
        if below == PIXEL_LAYER:
            st.markdown(f":small[{_place_name(child.cell)}: {_said(found, child)}]")
            continue
        st.button(
            f"{_place_name(child.cell)}: {_said(found, child)}",
            key=f"{STEPPER}_back_{at}",
            on_click=go,
            args=(key,),
            kwargs={"selected": Selected(**vars(child.cell))},
            width="stretch",
        )


def _said(found: CellArithmetic, child: Child) -> str:
    """Says what a cell one step back hands on."""
    if found.kind in ("conv", "dense"):
        return t("why_cell.product", value=_number(child.value), term=_signed(child.term))
    if found.kind == "pool":
        return t("why_cell.wins" if child.term else "why_cell.loses", value=_number(child.value))
    return _number(child.value)


def _sight(found: CellArithmetic) -> str:
    window = found.window
    (top, bottom), (left, right) = window.field_rows, window.field_columns
    rows, columns = len(window.rows), len(window.columns)
    said = t("why_cell.sees", top=max(top, 0), bottom=min(bottom, 27), left=max(left, 0), right=min(right, 27))
    reads = t(
        "why_cell.reads" if len(window.channels) > 1 else "why_cell.reads_one",
        rows=rows,
        columns=columns,
        below=t("why_cell.digit") if window.below == PIXEL_LAYER else window.below,
        channels=len(window.channels),
    )
    share = window.padding_share
    return f"{said} {reads}" + (f" {t('why_cell.padding', share=percent(share))}" if share else "")


def _arithmetic(found: CellArithmetic) -> str:
    """Says how the number came about, in one sentence."""
    steps = []
    if found.sums is not None:
        steps.append(t("why_cell.sum", count=found.sums.products.size, sum=_number(found.sums.sum)))
        if found.sums.bias:
            steps.append(t("why_cell.bias", bias=_number(found.sums.bias), total=_number(found.total)))
    elif found.normalisation is not None:
        known = {name: _number(value) for name, value in vars(found.normalisation).items()}
        steps.append(
            t("why_cell.norm", came=_number(float(found.patch[0, 0, 0])), total=_number(found.total), **known)
        )
    elif found.kind == "pool":
        steps.append(t("why_cell.pool", total=_number(found.total)))
    if found.activation != "linear":
        made = found.computed / found.factor if found.factor else None
        if made is not None:
            steps.append(t("why_cell.activation", activation=found.activation, value=_number(made)))
    if found.factor != 1:
        steps.append(t("why_cell.factor", factor=percent(found.factor), value=_number(found.computed)))
    return "; ".join(steps) + "." if steps else ""


def _name(cell: Cell) -> str:
    return f"{cell.layer} · {_place_name(cell)}"


def _place_name(cell: Cell) -> str:
    """Says where in its layer a cell is."""
    kind = {PIXEL_LAYER: "pixel"}.get(cell.layer, "unit" if cell.layer.startswith("dense") else "cell")
    return t(f"why_cell.{kind}", channel=cell.channel, row=cell.row, column=cell.column)


def _number(value: float) -> str:
    return f"{value:z.3g}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−") if value else "0"
