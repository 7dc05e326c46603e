"""What nets make of the held-out digits: asked once for each net, in a worker, while the page goes on."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.models.dead_channels import channel_peaks, zero_channels
from cnn_core.models.held_out import HeldOutPass
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from ui.engine import engine

SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_TO_ANSWER = 20.0


def held_out_pass(net: TrainingSpec) -> HeldOutPass | None:
    """Returns what a net makes of the held-out digits; None while it is asked, which the page then says.

    Once the answer is there, the page runs again. A refusal is said in place.
    """
    future = _asked(net)
    if not future.done():
        _wait(future)
        return None
    if error := future.exception():
        st.warning(str(error) if isinstance(error, ConvscopeError) else t("results.failed"))
        return None
    return future.result()


@st.cache_data(max_entries=200, show_spinner=False)
def quiet_channels(net: TrainingSpec, index: int) -> dict[str, tuple[int, ...]]:
    """Returns by layer which channels are zero for a held-out digit.

    Args:
        net: A net that is warm, since `held_out_pass` had it answer.
        index: Of the digit.

    Raises:
        ConvscopeError: The net cannot be asked.
    """
    pixels = load_digits().held_out_images[index][np.newaxis]
    inspection = engine().inspect(pixels, net).result(SECONDS_TO_ANSWER)
    return zero_channels(channel_peaks(inspection.activations))


def _is_sound(future: "Future[HeldOutPass]") -> bool:
    return not future.done() or future.exception() is None


@st.cache_resource(max_entries=32, show_spinner=False, validate=_is_sound)
def _asked(net: TrainingSpec) -> "Future[HeldOutPass]":
    return engine().held_out(net)


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _wait(future: "Future[HeldOutPass]") -> None:
    if future.done():
        st.rerun()
    st.caption(t("results.asking"))
