"""What a view shows, as a picture to take along: made of the frame that it would be sent."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from cnn_core.exports.frame_pictures import why_png
from cnn_core.exports.why_drawing import why_svg
from cnn_core.live.why import WhyRequest
from cnn_core.live.why_net import NetView
from cnn_core.live.why_strokes import METHODS, StrokesChoices
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.text import t
from ui.asking import await_answer
from ui.clients import this_client
from ui.engine import engine
from ui.nets.titles import net_title
from ui.pages.explanation.why.chosen import WhyChoice

PICTURED = ("net", "strokes")
"""The views that are made of maps."""


def why_picture(net: TrainingSpec, pixels: NDArray[np.uint8], chosen: WhyChoice) -> bytes:
    """Returns a PNG picture of the digit, the answer, and the maps that the open view shows of it.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        chosen: What is chosen in the component; its view is one of `PICTURED`.
    """
    methods = {method: t(f"strokes.methods.{method}.title") for method in METHODS}
    frame = _frame(net, pixels, chosen)
    return why_png(net, frame, title=net_title(net), notes=_notes(chosen), methods=methods)


def why_graph(net: TrainingSpec, pixels: NDArray[np.uint8], chosen: WhyChoice) -> str:
    """Returns an SVG drawing of the whole net on a digit, as its view shows it.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        chosen: What is chosen in the component; its view is that of the whole net.
    """
    return why_svg(net, _frame(net, pixels, chosen), title=net_title(net), notes=_notes(chosen))


def _frame(net: TrainingSpec, pixels: NDArray[np.uint8], chosen: WhyChoice) -> bytes:
    looks = chosen.looks
    kept = defaultdict(list)
    for scaling in chosen.scalings:
        if scaling.channel is not None:
            kept[scaling.layer].append(scaling.channel)
    request = WhyRequest(
        bitmap="digit",
        side=len(pixels),
        is_exact=True,
        net=training_text(net),
        target=chosen.target,
        scalings=chosen.scalings,
        view=chosen.view,
        net_view=NetView(
            channels=None if looks.whole else NetView().channels,
            kept=tuple((layer, tuple(channels)) for layer, channels in kept.items()),
        ),
        strokes=StrokesChoices(
            layer=looks.grad_cam, patch=looks.patch, stride=looks.stride, is_checked=looks.checked
        ),
    )
    return await_answer(engine().why(request, pixels, client=this_client()))


def _notes(chosen: WhyChoice) -> list[str]:
    """Says what is switched off or turned up."""
    return [
        t(
            f"take_along.picture.{'layer' if each.channel is None else 'channel'}",
            layer=each.layer,
            channel=each.channel,
            percent=f"{100 * each.factor:g}",
        )
        for each in chosen.scalings
    ]
