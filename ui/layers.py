"""The feature maps of every layer of a net, each layer one mosaic."""

from dataclasses import dataclass

import streamlit as st

from cnn_core.figures import mosaic_figure
from cnn_core.inspection import Inspection
from cnn_core.nets import TrainingSpec, layer_shapes
from cnn_core.text import t
from ui.charts import show_figure

FIRST = 8  # channels, as in the notebook
MOSAIC_WIDTH = 360


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
    return LayerOptions(FIRST if channels == "first" else None, scale == "channel")


def show_layers(inspection: Inspection, net: TrainingSpec, options: LayerOptions) -> None:
    """Shows the maps of every layer, a block's convolution beside its pooling.

    Args:
        inspection: What a net made of one digit.
        net: The net.
        options: How the maps are shown.
    """
    layers = [layer for layer in layer_shapes(net.model) if layer.is_map]
    for at in range(0, len(layers), 2):
        for layer, place in zip(layers[at : at + 2], st.columns(2, gap="small"), strict=False):
            with place:
                st.markdown(f"**{layer.name}** · {' × '.join(map(str, layer.shape))}")
                figure = mosaic_figure(
                    inspection.activations[layer.name][0],
                    layer_name=layer.name,
                    channels=options.channels,
                    columns=4 if options.channels else None,
                    per_channel=options.per_channel,
                    width=MOSAIC_WIDTH,
                )
                show_figure(figure, key=f"mnist_{layer.name}", alt=t("layers.alt", layer=str(layer)))
