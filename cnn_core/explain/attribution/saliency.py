"""Saliency: how much the class's logit would rise if a pixel became a little brighter.

Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks: Visualising Image Classification Models and
Saliency Maps", 2013, https://arxiv.org/abs/1312.6034 (the gradient, and its magnitude). Gradient times input:
Shrikumar, Greenside, Shcherbina and Kundaje, "Not Just a Black Box", 2016, https://arxiv.org/abs/1605.01713.
"""

from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.errors import SpecError
from cnn_core.explain.asked import NetLike, answering, digit_pixels, target_of
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.explain.gradients import pixel_gradients
from cnn_core.nets.spec import IMAGE_SHAPE
from cnn_core.text import t

SaliencyMode: TypeAlias = Literal["gradient", "gradient_x_input", "absolute"]
"""The gradient with its sign, times the pixel, or its magnitude."""


def saliency(
    image: ArrayLike, net: NetLike = "two_block", *, target: int | None = None, mode: SaliencyMode = "gradient"
) -> Explanation:
    """Returns the gradient of a class's logit with respect to each pixel.

    It says what a small change would do, not what the ink that is there has done: `"gradient_x_input"` asks the
    latter, and leaves the background at zero.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class; by default the net's answer.
        mode: One of `SaliencyMode`.

    Returns:
        Values in logits per unit of brightness (0 to 1), or in logits for `"gradient_x_input"`.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    if mode not in get_args(SaliencyMode):
        raise SpecError(t("explain.mode", came=mode, allowed=", ".join(get_args(SaliencyMode))))
    opened, pixels = answering(net), digit_pixels(image)
    target = target_of(opened, pixels, target)
    scores, slopes = pixel_gradients(opened, pixels, target)
    values = {"gradient": slopes, "gradient_x_input": slopes * pixels, "absolute": np.abs(slopes)}[mode]
    return Explanation(
        method=mode,
        target=target,
        score=float(scores[0]),
        values=values.reshape(IMAGE_SHAPE[:2]),
        is_signed=mode != "absolute",
    )
