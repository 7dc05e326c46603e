"""Where a digit comes from: drawn, picked from the held-out ones, uploaded or photographed."""

import logging
from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_core.errors import ConvscopeError, ImageError, StoreError
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import FILE_TYPES, read_picture
from cnn_core.pictures.mnist_form.form import MnistForm, from_mnist, to_mnist_form
from cnn_core.pictures.mnist_form.steps import FormOptions
from cnn_core.settings import settings
from cnn_core.text import t
from ui.digits.chosen import ChosenDigit
from ui.digits.hand import LabState, lab_state
from ui.digits.steps import form_options
from ui.nets.choices import net_record
from ui.serving import megabytes

SOURCES = ("draw", "pick", "upload", "camera")

_log = logging.getLogger(__name__)


def choose_source(page: str = "mnist") -> str:
    """Shows the choice of where the digit comes from, bound to the page's address.

    Args:
        page: What the names of this page's choices begin with.
    """
    source: str | None = st.segmented_control(
        t("digits_ui.source"),
        SOURCES,
        default=SOURCES[0],
        required=True,
        format_func=lambda name: t(f"digits_ui.{name}"),
        key=f"{page}_source",
        bind="query-params",
        label_visibility="collapsed",
    )
    return source or SOURCES[0]  # an address that says nothing leaves nothing chosen


def pick_digit(index: int) -> None:
    """Has the next run of the page show a held-out digit; to be called in a callback.

    Args:
        index: Its number.
    """
    st.session_state.mnist_source = "pick"
    st.session_state.mnist_index = float(index)


def choose_digit(source: str, net: TrainingSpec, *, lab_key: str, page: str = "mnist") -> ChosenDigit:
    """Shows what a source asks for and returns the digit: a held-out one until another comes.

    Args:
        source: One of `SOURCES`.
        net: Whose mistakes can be picked.
        lab_key: Of the component that holds the canvas.
        page: What the names of this page's choices begin with.
    """
    if source == "draw":
        return _drawn(lab_state(lab_key), page)
    if source == "pick":
        with st.container(horizontal=True, vertical_alignment="bottom"):
            return _picked(net, page)
    file = _uploaded(page) if source == "upload" else _photographed(page)
    st.caption(t("digits_ui.privacy"))
    if file is None:
        return _held_out(_index(page), "until")
    return _brought(file.getvalue(), file.name, source, page)


def _drawn(state: LabState, page: str) -> ChosenDigit:
    """The drawing, or the picture that was last dropped on the canvas or pasted."""
    dropped = state.picture
    if dropped and st.session_state.get(f"{page}_put_away") != dropped:
        if not st.button(t("digits_ui.back")):
            name, data = dropped
            return _brought(data, name, "upload", page)
        st.session_state[f"{page}_put_away"] = dropped
        st.rerun()
    stand_in = _held_out(_index(page), "until")
    if state.drawing is None:
        return replace(stand_in, is_drawn=True)
    try:
        form = _form_of(state.drawing, "", form_options())
    except ImageError:
        return replace(stand_in, is_drawn=True)
    return replace(stand_in, form=form, is_drawn=True)


def _brought(data: bytes, name: str, source: str, page: str) -> ChosenDigit:
    try:
        form = _form_of(data, name, form_options())
    except ConvscopeError as error:
        _log.info("picture of %d bytes refused", len(data))
        st.error(str(error))
        return _held_out(_index(page), "instead")
    for notice in form.notices:
        st.warning(notice)
    return ChosenDigit(form, None, t(f"digits_ui.came_{source}"), form.pixels)


@st.cache_data(max_entries=8, show_spinner=False)
def _form_of(data: bytes, name: str, options: FormOptions) -> MnistForm:
    limits = settings()
    return to_mnist_form(
        read_picture(data, name, max_bytes=limits.picture_bytes, max_pixels=limits.picture_pixels), options=options
    )


def _index(page: str) -> int:
    return int(st.session_state.get(f"{page}_index", 0))


def _held_out(index: int, why: str = "came_pick") -> ChosenDigit:
    digits = load_digits()
    label = int(digits.held_out_labels[index])
    caption = t(f"digits_ui.{why}", index=index, label=label)
    pixels = digits.held_out_images[index]
    return ChosenDigit(from_mnist(pixels), label, caption, pixels)


def _uploaded(page: str) -> UploadedFile | None:
    return st.file_uploader(
        t("digits_ui.file"),
        width=440,
        type=list(FILE_TYPES),
        key=f"{page}_file",
        max_upload_size=megabytes(settings().picture_bytes),
    )


def _photographed(page: str) -> UploadedFile | None:
    return st.camera_input(t("digits_ui.photo"), key=f"{page}_photo", width=320)


def _picked(net: TrainingSpec, page: str) -> ChosenDigit:
    digits = load_digits()
    # Of floats, since Streamlit's widget for whole numbers fails on an infinity in the address. It begins with the
    # least by itself: a default would be one too many, beside what a button puts into the session.
    index = int(
        st.number_input(
            t("digits_ui.index"),
            0.0,
            len(digits.held_out_labels) - 1.0,
            step=1.0,
            format="%.0f",
            key=f"{page}_index",
            bind="query-params",
            width=180,
        )
    )
    label = st.selectbox(
        t("digits_ui.label"),
        [None, *range(10)],
        format_func=_label_name,
        key=f"{page}_label",
        width=180,
        persist_state="session",
    )
    st.button(t("digits_ui.random"), on_click=_pick, args=(label, None, page))
    st.button(
        t("digits_ui.mistake"),
        on_click=_pick,
        args=(label, net, page),
        disabled=not net.model.has_logits,
        help=t("digits_ui.mistake_help"),
    )
    if missing := st.session_state.pop(f"{page}_nothing", None):
        st.info(missing)
    return _held_out(index)


def _label_name(label: int | None) -> str:
    return t("digits_ui.any") if label is None else str(label)


def _pick(label: int | None, wrong_by: TrainingSpec | None, page: str) -> None:
    """Moves to a random held-out digit: of a label, or one that a net gets wrong, or both."""
    digits = load_digits()
    fits = np.ones(len(digits.held_out_labels), bool) if label is None else digits.held_out_labels == label
    if wrong_by is not None:
        try:
            record = net_record(wrong_by)
        except StoreError as error:
            st.session_state[f"{page}_nothing"] = str(error)
            return
        if record is None:
            st.session_state[f"{page}_nothing"] = t("digits_ui.not_trained")
            return
        fits &= record.held_out_answers != digits.held_out_labels
    candidates = np.flatnonzero(fits)
    if not len(candidates):
        st.session_state[f"{page}_nothing"] = t("digits_ui.no_such")
        return
    st.session_state[f"{page}_index"] = float(np.random.default_rng().choice(candidates))
