"""Where a digit comes from: drawn, picked from the held-out ones, uploaded or photographed."""

import logging
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from cnn_core.errors import ConvscopeError, ImageError, StoreError
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.images import FORMATS, read_picture
from cnn_core.pictures.mnist_form.form import SIDE, MnistForm, from_mnist, to_mnist_form
from cnn_core.pictures.mnist_form.steps import FormOptions
from cnn_core.text import language, t
from ui.choosing.camera import photograph
from ui.choosing.kept import is_shown, kept, kept_option, pictured, segments
from ui.choosing.upload import Upload, is_gone, upload_picture
from ui.digits import along, steps, strokes
from ui.digits.chosen import Brought, ChosenDigit
from ui.digits.hand import DroppedPicture, LabState, lab_state
from ui.digits.last import keep_last
from ui.digits.steps import MOST_SIDE, form_options
from ui.digits.strokes import show_notice, wish_for, write_strokes
from ui.display.inline_text import inline_markdown
from ui.engine import picture_reader
from ui.nets.choices import net_record

SOURCES = ("draw", "pick", "upload", "camera")
_WIDGETS = {"upload": "file", "camera": "photo"}
MOST_DRAWN = 1_000_000
"""Bytes of a drawing, and pixels."""

_ANY = ""
_LABELS = (_ANY, *map(str, range(10)))

_log = logging.getLogger(__name__)


def choose_source(page: str = "mnist") -> str:
    """Shows the choice of where the digit comes from, which stands in the page's address.

    Args:
        page: What the names of this page's choices begin with.
    """
    is_new_page = not is_shown(f"{page}_source")
    source = segments(
        t("digits_ui.source"),
        f"{page}_source",
        SOURCES,
        lambda name: t(f"digits_ui.{name}"),
        is_labelled=False,
    )
    is_used = source == "pick"
    kept(f"{page}_index", 0, _read_index, is_new_page=is_new_page, is_used=is_used)
    kept_option(f"{page}_label", _LABELS, is_new_page=is_new_page, is_used=is_used)
    strokes.follow_address(is_new_page=is_new_page)
    steps.follow_address(is_new_page=is_new_page)
    return source


def taken_to_why(source: str, page: str = "mnist") -> dict[str, str] | None:
    """Returns what the address of the page "Why this answer" says, so that it has the same digit.

    Args:
        source: One of `SOURCES`. A drawing goes along by itself, and of a picture the server keeps nothing.
        page: What the names of this page's choices begin with.

    Returns:
        None where the digit cannot be taken there.
    """
    if source == "pick":
        return {"why_source": source, "why_index": str(_index(page))}
    return {"why_source": source} if source == "draw" else None


def pick_digit(index: int) -> None:
    """Has the next run of the page show a held-out digit; to be called in a callback.

    Args:
        index: Its number.
    """
    st.session_state.mnist_source = "pick"
    st.session_state.mnist_index = index


def choose_digit(source: str, net: TrainingSpec, *, lab_key: str, page: str = "mnist") -> ChosenDigit:
    """Shows what a source asks for and returns the digit: a held-out one until another comes.

    Where a picture came that cannot be read, it says why, and the digit is a blank one.

    Args:
        source: One of `SOURCES`.
        net: Whose mistakes can be picked.
        lab_key: Of the component that holds the canvas.
        page: What the names of this page's choices begin with.
    """
    state = lab_state(lab_key)
    write_strokes(state, is_used=source == "draw")
    if source == "draw":
        show_notice()
        return _drawn(state, page)
    if source == "pick":
        along.leave(page)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            return _picked(net, page)
    came = _uploaded(page) if source == "upload" else _photographed(page)
    st.caption(t("digits_ui.privacy"))
    if came.file:
        along.offer(page, partial(along.file_of, f"{page}_{_WIDGETS[source]}"))
        return _brought(came.file.getvalue(), came.file.name, source)
    if came.refusal:
        return _nothing(came.refusal)
    if brought := along.came(page):
        return _brought(brought.data, brought.name, source)
    if came.is_gone:
        return _nothing(t(f"digits_ui.gone_{source}"))
    return _held_out(_index(page), "until")


def _drawn(state: LabState, page: str) -> ChosenDigit:
    """The drawing, or the picture that was last dropped on the canvas or pasted."""
    dropped = state.picture
    if dropped and st.session_state.get(f"{page}_put_away") != dropped:
        if not st.button(t("digits_ui.back")):
            along.offer(page, partial(_dropped_file, dropped))
            brought = _dropped_file(dropped)
            return (
                _brought(brought.data, brought.name, "upload") if brought else _nothing(t("digits_ui.gone_upload"))
            )
        st.session_state[f"{page}_put_away"] = dropped
        st.rerun()
    if brought := along.came(page):
        if not st.button(t("digits_ui.back")):
            return _brought(brought.data, brought.name, "upload")
        along.leave(page)
        st.rerun()
    along.leave(page)
    stand_in = _held_out(_index(page), "until")
    if state.drawing is None or wish_for(state):
        return replace(stand_in, is_drawn=True)
    try:
        form = _drawn_form(state.drawing, form_options(), language.get())
    except ImageError:
        return replace(stand_in, is_drawn=True)
    keep_last(form.pixels)
    return replace(stand_in, form=form, is_drawn=True)


def _dropped_file(picture: DroppedPicture) -> Brought | None:
    data = picture.data
    return None if data is None else Brought(data, picture.file)


def _brought(data: bytes, name: str, source: str) -> ChosenDigit:
    try:
        form = _form_of(data, name, form_options(), language.get())
    except ConvscopeError as error:
        _log.info("picture of %d bytes refused", len(data))
        return _nothing(str(error))
    for notice in form.notices:
        st.warning(inline_markdown(notice))
    keep_last(form.pixels)
    return ChosenDigit(form, None, t(f"digits_ui.came_{source}"), form.pixels, brought=Brought(data, name))


def _nothing(reason: str) -> ChosenDigit:
    """Says why there is no digit. The answer to another one beside it would be taken for this one's."""
    st.error(inline_markdown(reason))
    blank = np.zeros((SIDE, SIDE), np.uint8)
    form = MnistForm(blank, steps=(), is_blank=True, notices=(reason,))
    return ChosenDigit(form, None, t("digits_ui.no_digit"), blank)


@st.cache_data(max_entries=8, show_spinner=False)
def _form_of(data: bytes, name: str, options: FormOptions, code: str) -> MnistForm:  # its notices have one
    return picture_reader().form(data, name, options=options, most_side=MOST_SIDE)


@st.cache_data(max_entries=8, show_spinner=False)
def _drawn_form(drawing: bytes, options: FormOptions, code: str) -> MnistForm:
    """Brings what our own canvas drew to MNIST's form, here: it is small, and no stroke waits for a picture."""
    return to_mnist_form(read_picture(drawing, max_bytes=MOST_DRAWN, max_pixels=MOST_DRAWN), options=options)


def _index(page: str) -> int:
    index: int = st.session_state[f"{page}_index"]
    return index


def _read_index(text: str) -> int:
    """Returns the number of a held-out digit that the address names; older ones end in `.0`."""
    index = int(text.removesuffix(".0"))
    if not 0 <= index < len(load_digits().held_out_labels):
        raise ValueError(text)
    return index


def _held_out(index: int, why: str = "came_pick") -> ChosenDigit:
    digits = load_digits()
    label = int(digits.held_out_labels[index])
    caption = t(f"digits_ui.{why}", index=index, label=label)
    pixels = digits.held_out_images[index]
    return ChosenDigit(from_mnist(pixels), label, caption, pixels)


def _uploaded(page: str) -> Upload:
    label = t("digits_ui.file", allowed=", ".join(FORMATS))
    return upload_picture(label, key=f"{page}_file", width=440)


def _photographed(page: str) -> Upload:
    key = f"{page}_photo"
    return Upload(file=photograph(t("digits_ui.photo"), key=key, width=320), is_gone=is_gone(key))


def _picked(net: TrainingSpec, page: str) -> ChosenDigit:
    digits = load_digits()
    key = f"{page}_index"
    st.number_input(
        t("digits_ui.index"),
        0,
        len(digits.held_out_labels) - 1,
        width=180,
        **pictured(f"{key}_number", _index(page), lambda index: st.session_state.update({key: index})),
    )
    name = f"{page}_label"
    chosen: str = st.session_state[name]
    label = int(chosen) if chosen else None
    st.selectbox(
        t("digits_ui.label"),
        _LABELS,
        format_func=lambda option: option or t("digits_ui.any"),
        width=180,
        **pictured(f"{name}_list", chosen, lambda option: st.session_state.update({name: option})),
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
        st.info(inline_markdown(missing))
    picked = _held_out(_index(page))
    keep_last(picked.form.pixels, _index(page))
    return picked


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
    st.session_state[f"{page}_index"] = int(np.random.default_rng().choice(candidates))
