"""What the results page shows of a trained net, and of two side by side."""

from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from itertools import pairwise
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.errors import ConvscopeError
from cnn_core.figures.colors import ACCENT
from cnn_core.figures.evaluation import class_accuracy_figure, training_figure
from cnn_core.models.dead_channels import zero_channels
from cnn_core.models.evaluation import (
    class_accuracy,
    compare_answers,
    confused_digits,
    confusion_matrix,
    standard_error,
    surest_mistakes,
)
from cnn_core.models.held_out import HeldOutPass
from cnn_core.models.keras_file import keras_file_name, keras_file_use
from cnn_core.nets.course import NETS, TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import StoredNet
from cnn_core.text import percent, t
from ui.asking import await_answer
from ui.clients import this_client
from ui.display.charts import show_figure
from ui.display.inline_text import inline_markdown
from ui.display.layer_table import LAYER_SHEET
from ui.display.pictures import pixel_picture
from ui.engine import engine
from ui.nets.held_out_passes import held_out_pass, quiet_channels
from ui.nets.titles import made_of, net_title
from ui.owner import this_owner
from ui.pages.results.channel_strips import strips
from ui.pages.results.choices import choose_digit, delete, name_field, put_cell
from ui.pages.results.confusion import Cell, show_confusion
from ui.pages.results.digit_gallery import ShownDigit, show_gallery

MOST_SHOWN = 40  # digits in one place
MOST_MISTAKES = 24

_HERE = Path(__file__).parent
_FINISHING = ("norm", "activation")  # layers that finish what a convolution begins
_DIGIT_SIDE = 84  # pixels


def load_styles() -> None:
    """Brings the styles of what the page shows as HTML."""
    st.html(_HERE / "results.css")
    st.html(LAYER_SHEET)


def show_file_and_removal(entry: StoredNet) -> None:
    """Shows what saves a net as a file, how to use that file, and what deletes the net after asking."""
    st.download_button(
        t("results.download"),
        partial(_keras_file, entry.net),
        keras_file_name(entry.net),
        "application/octet-stream",
        key="results_file",
        on_click="ignore",
        icon=":material/download:",
    )
    with st.popover(t("results.use"), icon=":material/code:"):
        st.markdown(t("results.use_said"))
        st.code(keras_file_use(entry.net), language="python", wrap_lines=True)
    if entry.is_shipped or not engine().may_delete(entry.net, owner=this_owner()):
        return
    if entry.net not in NETS.values():
        with st.popover(t("results.rename"), icon=":material/edit:"):
            name_field(entry)
    with st.popover(t("results.delete"), icon=":material/delete:"):
        st.markdown(inline_markdown(t("results.sure", net=net_title(entry.net))))
        st.button(t("results.delete_it"), key="results_delete", on_click=delete, args=(entry,))


def show_facts(entries: Iterable[StoredNet]) -> None:
    """Says in a line how well each net does and how it was trained."""
    for entry in entries:
        net, report, right = entry.net, entry.report, int((entry.held_out_answers == _labels()).sum())
        share, error = right / len(_labels()), float(standard_error(right, len(_labels())))
        st.markdown(
            inline_markdown(
                t(
                    "results.facts",
                    net=net_title(net),
                    accuracy=percent(share),
                    error=f"{100 * error:.1f}",
                    wrong=len(_labels()) - right,
                    seconds=f"{report.seconds:.0f}",
                    epochs=net.recipe.epochs,
                    seed=net.seed,
                    parameters=f"{sum(layer.parameters for layer in layer_shapes(net.model)):,}",
                )
            )
        )
        if net_title(net) != made_of(net):
            st.caption(inline_markdown(made_of(net)))


def show_mistakes(entry: StoredNet, other: StoredNet | None, cell: Cell | None) -> HeldOutPass | None:
    """Shows the confusion matrix and beside it the digits of its chosen cell, or else the most telling ones.

    Args:
        entry: The net.
        other: A second one, whose disagreements with the first are then shown.
        cell: The chosen cell.

    Returns:
        What the net makes of the held-out digits, as soon as it is known.
    """
    matrix, digits = st.columns([2, 3], gap="large")
    with matrix:
        st.header(t("results.confusion"), anchor=False)
        counts = confusion_matrix(entry.held_out_answers, _labels())
        show_confusion(counts, chosen=cell, key="results_matrix", take=put_cell)
        st.caption(t("results.confusion_hint"))
    with digits:
        place = st.container()
        passed = held_out_pass(entry.net)
        with place:
            if cell:
                _show_cell(entry, cell, passed, is_beside_another=other is not None)
            elif other:
                _show_disagreements(entry, other)
            else:
                _show_surest(entry.net, passed)
    return passed


def show_curves(entries: tuple[StoredNet, ...]) -> None:
    """Shows the accuracy of each digit, and accuracy and loss over the training."""
    # A chart takes tags in a name for its own.
    names = {entry.net: escape(net_title(entry.net), quote=False) for entry in entries}
    places = st.columns(3, gap="medium")
    with places[0]:
        st.header(t("results.by_digit"), anchor=False)
        runs = {
            names[entry.net]: class_accuracy(confusion_matrix(entry.held_out_answers, _labels()))
            for entry in entries
        }
        show_figure(
            class_accuracy_figure(runs), key="results_by_digit", alt=t("results.by_digit_alt"), stretch=True
        )
        if len(runs) == 1:  # of several it stands in lines alone
            st.caption(t("results.by_digit_hint"))
    histories = {names[entry.net]: entry.report.history for entry in entries}
    for place, measure in zip(places[1:], ("accuracy", "loss"), strict=True):
        with place:
            st.header(t(f"results.{measure}"), anchor=False)
            figure = training_figure(histories, measure="accuracy" if measure == "accuracy" else "loss")
            show_figure(figure, key=f"results_{measure}", alt=t(f"results.{measure}_alt"), stretch=True)


@st.fragment
def show_channels(net: TrainingSpec, passed: HeldOutPass) -> None:
    """Shows which channels are zero for one digit, and which for all.

    Args:
        net: The net.
        passed: What it makes of the held-out digits.
    """
    st.header(t("results.channels"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        index = choose_digit()
        said = t("results.digit_alt", index=index, label=_labels()[index])
        st.html(pixel_picture(load_digits().held_out_images[index], alt=said, caption="", side=_DIGIT_SIDE))
    try:
        quiet = quiet_channels(net, index)
    except ConvscopeError as error:
        st.warning(inline_markdown(error))
        return
    dead = zero_channels(passed.peaks)
    counts = {name: len(passed.peaks[name]) for name in _waking(net)}
    sums = {kind: sum(len(zero[name]) for name in counts) for kind, zero in {"quiet": quiet, "dead": dead}.items()}
    said = "channels_said" if sums["dead"] else "channels_alive"
    st.markdown(
        inline_markdown(t(f"results.{said}", count=sum(counts.values()), digits=f"{len(_labels()):,}", **sums))
    )
    st.html(f'<div style="--accent:{ACCENT}">{strips(counts, quiet, dead)}</div>')


def _waking(net: TrainingSpec) -> Iterator[str]:
    """Returns the layers whose channels are awake or not: each block's and dense layer's after its activation."""
    for layer, following in pairwise([*layer_shapes(net.model), None]):
        is_summed = layer is not None and layer.kind in {"conv", "norm", "activation", "dense"}
        if layer and is_summed and layer.name != "logits" and (not following or following.kind not in _FINISHING):
            yield layer.name


def _show_cell(entry: StoredNet, cell: Cell, passed: HeldOutPass | None, *, is_beside_another: bool) -> None:
    label, answer = cell
    back = t("results.back_to_both" if is_beside_another else "results.back")
    found = confused_digits(entry.held_out_answers, _labels(), label=label, answer=answer)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.header(
            inline_markdown(t("results.cell", label=label, answer=answer, count=len(found))),
            anchor=False,
            width="content",
        )
        st.button(inline_markdown(back), key="results_back", on_click=put_cell, args=(None,), type="tertiary")
    if not len(found):
        st.markdown(t("results.none"))
        return
    sureness = None
    if passed and passed.logits is not None:
        sureness = softmax(passed.logits)[:, answer]
        found = found[np.argsort(-sureness[found], kind="stable")]
    said = t("results.taken", label=label, answer=answer)
    _show_digits(
        (
            ShownDigit(
                index=int(index), said=said, more="" if sureness is None else percent(float(sureness[index]))
            )
            for index in found
        ),
        entry.net,
    )


def _show_surest(net: TrainingSpec, passed: HeldOutPass | None) -> None:
    st.header(t("results.surest"), anchor=False)
    if passed is None or passed.logits is None:
        return
    mistakes = surest_mistakes(passed.logits, _labels(), most=MOST_MISTAKES)
    if not mistakes:
        st.markdown(t("results.no_mistakes"))
        return
    st.caption(t("results.surest_hint"))
    _show_digits(
        (
            ShownDigit(
                index=mistake.index,
                said=t("results.taken", label=mistake.label, answer=mistake.answer),
                more=percent(mistake.probability),
            )
            for mistake in mistakes
        ),
        net,
    )


def _show_disagreements(entry: StoredNet, other: StoredNet) -> None:
    first, second = entry.held_out_answers, other.held_out_answers
    duel = compare_answers(first, second, _labels())
    st.header(inline_markdown(t("results.disagreements", count=len(duel.disagreements))), anchor=False)
    names = {"first": net_title(entry.net), "second": net_title(other.net)}
    st.markdown(
        inline_markdown(
            t(
                "results.duel_fewer" if duel.gain < 0 else "results.duel_more",
                gain=f"{100 * abs(duel.gain):.1f}",
                error=f"{100 * duel.gain_error:.1f}",
                **names,
            )
        )
    )
    ends = np.cumsum([duel.first_right, duel.second_right, duel.both_wrong])
    parts = np.split(duel.disagreements, ends[:-1])
    wrong = {"first_right": (second,), "second_right": (first,), "both_wrong": (first, second)}
    for (kind, answers), part in zip(wrong.items(), parts, strict=True):
        if len(part):
            st.markdown(inline_markdown(t(f"results.{kind}", count=len(part), **names)))
            digits = (
                ShownDigit(index=int(index), said=_taken(index, *(each[index] for each in answers)))
                for index in part
            )
            # Of a digit that one has right, it is the other of which one asks why.
            _show_digits(digits, other.net if kind == "first_right" else entry.net, kind)


def _show_digits(digits: Iterable[ShownDigit], net: TrainingSpec, part: str = "digits") -> None:
    found = list(digits)
    show_gallery(found[:MOST_SHOWN], net, key=f"results_{part}")
    if len(found) > MOST_SHOWN:
        st.caption(inline_markdown(t("results.more", shown=MOST_SHOWN, count=len(found))))


def _taken(index: int, *answers: int) -> str:
    """Says what a digit is, and what it is taken for by whom is wrong."""
    return t("results.taken", label=_labels()[index], answer=t("results.answers_apart").join(map(str, answers)))


def _labels() -> NDArray[np.uint8]:
    return load_digits().held_out_labels


def _keras_file(net: TrainingSpec) -> bytes:
    return await_answer(engine().keras_file(net, client=this_client()))
