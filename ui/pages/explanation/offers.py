"""What can be taken along of the explanation of an answer: the net, its numbers, and what the open view shows."""

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnn_core.nets.course import TrainingSpec
from ui.nets.offers import net_offers
from ui.pages.explanation.why.chosen import WhyChoice
from ui.pages.explanation.why.picture import PICTURED, why_graph, why_picture
from ui.take_along.offers import Offer


def why_offers(net: TrainingSpec, pixels: NDArray[np.uint8], chosen: WhyChoice) -> dict[str, Offer]:
    """Returns what can be taken along, by the net's title.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        chosen: What is chosen in the component.
    """
    offers = net_offers((net,), None if chosen.scalings else pixels)
    asked = (net, pixels, chosen)
    for title, usual in offers.items():
        picture = {"png": partial(why_picture, *asked)} if chosen.view in PICTURED else {}
        graph = {"graph": (f"{usual.stem}_why.svg", partial(why_graph, *asked))} if chosen.view == "net" else {}
        offers[title] = replace(usual, files={**picture, **usual.files}, more={**graph, **usual.more})
    return offers
