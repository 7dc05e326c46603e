"""What nets make of the held-out digits: asked once for each net, in a worker, while the page goes on."""

from concurrent.futures import Future

import numpy as np
import streamlit as st

from cnn_core.models.dead_channels import channel_peaks, zero_channels
from cnn_core.models.held_out import HeldOutPass
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from ui.asking import answer_if_there, await_answer, is_sound
from ui.clients import this_client
from ui.engine import engine


def held_out_pass(net: TrainingSpec) -> HeldOutPass | None:
    """Returns what a net makes of the held-out digits; None while it is asked, which the page then says.

    Once the answer is there, the page runs again. A refusal is said in place.
    """
    return answer_if_there(_asked(net), show=lambda: st.caption(t("results.asking")), failed=t("results.failed"))


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
    inspection = await_answer(engine().inspect(pixels, net, client=this_client()))
    return zero_channels(channel_peaks(inspection.activations))


@st.cache_resource(max_entries=32, show_spinner=False, validate=is_sound)
def _asked(net: TrainingSpec) -> "Future[HeldOutPass]":
    return engine().held_out(net, client=this_client())
