"""Which feature maps are shown, and on which scale."""

from dataclasses import dataclass

import streamlit as st

from cnn_core.text import t

FIRST = 8  # channels, as in the notebook


@dataclass(frozen=True)
class LayerOptions:
    """How feature maps are shown.

    Attributes:
        channels: How many of each layer, from the first on; None for all.
        per_channel: Whether each channel has a colour scale of its own.
    """

    channels: int | None
    per_channel: bool


def layer_options() -> LayerOptions:
    """Shows the choices, bound to the page's address."""
    channels = st.segmented_control(
        t("layers.channels"),
        ("first", "all"),
        default="first",
        required=True,
        format_func=lambda name: t(f"layers.{name}", count=FIRST),
        key="mnist_channels",
        bind="query-params",
        label_visibility="collapsed",
    )
    scale = st.segmented_control(
        t("layers.scale"),
        ("layer", "channel"),
        default="layer",
        required=True,
        format_func=lambda name: t(f"layers.{name}"),
        key="mnist_scale",
        bind="query-params",
        label_visibility="collapsed",
    )
    return LayerOptions(None if channels == "all" else FIRST, scale == "channel")
