"""Which trained net the results page tells of, beside which other, and which cell; all of it in the address."""

from collections.abc import Mapping

import streamlit as st

from cnn_core.errors import ConvscopeError, SpecError
from cnn_core.nets.course import NETS, TrainingSpec, named_net
from cnn_core.nets.spec import CLASSES
from cnn_core.nets.training_text import read_training_text, training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.store.names import MOST_CHARACTERS
from cnn_core.store.store import StoredNet
from cnn_core.text import percent, t
from ui.choosing.address import newly_addressed, write_address
from ui.choosing.kept import kept, pictured, present_key
from ui.engine import engine
from ui.nets.choices import first_filters, net_record
from ui.nets.titles import ADDRESS, made_of, net_title
from ui.owner import this_owner
from ui.pages.results.confusion import Cell

NOTHING = ""

_WIDTH = 290  # pixels
_NO_CELL: Cell = (-1, -1)


def answering_nets() -> dict[str, StoredNet]:
    """Returns what the store holds of nets that were trained and give answers, by their names in the address."""
    count = len(load_digits().held_out_labels)
    return {
        training_text(entry.net): entry
        for entry in engine().store.nets()
        if entry.net.recipe.epochs and len(entry.held_out_answers) == count
    }


def choose_net(nets: Mapping[str, StoredNet]) -> StoredNet:
    """Shows the choice of the net that the page tells of.

    Args:
        nets: What there is, at least one.
    """
    state = st.session_state
    default = _default(nets)
    text = newly_addressed(ADDRESS, is_new_page=present_key("results_net") not in state)
    if text is not None:
        state.results_chosen = _read(text, nets) if text else default
    if state.get("results_chosen") not in nets:
        state.results_chosen = default
    chosen: str = state.results_chosen
    st.selectbox(
        t("results.net"),
        tuple(nets),
        format_func=lambda option: _label(nets[option]),
        width=_WIDTH,
        **pictured("results_net", chosen, lambda picked: state.update(results_chosen=picked)),
    )
    write_address(ADDRESS, chosen, "")  # which net is the default changes with each that is trained
    return nets[chosen]


def choose_other(nets: Mapping[str, StoredNet], first: StoredNet) -> StoredNet | None:
    """Shows the choice of a second net beside the first.

    Args:
        nets: What there is.
        first: The net beside which it is shown.
    """
    options = (NOTHING, *(text for text, entry in nets.items() if entry.net != first.net))
    is_new_page = present_key("results_beside") not in st.session_state
    other = kept("results_other", NOTHING, lambda text: _read(text, nets), is_new_page=is_new_page)
    if other not in options:
        other = st.session_state.results_other = NOTHING
    st.selectbox(
        t("results.other"),
        options,
        format_func=lambda option: _label(nets[option]) if option else t("results.nothing"),
        width=_WIDTH,
        **pictured("results_beside", other, lambda picked: st.session_state.update(results_other=picked)),
    )
    return nets[other] if other else None


def chosen_cell() -> Cell | None:
    """Returns the cell of the confusion matrix that is looked at, if any; to be called before `choose_net`."""
    is_new_page = present_key("results_net") not in st.session_state
    cell = kept(
        "results_cell", _NO_CELL, _read_cell, is_new_page=is_new_page, write=lambda cell: f"{cell[0]}-{cell[1]}"
    )
    return None if cell == _NO_CELL else cell


def choose_digit() -> int:
    """Shows the choice of the held-out digit whose silent channels are shown."""
    is_new_page = present_key("results_digit") not in st.session_state
    index = kept("results_index", 0, _read_index, is_new_page=is_new_page)
    st.number_input(
        t("results.digit"),
        0,
        len(load_digits().held_out_labels) - 1,
        width=180,
        **pictured("results_digit", index, lambda chosen: st.session_state.update(results_index=chosen)),
    )
    return index


def put_cell(cell: Cell | None) -> None:
    """Looks at a cell, or at none; to be called in a callback."""
    st.session_state.results_cell = cell or _NO_CELL


def put_net(text: str) -> None:
    """Tells of another net; to be called in a callback.

    Args:
        text: Its name in the address.
    """
    st.session_state.results_chosen = text


def delete(entry: StoredNet) -> None:
    """Deletes a net; to be called in a callback."""
    state = st.session_state
    try:
        engine().delete(entry.net, owner=this_owner())
    except ConvscopeError as error:
        state.results_notice = str(error)
        return
    net_record.clear(entry.net)
    first_filters.clear(entry.net)
    state.results_notice = t("results.deleted", net=net_title(entry.net))


def name_field(entry: StoredNet) -> None:
    """Shows the field for the name of a net of one's own."""

    def rename(name: str) -> None:
        try:
            engine().rename(entry.net, name, owner=this_owner())
        except ConvscopeError as error:
            st.session_state.results_notice = str(error)

    st.text_input(
        t("results.name"),
        max_chars=MOST_CHARACTERS,
        placeholder=made_of(entry.net),
        help=t("results.name_help"),
        **pictured("results_name", engine().name_of(entry.net), rename),
    )


def _default(nets: Mapping[str, StoredNet]) -> str:
    """Returns the net to begin with: the last that somebody built, else the one that came with the app."""
    course = {net.model for net in NETS.values()}
    own = (text for text, entry in nets.items() if entry.net.model not in course)
    usual = training_text(named_net("two_block"))
    return next(own, usual if usual in nets else next(iter(nets)))


def _read(text: str, nets: Mapping[str, StoredNet]) -> str:
    """Returns the net that the address names as the choice knows it, and leaves a sentence where there is none."""
    try:
        net: TrainingSpec = read_training_text(text)
    except SpecError as error:
        st.session_state.results_notice = str(error)
        return NOTHING
    found = training_text(net)
    if found not in nets:
        st.session_state.results_notice = t("results.missing", net=net_title(net))
        return NOTHING
    return found


def _read_cell(text: str) -> Cell:
    label, answer = map([str(digit) for digit in range(CLASSES)].index, text.split("-"))
    return label, answer


def _read_index(text: str) -> int:
    index = int(text.removesuffix(".0"))
    if not 0 <= index < len(load_digits().held_out_labels):
        raise ValueError(text)
    return index


def _label(entry: StoredNet) -> str:
    accuracy = entry.report.held_out_accuracy or 0.0
    return t("results.option", net=net_title(entry.net), accuracy=percent(accuracy))
