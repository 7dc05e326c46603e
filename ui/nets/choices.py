"""Choosing a net on a page, and what a page shows while that net is still being trained."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.engine import TrainingRun
from cnn_core.errors import Busy, ConvscopeError, StoreError
from cnn_core.nets.course import NETS, TrainingSpec, named_net
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import training_text
from cnn_core.store.store import Report
from cnn_core.text import percent, t
from ui.choosing.address import leave_address
from ui.choosing.kept import kept, pictured, present_key, segments
from ui.choosing.left_out import leave_out_net
from ui.display.inline_text import inline_markdown
from ui.engine import engine
from ui.nets.titles import ADDRESS, net_title

CHOICES = ("two_block", "three_block", "both", "random_filters")
RECIPES = ("default", "notebook")


@dataclass(frozen=True, eq=False)
class Record:
    """What the store knows of a trained net, without its weights.

    Attributes:
        report: What was measured.
        held_out_answers: (1000,) uint8, what the net takes each held-out digit for.
    """

    report: Report
    held_out_answers: NDArray[np.uint8]


def choose_nets() -> tuple[TrainingSpec, ...]:
    """Shows the choice of a net, or of both side by side, and its recipe, bound to the page's address."""
    choice = segments(t("nets_ui.model"), "mnist_net", CHOICES, _name)
    if choice == "random_filters":
        leave_address("mnist_recipe")
        return (named_net(choice),)
    recipe = segments(t("nets_ui.recipe"), "mnist_recipe", RECIPES, _name)
    models = ("two_block", "three_block") if choice == "both" else (choice,)
    return tuple(named_net(f"{model}/{recipe}") for model in models)


def choose_answering_net() -> TrainingSpec:
    """Shows the choice of a net that gives an answer, one of the course or any that is trained; it is addressed."""
    every = [*NETS.values(), *(entry.net for entry in engine().store.nets())]
    nets = {training_text(net): net for net in every if net.model.has_logits}
    texts = list(nets)
    is_new_page = present_key("net_shown") not in st.session_state

    def read(came: str) -> str:
        if came in nets:
            return came
        leave_out_net(came)
        return texts[0]

    text = kept(ADDRESS, texts[0], read, is_new_page=is_new_page)
    if text not in nets:  # it was deleted meanwhile
        text = st.session_state[ADDRESS] = texts[0]
    st.selectbox(
        t("nets_ui.model"),
        texts,
        format_func=lambda option: net_title(nets[option]),
        label_visibility="collapsed",
        width=320,
        **pictured("net_shown", text, lambda chosen: st.session_state.update({ADDRESS: chosen})),
    )
    return nets[text]


@st.cache_resource(max_entries=16, show_spinner=False, validate=lambda record: record is not None)
def net_record(net: TrainingSpec) -> Record | None:
    """Returns what the store knows of a net; None while it is not trained.

    Raises:
        StoreError: The store cannot be read.
    """
    trained = engine().store.load(net)
    return Record(trained.report, trained.held_out_answers) if trained else None


@st.cache_resource(max_entries=16, show_spinner=False)
def first_filters(net: TrainingSpec) -> NDArray[np.float32]:
    """Returns the kernel of a trained net's first layer, (kh, kw, C, F); not to be written to.

    Raises:
        StoreError: The net is not trained yet, or the store cannot be read.
    """
    trained = engine().store.load(net)
    if trained is None:
        raise StoreError(t("store.missing", net=training_text(net)))
    return trained.weights[f"{layer_shapes(net.model)[0].name}/kernel"]


def trained_or_training(nets: tuple[TrainingSpec, ...]) -> tuple[TrainingSpec, ...]:
    """Returns those of some nets that can be asked, and shows of the others how far their training is."""
    for net in nets:
        if not engine().has(net):
            _training_progress(net)
    return tuple(net for net in nets if engine().has(net))


def _name(option: str) -> str:
    return t(f"nets_ui.{option}")


def _training_progress(net: TrainingSpec) -> None:
    """Shows how far the training of a net is, starting it if need be, and reruns the page when it is through."""
    run = engine().run_of(net)
    error = run.done.exception() if run and run.done.done() else None
    if error:
        st.error(inline_markdown(str(error) if isinstance(error, ConvscopeError) else t("nets_ui.failed")))
        if not st.button(t("nets_ui.again")):
            return
    try:
        run = engine().train(net)
    except Busy as busy:
        st.info(inline_markdown(busy))
        return
    if error:
        st.rerun()
    _watch(run)


@st.fragment(run_every=0.5)
def _watch(run: TrainingRun) -> None:
    if run.done.done():
        st.rerun()
    progress = run.progress
    name = t(f"nets_ui.{run.net.model.name}")
    if progress is None:
        st.progress(0.0, inline_markdown(t("nets_ui.queued", net=name)))
        return
    said = t(
        "nets_ui.training",
        net=name,
        epoch=progress.epoch,
        epochs=progress.epochs,
        accuracy=percent(progress.accuracy),
        seconds=max(1, round(progress.seconds_left)),
    )
    st.progress(progress.step / progress.steps, inline_markdown(said))
    st.caption(t("nets_ui.meanwhile"))
    if st.button(t("nets_ui.watch"), key=f"net_watch_{run.net.model.name}"):
        st.switch_page("training.py", query_params={ADDRESS: training_text(run.net)})
