"""One cell of a net: what it sees of the digit, the arithmetic that made it in the stepper, and where to go."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.arithmetic.pooling import Pooling
from cnn_core.errors import ConvscopeError
from cnn_core.explain import Cell, CellArithmetic, Scaling, trace_net_cell
from cnn_core.explain.asked import PIXEL_LAYER
from cnn_core.explain.cells import Child
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.disturbance import Disturbance, disturb
from cnn_core.text import percent, t, words
from ui.asking import await_answer
from ui.clients import this_client
from ui.display.inline_text import inline_markdown
from ui.engine import engine
from ui.lab.chosen import LabChoice
from ui.nets.titles import ADDRESS
from ui.stepper import Panel, Pin, Place, stepper
from ui.stepper.place import leave_place, put_place

_STEPS = "mnist_cell_steps"
MOST_CHILDREN = 8
_WAYS_BACK = 340  # pixels of width


def show_cell(
    net: TrainingSpec,
    pixels: NDArray[np.uint8],
    cell: Cell,
    scalings: Sequence[Scaling] = (),
    *,
    key: str,
    go: Callable[[Cell], None] | None = None,
    lead_on: Callable[[], None] | None = None,
) -> None:
    """Shows a cell; the cells that it reads can be gone to, as deep as the net is.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        cell: The cell.
        scalings: What is switched off or turned up.
        key: Of the stepper, in the session and in the address.
        go: Called with a cell to go to; None where one goes on elsewhere.
        lead_on: Shows where one goes on.
    """
    try:
        found = await_answer(
            engine().ask_for(this_client(), trace_net_cell, pixels, net, cell, scalings=tuple(scalings))
        )
    except ConvscopeError as error:
        st.error(inline_markdown(error))
        return
    st.subheader(inline_markdown(t("cell.title", name=_name(cell), value=_number(found.value))), anchor=False)
    st.markdown(inline_markdown(" ".join(filter(None, (_sight(found), _arithmetic(found))))))
    if lead_on:
        lead_on()
    with st.container(horizontal=True, gap="medium"):
        if found.operation is not None:
            with st.container(width="stretch"):
                _show_steps(found, (training_text(net), cell, pixels.tobytes(), tuple(scalings)), key)
        if go:
            with st.container(width=_WAYS_BACK):
                _show_ways_back(found, go)


def show_selected(
    chosen: LabChoice, nets: Sequence[TrainingSpec], pixels: NDArray[np.uint8], digit: Mapping[str, str] | None
) -> None:
    """Shows the cell of a map that is selected in the live page's component, and the way to why it matters.

    Args:
        chosen: What is chosen in the component.
        nets: Those that are shown.
        pixels: The digit as the nets see it when nothing disturbs it, (28, 28) uint8.
        digit: What the address of the page "Why this answer" says of the digit; None where it cannot go there.
    """
    if chosen.cell is None:
        leave_place(_STEPS)
        return
    net = nets[chosen.cell.net]
    place = {name: value for name, value in vars(chosen.cell).items() if name != "net"}
    cell = Cell(**place)
    with st.container(key="selected_cell"):
        if not engine().has(net):
            st.caption(inline_markdown(t("cell.untrained", name=_name(cell))))
            return

        def lead_on() -> None:
            if any(step is not None for step in chosen.moments):
                st.caption(t("cell.finished"))
            if net.model.has_logits and digit is not None:
                _lead_to_why(net, cell, digit)

        disturbed = disturb(pixels, Disturbance(**dict(chosen.disturbed)))
        show_cell(net, disturbed, cell, key=_STEPS, lead_on=lead_on)


def _lead_to_why(net: TrainingSpec, cell: Cell, digit: Mapping[str, str]) -> None:
    address = ".".join(map(str, (cell.layer, cell.channel, cell.row, cell.column)))
    st.page_link(
        "explanation.py",
        label=inline_markdown(t("cell.to_why", layer=cell.layer, channel=cell.channel)),
        query_params={ADDRESS: training_text(net), "why_place": address, **digit},
        icon=":material/arrow_forward:",
        icon_position="right",
    )


def _show_steps(found: CellArithmetic, shown: object, key: str) -> None:
    """Shows the window in the stepper, which begins with the cell's products and its strongest channel."""
    assert found.operation is not None
    if st.session_state.get(f"{key}_shown") != shown:
        st.session_state[f"{key}_shown"] = shown
        strongest = int(np.abs(found.terms.sum(axis=(0, 1))).argmax())
        put_place(key, Place(pin=Pin(map="output", row=0, column=0), filter=0, channel=strongest))
    # Its rows and columns are those of the window, where the cell and its layer have others.
    stepper([Panel(operation=found.operation)], key=key, said=words("cell.stepper", below=_below(found)))


def _show_ways_back(found: CellArithmetic, go: Callable[[Cell], None]) -> None:
    below = found.window.below
    st.markdown(inline_markdown(f"**{t('cell.back', layer=_below(found))}**"), help=t("cell.back_help"))
    for at, child in enumerate(found.children(MOST_CHILDREN)):
        if below == PIXEL_LAYER:
            st.markdown(f":small[{inline_markdown(f'{_place_name(child.cell)}: {_said(found, child)}')}]")
            continue
        st.button(
            inline_markdown(f"{_place_name(child.cell)}: {_said(found, child)}"),
            key=f"cell_back_{at}",
            on_click=go,
            args=(child.cell,),
            width="stretch",
        )


def _said(found: CellArithmetic, child: Child) -> str:
    """Says what a cell one step back hands on."""
    if found.kind in ("conv", "dense") or _is_average(found):
        return t("cell.product", value=_number(child.value), term=_signed(child.term))
    if found.kind == "pool":
        return t("cell.wins" if child.term else "cell.loses", value=_number(child.value))
    return _number(child.value)


def _is_average(found: CellArithmetic) -> bool:
    return isinstance(found.operation, Pooling) and found.operation.spec.mode == "average"


def _below(found: CellArithmetic) -> str:
    """Names what the cell reads."""
    below = found.window.below
    return t("cell.digit") if below == PIXEL_LAYER else below


def _sight(found: CellArithmetic) -> str:
    window = found.window
    (top, bottom), (left, right) = window.field_rows, window.field_columns
    rows, columns = len(window.rows), len(window.columns)
    said = t("cell.sees", top=max(top, 0), bottom=min(bottom, 27), left=max(left, 0), right=min(right, 27))
    reads = t(
        "cell.reads" if len(window.channels) > 1 else "cell.reads_one",
        rows=rows,
        columns=columns,
        below=_below(found),
        channels=len(window.channels),
    )
    share = window.padding_share
    return f"{said} {reads}" + (f" {t('cell.padding', share=percent(share))}" if share else "")


def _arithmetic(found: CellArithmetic) -> str:
    """Says how the number came about, a sentence a step."""
    steps = []
    if found.sums is not None:
        steps.append(t("cell.sum", count=found.sums.products.size, sum=_number(found.sums.sum)))
        if found.sums.bias:
            steps.append(t("cell.bias", bias=_number(found.sums.bias), total=_number(found.total)))
    elif found.normalisation is not None:
        known = {name: _number(value) for name, value in vars(found.normalisation).items()}
        steps.append(t("cell.norm", came=_number(float(found.patch[0, 0, 0])), total=_number(found.total), **known))
    elif found.kind == "pool":
        steps.append(t("cell.pool", total=_number(found.total)))
    if found.activation != "linear":
        made = found.computed / found.factor if found.factor else None
        if made is not None:
            activation = t(f"build.options.activation.{found.activation}")
            steps.append(t("cell.activation", activation=activation, value=_number(made)))
    if found.factor != 1:
        steps.append(t("cell.factor", factor=percent(found.factor), value=_number(found.computed)))
    return " ".join(steps)


def _name(cell: Cell) -> str:
    return f"{cell.layer} · {_place_name(cell)}"


def _place_name(cell: Cell) -> str:
    """Says where in its layer a cell is."""
    kind = {PIXEL_LAYER: "pixel"}.get(cell.layer, "unit" if cell.layer.startswith("dense") else "cell")
    return t(f"cell.{kind}", channel=cell.channel, row=cell.row, column=cell.column)


def _number(value: float) -> str:
    return f"{value:z.3g}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{value:+.3g}".replace("-", "−") if value else "0"
