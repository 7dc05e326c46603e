"""Choosing a net on a page, and what a page shows while that net is still being trained."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.engine import TrainingRun
from cnn_core.errors import ConvscopeError, DamagedEntry
from cnn_core.inspection import Inspection
from cnn_core.nets import TrainingSpec, named_net
from cnn_core.store import Report
from cnn_core.text import t
from ui.engine import engine

MODELS = ("two_block", "three_block", "random_filters")
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


def choose_net() -> TrainingSpec:
    """Shows the choice of a net and its recipe, bound to the page's address."""
    model = st.segmented_control(
        t("nets_ui.model"),
        MODELS,
        default=MODELS[0],
        required=True,
        format_func=lambda name: t(f"nets_ui.{name}"),
        key="mnist_net",
        bind="query-params",
        label_visibility="collapsed",
    )
    if model == "random_filters":
        return named_net(model)
    recipe = st.segmented_control(
        t("nets_ui.recipe"),
        RECIPES,
        default=RECIPES[0],
        required=True,
        format_func=lambda name: t(f"nets_ui.{name}"),
        key="mnist_recipe",
        bind="query-params",
        label_visibility="collapsed",
    )
    return named_net(f"{model}/{recipe}")


@st.cache_resource(max_entries=16, show_spinner=False, validate=lambda record: record is not None)
def net_record(net: TrainingSpec) -> Record | None:
    """Returns what the store knows of a net; None while it is not trained.

    Raises:
        StoreError: The store cannot be read.
    """
    trained = engine().store.load(net)
    return Record(trained.report, trained.held_out_answers) if trained else None


def inspect_or_explain(pixels: NDArray[np.uint8], net: TrainingSpec) -> Inspection | None:
    """Returns what a net makes of a digit; shows instead how far its training is, or what went wrong.

    Args:
        pixels: (28, 28) uint8.
        net: The net.
    """
    if engine().has(net):
        try:
            with st.spinner(t("nets_ui.waiting"), show_time=True):
                return engine().inspect(pixels, net).result()
        except DamagedEntry as damage:
            st.warning(str(damage))
            engine().train(net)
        except ConvscopeError as error:
            st.error(str(error))
            return None
    _training_progress(net)
    return None


def _training_progress(net: TrainingSpec) -> None:
    """Shows how far the training of a net is, starting it if need be, and reruns the page when it is through."""
    run = engine().run_of(net) or engine().train(net)
    if run.done.done() and (error := run.done.exception()):
        st.error(str(error) if isinstance(error, ConvscopeError) else t("nets_ui.failed"))
        if st.button(t("nets_ui.again")):
            engine().train(net)
            st.rerun()
        return
    _watch(run)


@st.fragment(run_every=0.5)
def _watch(run: TrainingRun) -> None:
    if run.done.done():
        st.rerun()
    progress = run.progress
    name = t(f"nets_ui.{run.spec.model.name}")
    if progress is None:
        st.progress(0.0, t("nets_ui.queued", net=name))
        return
    said = t(
        "nets_ui.training",
        net=name,
        epoch=progress.epoch,
        epochs=progress.epochs,
        accuracy=progress.accuracy,
        seconds=max(1, round(progress.seconds_left)),
    )
    st.progress(progress.step / progress.steps, said)
    st.caption(t("nets_ui.meanwhile"))
