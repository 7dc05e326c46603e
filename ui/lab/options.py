"""Which feature maps are shown, and on which scale."""

from dataclasses import dataclass

from cnn_core.text import t
from ui.choosing.kept import segments

FIRST = 8  # channels, as in the notebook


@dataclass(frozen=True)
class LayerOptions:
    """How feature maps are shown.

    Attributes:
        channels: How many of each layer; None for all.
        are_strongest: Whether they are those that answer most to the digit; otherwise the first.
        per_channel: Whether each channel has a colour scale of its own.
    """

    channels: int | None
    are_strongest: bool
    per_channel: bool


def layer_options() -> LayerOptions:
    """Shows the choices, which stand in the page's address."""
    channels = segments(
        t("layers.channels"),
        "mnist_channels",
        ("strongest", "first", "all"),
        lambda name: t(f"layers.{name}", count=FIRST),
    )
    scale = segments(
        t("layers.scale"),
        "mnist_scale",
        ("layer", "channel"),
        lambda name: t(f"layers.{name}"),
    )
    count = None if channels == "all" else FIRST
    return LayerOptions(count, are_strongest=channels == "strongest", per_channel=scale == "channel")
