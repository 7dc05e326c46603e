"""The first frame of the glimpse, made here by NumPy: a newcomer sees it seconds before TensorFlow is there.

It has the form of the live page's frames (`cnn_core/live/lab.py`), so that the page paints it as it paints those.
"""

import numpy as np
import streamlit as st

from cnn_core.live.shares import shares
from cnn_core.models.numpy_pass import glimpse_of
from cnn_core.nets.course import TrainingSpec
from cnn_core.packed_arrays import ArrayPack
from cnn_core.pictures.digits import load_digits
from ui.engine import engine

STRONGEST = 16
"""Maps of a layer, as many as the page shows at most (`glimpse.js`)."""


@st.cache_resource(max_entries=20, show_spinner=False, validate=lambda frame: frame is not None)
def glimpse_frame(net: TrainingSpec, index: int) -> bytes | None:
    """Returns a frame behind its number.

    Args:
        net: A net without hidden dense layers.
        index: Of a held-out digit.

    Returns:
        None while the net is not there.

    Raises:
        StoreError: The store cannot be read, or its entry is damaged.
    """
    trained = engine().store.load(net)
    if trained is None:
        return None
    pixels = load_digits().held_out_images[index]
    glimpse = glimpse_of(pixels, net.model, trained.weights)
    frame = ArrayPack(is_blank=False, notices=[], moments=[None])
    frame.add("seen", pixels)
    frame.add("0/logits", glimpse.logits.astype(np.float32))
    frame.add("0/probabilities", glimpse.probabilities.astype(np.float32))
    for number in range(1, len(net.model.blocks) + 1):
        maps = glimpse.maps[f"conv{number}"]
        strength = glimpse.maps.get(f"pool{number}", maps).sum(axis=(0, 1))  # of what the next layer sees
        channels = sorted(np.argsort(-strength, kind="stable")[:STRONGEST].tolist())
        most = np.full(len(channels), maps.max())
        tiles = np.ascontiguousarray(maps[:, :, channels].transpose(2, 0, 1))
        frame.add(f"0/conv{number}", shares(tiles, most, is_signed=False), most=most.tolist(), channels=channels)
    return (0).to_bytes(8, "little") + frame.packed()
