"""A layer of a net: what each of its channels looks for, and which of them are dead."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.explain.channels import LayerProfile
from cnn_core.explain.patches import PATCHES, mean_patches
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import ModelSpec
from cnn_core.text import t
from ui.display.inline_text import inline_markdown
from ui.display.pictures import data_address
from ui.pages.explanation.layer_search import searched_layer

MOST_SHOWN = 128  # channels

_HERE = Path(__file__).parent


def show_layer(net: TrainingSpec, layer: str) -> None:
    """Shows what the channels of a layer look for.

    Args:
        net: The net, trained.
        layer: Its name.
    """
    st.subheader(inline_markdown(t("why_layer.title", layer=layer)), anchor=False)
    profile = searched_layer(net, layer)
    if profile is None:
        return
    count = len(profile.is_dead)
    st.html(_HERE / "layer.css")
    st.markdown(inline_markdown(t("why_layer.said", count=count, dead=int(profile.is_dead.sum()), patches=PATCHES)))
    st.html(f'<div class="patches">{"".join(_figures(profile, _patches(net.model, layer, profile)))}</div>')
    if count > MOST_SHOWN:
        st.caption(inline_markdown(t("why_layer.more", shown=MOST_SHOWN, count=count)))


@st.cache_data(max_entries=64, show_spinner=False)
def _patches(model: ModelSpec, layer: str, _profile: LayerProfile) -> NDArray[np.float32]:
    return mean_patches(model, layer, _profile)


def _figures(profile: LayerProfile, patches: NDArray[np.float32]) -> Iterator[str]:
    for channel, patch in enumerate(patches[:MOST_SHOWN]):
        is_dead = bool(profile.is_dead[channel])
        said = t("why_layer.dead_alt" if is_dead else "why_layer.patch_alt", channel=channel)
        address = data_address(np.rint(255 * patch / (patch.max() or 1)).astype(np.uint8))
        name = f"{channel} {t('why_layer.dead')}" if is_dead else str(channel)
        yield (
            f'<figure class="{"dead" if is_dead else "live"}"><img src="{address}" alt="{escape(said)}">'
            f"<figcaption>{escape(name)}</figcaption></figure>"
        )
