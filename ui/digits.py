"""Where a digit comes from: drawn, picked from the held-out ones, uploaded or photographed."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnn_core.digits import load_digits
from cnn_core.errors import ImageError, StoreError
from cnn_core.figures import digit_figure
from cnn_core.images import MAX_BYTES, read_picture
from cnn_core.mnist_form import MnistForm, from_mnist, to_mnist_form
from cnn_core.nets import TrainingSpec
from cnn_core.text import t
from ui.canvas import drawing_canvas
from ui.charts import show_figure
from ui.nets import net_record

SOURCES = ("draw", "pick", "upload", "camera")
FILE_TYPES = ("png", "jpg", "jpeg", "webp", "bmp", "gif")


@dataclass(frozen=True, eq=False)
class ChosenDigit:
    """A digit in the form that the nets read.

    Attributes:
        form: The digit, and how it came to be.
        label: The true digit where it is known.
        caption: A sentence that says which digit it is.
    """

    form: MnistForm
    label: int | None
    caption: str


def choose_digit(net: TrainingSpec) -> ChosenDigit:
    """Shows the ways to bring a digit and returns the one that is there: a held-out digit until another comes.

    Args:
        net: Whose mistakes can be picked.
    """
    source = st.segmented_control(
        t("digits_ui.source"),
        SOURCES,
        default=SOURCES[0],
        required=True,
        format_func=lambda name: t(f"digits_ui.{name}"),
        key="mnist_source",
        bind="query-params",
        label_visibility="collapsed",
    )
    if source == "pick":
        return _picked(net)
    if source == "draw":
        data = drawing_canvas(key="mnist_drawing")
        name = t("digits_ui.draw")
    else:
        file = _uploaded() if source == "upload" else _photographed()
        st.caption(t("digits_ui.privacy"))
        data, name = (file.getvalue(), file.name) if file else (None, "")
    if data is None:
        return _held_out(int(st.session_state.get("mnist_index", 0)), "until")
    try:
        return ChosenDigit(_form_of(data, name), None, t(f"digits_ui.came_{source}"))
    except ImageError as error:
        st.error(str(error))
        return _held_out(int(st.session_state.get("mnist_index", 0)), "instead")


@st.cache_data(max_entries=64, show_spinner=False)
def _form_of(data: bytes, name: str) -> MnistForm:
    return to_mnist_form(read_picture(data, name))


def _held_out(index: int, why: str = "came_pick") -> ChosenDigit:
    digits = load_digits()
    label = int(digits.held_out_labels[index])
    caption = t(f"digits_ui.{why}", index=index, label=label)
    return ChosenDigit(from_mnist(digits.held_out_images[index]), label, caption)


def _uploaded() -> UploadedFile | None:
    return st.file_uploader(
        t("digits_ui.file"),
        type=list(FILE_TYPES),
        key="mnist_file",
        max_upload_size=MAX_BYTES // 1_000_000,
    )


def _photographed() -> UploadedFile | None:
    return st.camera_input(t("digits_ui.photo"), key="mnist_photo")


def _picked(net: TrainingSpec) -> ChosenDigit:
    digits = load_digits()
    # Of floats, since Streamlit's widget for whole numbers fails on an infinity in the address.
    index = int(
        st.number_input(
            t("digits_ui.index"),
            0.0,
            len(digits.held_out_labels) - 1.0,
            0.0,
            step=1.0,
            format="%.0f",
            key="mnist_index",
            bind="query-params",
        )
    )
    show_figure(digit_figure(digits.held_out_images[index]), key="mnist_picked", alt=t("digits_ui.picked_alt"))
    label = st.selectbox(
        t("digits_ui.label"),
        [None, *range(10)],
        format_func=_label_name,
        key="mnist_label",
        persist_state="session",
    )
    with st.container(horizontal=True):
        st.button(t("digits_ui.random"), on_click=_pick, args=(label, None))
        st.button(
            t("digits_ui.mistake"),
            on_click=_pick,
            args=(label, net),
            disabled=not net.model.has_logits,
            help=t("digits_ui.mistake_help"),
        )
    if missing := st.session_state.pop("mnist_nothing", None):
        st.info(missing)
    return _held_out(index)


def _label_name(label: int | None) -> str:
    return t("digits_ui.any") if label is None else str(label)


def _pick(label: int | None, wrong_by: TrainingSpec | None) -> None:
    """Moves to a random held-out digit: of a label, or one that a net gets wrong, or both."""
    digits = load_digits()
    fits = np.ones(len(digits.held_out_labels), bool) if label is None else digits.held_out_labels == label
    if wrong_by is not None:
        try:
            record = net_record(wrong_by)
        except StoreError as error:
            st.session_state.mnist_nothing = str(error)
            return
        if record is None:
            st.session_state.mnist_nothing = t("digits_ui.not_trained")
            return
        fits &= record.held_out_answers != digits.held_out_labels
    candidates = np.flatnonzero(fits)
    if not len(candidates):
        st.session_state.mnist_nothing = t("digits_ui.no_such")
        return
    st.session_state.mnist_index = float(np.random.default_rng().choice(candidates))
