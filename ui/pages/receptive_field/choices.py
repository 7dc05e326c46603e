"""What can be chosen on the receptive field page. Every choice stands in the page's address."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from cnn_core.errors import SpecError
from cnn_core.nets.receptive_field import STACKS, FieldLayer, LayerStack
from cnn_core.text import t
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.kept import pictured, present_key
from ui.choosing.live_slider import show_slider
from ui.display.inline_text import inline_markdown
from ui.pages.receptive_field.text import (
    KINDS,
    MOST_DILATION,
    MOST_KERNEL,
    MOST_LAYERS,
    MOST_PADDING,
    MOST_SIZE,
    MOST_STRIDE,
    ChosenCell,
    clamped,
    middle_cell,
    padding_of,
    read_cell,
    read_stack,
    square_layer,
    write_cell,
    write_stack,
)

DEFAULT = "two_block"
PADDINGS = ("valid", "same", "explicit")
NEW_LAYER = square_layer("conv", 3, 1, 1, "same")

_OWN = "own"

# Pixels.
_PRESET_WIDTH = 200
_SLIDER = 150
_EDITOR = 520


def choose_cell() -> tuple[LayerStack, ChosenCell]:
    """Shows the choice of the layers and of the cell that is followed, and returns both."""
    notices = _read_address()
    stack: LayerStack = st.session_state.receptive_layers
    with st.container(horizontal=True, vertical_alignment="top", gap="medium", key="receptive_choices"):
        _preset(stack)
        _layer_of_cell(stack)
        with st.container(horizontal=True, gap="medium", width="content", key="receptive_handles"):
            _place("row", 0, stack)
            _place("column", 1, stack)
    for notice in filter(None, [*notices, st.session_state.pop("receptive_notice", None)]):
        st.warning(inline_markdown(notice))
    cell: ChosenCell = st.session_state.receptive_at
    write_address("receptive_stack", write_stack(stack), DEFAULT)
    write_address("receptive_cell", write_cell(cell), write_cell(middle_cell(stack)))
    return stack, cell


def edit_layers(stack: LayerStack) -> None:
    """Shows a button for the input, one for each layer and one for another layer."""
    with st.container(horizontal=True, gap="xsmall", key="receptive_buttons"):
        # The labels never change: Streamlit would take the button for another one, and close what it opened.
        editor = st.popover(t("receptive.image_button"), key="receptive_input", on_change="rerun")
        if editor.open:  # the widgets of a closed editor would send what they last showed
            with editor:
                _edit_size(stack)
        for index in range(len(stack.layers)):
            label = t("receptive.layer_button", number=index + 1)
            editor = st.popover(inline_markdown(label), key=f"receptive_edit_{index}", on_change="rerun")
            if editor.open:
                with editor:
                    _edit_layer(stack, index)
        is_full = len(stack.layers) == MOST_LAYERS
        st.button(
            t("receptive.add"),
            icon=":material/add:",
            type="tertiary",
            disabled=is_full,
            help=t("receptive.full") if is_full else None,
            on_click=_put,
            args=(stack.image_shape[0], (*stack.layers, NEW_LAYER)),
        )


def put_cell(told: object) -> None:
    """Takes over a cell that the picture tells of; to be called in a callback.

    Args:
        told: `depth`, `row` and `column`, as the browser sent them.
    """
    if isinstance(told, Mapping):
        numbers = [told.get(name) for name in ("depth", "row", "column")]
        match numbers:
            case [int(depth), int(row), int(column)]:
                stack: LayerStack = st.session_state.receptive_layers
                st.session_state.receptive_at = clamped(ChosenCell(depth=depth, row=row, column=column), stack)


def _read_address() -> list[str]:
    """Takes over what the address says, if it is news, and returns a sentence for what is nonsense."""
    state, notices = st.session_state, []
    is_new_page = present_key("receptive_preset") not in state
    text = newly_addressed("receptive_stack", is_new_page=is_new_page)
    place = newly_addressed("receptive_cell", is_new_page=is_new_page)
    if text is not None or "receptive_layers" not in state:
        try:
            state.receptive_layers = read_stack(text or DEFAULT)
        except SpecError as error:
            state.receptive_layers = STACKS[DEFAULT]
            notices.append(t("receptive.kept_default", message=error))
        state.receptive_at = middle_cell(state.receptive_layers)
    if place is not None:
        try:
            stack = state.receptive_layers
            state.receptive_at = read_cell(place, stack) if place else middle_cell(stack)
        except SpecError as error:
            state.receptive_at = middle_cell(state.receptive_layers)
            notices.append(t("receptive.kept_cell", message=error))
    state.receptive_at = clamped(state.receptive_at, state.receptive_layers)
    return notices


def _preset(stack: LayerStack) -> None:
    name = write_stack(stack)
    is_named = name in STACKS

    def pick(picked: str) -> None:
        if picked in STACKS:
            st.session_state.receptive_layers = STACKS[picked]
            st.session_state.receptive_at = middle_cell(STACKS[picked])

    st.selectbox(
        t("receptive.choose"),
        tuple(STACKS) if is_named else (_OWN, *STACKS),
        format_func=lambda option: t(f"receptive.{option}"),
        width=_PRESET_WIDTH,
        **pictured("receptive_preset", name if is_named else _OWN, pick),
    )


def _layer_of_cell(stack: LayerStack) -> None:
    state = st.session_state

    def choose(depth: int) -> None:
        (H, W), (H_now, W_now) = stack.shapes[depth], stack.shapes[state.receptive_at.depth]
        # to the cell that lies about where the last one lay
        row = (2 * state.receptive_at.row + 1) * H // (2 * H_now)
        column = (2 * state.receptive_at.column + 1) * W // (2 * W_now)
        state.receptive_at = clamped(ChosenCell(depth=depth, row=row, column=column), stack)

    st.segmented_control(
        t("receptive.cell_of"),
        range(1, len(stack.layers) + 1),
        format_func=lambda depth: stack.names[depth - 1],
        required=True,
        **pictured("receptive_depth", state.receptive_at.depth, choose),
    )


def _place(name: str, axis: int, stack: LayerStack) -> None:
    """Shows the cell's row or column; a map of one has no choice."""
    state = st.session_state
    most = stack.shapes[state.receptive_at.depth][axis] - 1
    if most == 0:
        return
    at: ChosenCell = state.receptive_at

    def move(told: float) -> None:
        row, column = (int(told), at.column) if name == "row" else (at.row, int(told))
        state.receptive_at = clamped(ChosenCell(depth=at.depth, row=row, column=column), stack)

    show_slider(
        t(f"receptive.{name}"),
        (0, most, 1),
        at.row if name == "row" else at.column,
        key=f"receptive_{name}",
        take=move,
        width=_SLIDER,
    )


def _edit_size(stack: LayerStack) -> None:
    state = st.session_state
    state.receptive_size = stack.image_shape[0]
    st.slider(
        t("receptive.size"),
        1,
        MOST_SIZE,
        key="receptive_size",
        on_change=lambda: _put(state.receptive_size, stack.layers),
    )


def _edit_layer(stack: LayerStack, index: int) -> None:
    state, layer = st.session_state, stack.layers[index]
    padding = padding_of(layer)
    shown: dict[str, Any] = {
        "kind": layer.kind,
        "kernel": layer.spec.kernel_size[0],
        "stride": layer.spec.strides[0],
        "dilation": layer.spec.dilation_rate[0],
        "padding": padding if isinstance(padding, str) else "explicit",
        "width": padding if isinstance(padding, int) else 1,
    }
    keys = {name: f"receptive_{name}_{index}" for name in shown}
    for name, value in shown.items():
        if name != "width" or isinstance(padding, int):
            state[keys[name]] = value

    def change() -> None:
        new = {name: state.get(keys[name]) or shown[name] for name in shown}
        if isinstance(padding, int):
            new["width"] = state[keys["width"]]  # which may be 0
        around = new["width"] if new["padding"] == "explicit" else new["padding"]
        changed = square_layer(new["kind"], new["kernel"], new["stride"], new["dilation"], around)
        _put(stack.image_shape[0], (*stack.layers[:index], changed, *stack.layers[index + 1 :]))

    st.markdown(inline_markdown(f"**{stack.names[index]}**"))
    with st.container(horizontal=True, gap="medium", width=_EDITOR):
        _one_of("kind", KINDS, keys["kind"], change)
        _one_of("padding", PADDINGS, keys["padding"], change)
        if isinstance(padding, int):
            st.slider(t("receptive.width"), 0, MOST_PADDING, key=keys["width"], on_change=change, width=_SLIDER)
    with st.container(horizontal=True, gap="medium", width=_EDITOR):
        for name, most in (("kernel", MOST_KERNEL), ("stride", MOST_STRIDE), ("dilation", MOST_DILATION)):
            st.slider(t(f"receptive.{name}"), 1, most, key=keys[name], on_change=change, width=_SLIDER)
    is_only = len(stack.layers) == 1
    st.button(
        t("receptive.remove"),
        icon=":material/delete:",
        key=f"receptive_remove_{index}",
        disabled=is_only,
        help=t("receptive.only") if is_only else None,
        on_click=_put,
        args=(stack.image_shape[0], (*stack.layers[:index], *stack.layers[index + 1 :])),
    )


def _one_of(name: str, options: tuple[str, ...], key: str, change: Callable[[], None]) -> None:
    st.segmented_control(
        t(f"receptive.{name}"),
        options,
        format_func=lambda option: t(f"receptive.{option}"),
        required=True,
        key=key,
        on_change=change,
    )


def _put(size: int, layers: tuple[FieldLayer, ...]) -> None:
    """Puts other layers in place, if they fit, and keeps the cell; the last layer's stays the last layer's."""
    state = st.session_state
    before: LayerStack = state.receptive_layers
    try:
        stack = LayerStack(image_shape=(size, size), layers=layers)
    except SpecError as error:
        state.receptive_notice = t("receptive.kept", message=error)
        return
    state.receptive_layers = stack
    at: ChosenCell = state.receptive_at
    is_last = at.depth == len(before.layers)
    is_middle = at == middle_cell(before)
    depth = len(stack.layers) if is_last else at.depth
    moved = clamped(ChosenCell(depth=depth, row=at.row, column=at.column), stack)
    state.receptive_at = middle_cell(stack) if is_middle else moved
