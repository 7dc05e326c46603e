"""Which net is built on its page: from the address, a preset or the editor. It stands in the address as text."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from cnn_core.errors import SpecError
from cnn_core.figures.net_drawing import MIDDLE, NARROW, WIDE, net_drawing
from cnn_core.nets.course import THREE_BLOCK, TWO_BLOCK, TrainingSpec
from cnn_core.nets.spec import ModelSpec, layer_shapes
from cnn_core.nets.text import read_model, write_model
from cnn_core.nets.training_text import course_recipes, training_text
from cnn_core.store.names import MOST_CHARACTERS, clean_name
from cnn_core.text import t, words
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.kept import pictured, present_key
from ui.display.inline_text import inline_markdown
from ui.display.layer_table import LayerRow, layer_table
from ui.display.page import name_tab
from ui.nets.own_name import BUILT, TRAINED, may_be_named, own_name
from ui.nets.titles import ADDRESS
from ui.pages.build_net.form import Form, form_of, read_form, refused_place
from ui.pages.build_net.net_editor import EditorState, show_editor

PRESETS: Mapping[str, str] = {
    "two_block": write_model(TWO_BLOCK),
    "three_block": write_model(THREE_BLOCK),
    # LeCun and others, "Gradient-based learning applied to document recognition" (1998), on 28 × 28 pixels: SAME in
    # the first layer stands for the padding to 32 × 32.
    "lenet": "c6-k5-tanh-avg2_c16-k5-valid-tanh-avg2_c120-k5-valid-tanh_d84-tanh",
    "normed": "c32-bn-max2-drop0.25_c64-bn-max2-drop0.25_d128-drop0.5",
}

_HERE = Path(__file__).parent
_OWN = "own"
_WIDTHS = {"wide": WIDE, "middle": MIDDLE, "narrow": NARROW}
# Pixels.
_PRESET_WIDTH = 300
_NAME_WIDTH = 260


def choose_preset() -> tuple[ModelSpec, str]:
    """Shows what one can begin with and the name of the net.

    Returns:
        The net that stands, the last that fitted; and what it is to be called, empty where nobody has said so.
    """
    is_new_page = present_key("build_preset") not in st.session_state
    _read_address(is_new_page=is_new_page)
    state = st.session_state
    model: ModelSpec = state.build_model
    text = write_model(model)
    name = next((name for name, preset in PRESETS.items() if preset == text), _OWN)

    def pick(picked: str) -> None:
        if picked in PRESETS:
            _put(read_model(PRESETS[picked]))

    st.selectbox(
        t("build.preset"),
        tuple(PRESETS) if name in PRESETS else (_OWN, *PRESETS),
        format_func=lambda option: t(f"build.{option}"),
        width=_PRESET_WIDTH,
        **pictured("build_preset", name, pick),
    )
    called = _choose_name(model, is_new_page=is_new_page)
    write_address(ADDRESS, text, PRESETS["two_block"])
    name_tab("build_net", called or t(f"build.{name}"))
    return model, called


def edit_net(model: ModelSpec) -> None:
    """Shows the editor, and the net in a drawing and a table.

    Args:
        model: The net that stands.
    """
    show_editor(
        st.session_state.build_editor,
        drawing="".join(net_drawing(model, width=width, name=name) for name, width in _WIDTHS.items()),
        table=net_table(model),
        key="build_net",
        take=_take,
    )


def link_to_training(model: ModelSpec, name: str) -> None:
    """Shows the link to the page that trains a net, or why there is nothing to train.

    Args:
        model: The net that stands. While what is typed makes none, it is another than somebody sees in the fields.
        name: What it is to be called.
    """
    editor: EditorState = st.session_state.build_editor
    if editor.refused:
        st.button(t("build.train"), key="build_no_train", disabled=True, help=inline_markdown(editor.refused))
        return
    if not model.has_logits:
        st.caption(t("build.no_answer"))
        return
    usual, *_ = course_recipes(model).values()
    st.html(_HERE / "choices.css")
    with st.container(key="build_train", width="content"):
        st.page_link(
            "training.py",
            label=t("build.train"),
            # As that page writes it into its address, which then is no step of its own on the way back.
            query_params={
                ADDRESS: training_text(TrainingSpec(model=model, recipe=usual)),
                **({TRAINED: name} if name else {}),
            },
            icon=":material/arrow_forward:",
            icon_position="right",
        )


def net_table(model: ModelSpec) -> str:
    """Returns the layers of a net as an HTML table: shapes, costs and receptive fields, and the sums."""
    layers = layer_shapes(model)
    rows = [
        LayerRow(
            name=layer.name,
            cells=(
                " × ".join(map(str, layer.shape)),
                _count(layer.parameters),
                _count(layer.multiply_adds),
                f"{layer.field.rows.size} × {layer.field.columns.size}" if layer.field else "",
            ),
            kind=layer.kind,
        )
        for layer in layers
    ]
    sums = (sum(layer.parameters for layer in layers), sum(layer.multiply_adds for layer in layers))
    rows.append(LayerRow(name=t("build.total"), cells=("", *map(_count, sums), ""), kind="total"))
    first, *others = words("build.column").values()
    return layer_table(first, others, rows)


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def _choose_name(model: ModelSpec, *, is_new_page: bool) -> str:
    """Shows the field for the name of the net, which the course's own keep, and returns what stands in it."""
    name = own_name(BUILT, model, is_new_page=is_new_page)
    st.text_input(
        t("build.name"),
        max_chars=MOST_CHARACTERS,
        placeholder=t("build.unnamed" if may_be_named(model) else "build.course_name"),
        help=inline_markdown(t("build.name_help")),
        disabled=not may_be_named(model),
        width=_NAME_WIDTH,
        **pictured("build_called", name, lambda typed: st.session_state.update({BUILT: clean_name(typed)})),
    )
    return name


def _read_address(*, is_new_page: bool) -> None:
    """Takes over what the address says, if it is news, and gives a sentence for what is nonsense."""
    state = st.session_state
    text = newly_addressed(ADDRESS, is_new_page=is_new_page)
    if text is None and "build_model" in state:
        return
    try:
        _put(read_model(text or PRESETS["two_block"]))
    except SpecError as error:
        _put(TWO_BLOCK)
        st.warning(inline_markdown(t("build.kept_default", message=error)))


def _put(model: ModelSpec) -> None:
    """Puts another net in place, in the editor too."""
    state = st.session_state
    before: EditorState | None = state.get("build_editor")
    state.build_model = model
    state.build_editor = EditorState(form=form_of(model), turn=before.turn + 1 if before else 0)


def _take(form: Form, number: int) -> None:
    """Takes over what was typed, and the net where it makes one."""
    state = st.session_state
    before: EditorState = state.build_editor
    refused = wrong_field = ""
    try:
        state.build_model = read_form(form)
    except SpecError as error:
        message = str(error)
        if place := refused_place(message):
            part, index, field = place
            wrong_field = t(
                "build.editor.field",
                title=t(f"build.editor.{part}", number=index),
                field=t(f"build.fields.{field}"),
            )
            message = t("build.named", place=wrong_field, message=message)
        refused = t("build.kept", message=message)
    state.build_editor = EditorState(
        form=form, turn=before.turn, heard=number, refused=refused, wrong_field=wrong_field
    )
