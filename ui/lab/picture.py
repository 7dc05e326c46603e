"""What the component shows, as a picture to take along: made of the frame that it would be sent."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.exports.frame_pictures import lab_png
from cnn_core.live.lab import LabRequest
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.disturbance import Disturbance
from cnn_core.store.moments import NEWEST
from cnn_core.text import t
from ui.asking import await_answer
from ui.clients import this_client
from ui.engine import engine
from ui.lab.chosen import LabChoice
from ui.lab.options import LayerOptions
from ui.nets.titles import net_title


def lab_picture(
    nets: Sequence[TrainingSpec],
    pixels: NDArray[np.uint8],
    options: LayerOptions,
    chosen: LabChoice,
    number: int,
) -> bytes:
    """Returns a PNG picture of the digit, the answer and the maps.

    Args:
        nets: One or two that are shown. One that is in training is drawn as it is now.
        pixels: The digit before it is disturbed, (28, 28) uint8.
        options: Which maps are shown, and how.
        chosen: What is chosen in the component.
        number: Which of the nets.
    """
    net = nets[number]
    moment = chosen.moments[number] if chosen.moments else None
    if moment is None and not engine().has(net):
        moment = NEWEST
    request = LabRequest(
        bitmap="digit",
        side=len(pixels),
        is_exact=True,
        nets=(training_text(net),),
        moments=(moment,),
        layers=tuple(layer.name for layer in layer_shapes(net.model) if layer.is_map),
        channels=options.channels,
        settled=() if options.are_strongest else None,
        per_channel=options.per_channel,
        disturbance=Disturbance(**dict(chosen.disturbed)),
    )
    frame = await_answer(engine().frame(request, pixels, client=this_client()))
    notes = [
        t("take_along.picture.disturbed", name=t(f"lab.disturbances.{name}"), value=f"{value:g}")
        for name, value in chosen.disturbed
    ]
    if moment is not None and moment != NEWEST:
        notes.insert(0, t("take_along.picture.moment", step=moment))
    return lab_png(net, frame, title=net_title(net), notes=notes)
