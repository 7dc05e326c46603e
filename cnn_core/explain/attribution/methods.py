"""The methods by name, for a page that lets one choose."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from numpy.typing import ArrayLike

from cnn_core.errors import SpecError
from cnn_core.explain.asked import NetLike
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.explain.attribution.grad_cam import grad_cam
from cnn_core.explain.attribution.integrated_gradients import integrated_gradients
from cnn_core.explain.attribution.occlusion import occlusion
from cnn_core.explain.attribution.saliency import saliency
from cnn_core.explain.attribution.smoothgrad import smoothgrad
from cnn_core.text import t

METHODS: Mapping[str, Callable[..., Explanation]] = {
    "gradient": partial(saliency, mode="gradient"),
    "gradient_x_input": partial(saliency, mode="gradient_x_input"),
    "absolute": partial(saliency, mode="absolute"),
    "smoothgrad": smoothgrad,
    "integrated_gradients": integrated_gradients,
    "grad_cam": grad_cam,
    "occlusion": occlusion,
}
"""Each takes an image and a net, `target`, and choices of its own."""

QUICK = ("gradient", "gradient_x_input", "absolute", "grad_cam")
"""Those that need one pass, and can follow a stroke."""


def explain_by(method: str, image: ArrayLike, net: NetLike = "two_block", **choices: Any) -> Explanation:
    """Explains a digit by a method that is named.

    Args:
        method: One of `METHODS`.
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        choices: `target`, and what else the method takes.

    Raises:
        ImageError: The image is no digit.
        SpecError: There is no such method, a choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    if method not in METHODS:
        raise SpecError(t("explain.method", came=method, allowed=", ".join(METHODS)))
    return METHODS[method](image, net, **choices)
