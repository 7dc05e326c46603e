"""SmoothGrad: the gradient, averaged over copies of the digit with noise on them.

Smilkov, Thorat, Kim, Viégas and Wattenberg, "SmoothGrad: removing noise by adding noise", 2017,
https://arxiv.org/abs/1706.03825.
"""

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.explain.asked import NetLike, answering, digit_pixels, number, target_of, whole_number
from cnn_core.explain.attribution.explanation import Explanation
from cnn_core.explain.gradients import pixel_gradients
from cnn_core.nets.spec import IMAGE_SHAPE

MOST_SAMPLES = 256


def smoothgrad(
    image: ArrayLike,
    net: NetLike = "two_block",
    *,
    target: int | None = None,
    samples: int = 32,
    noise: float = 0.15,
    seed: int = 0,
) -> Explanation:
    """Returns the mean gradient of a class's logit over noisy copies of a digit.

    Args:
        image: (28, 28): uint8 0..255, or floats 0..1.
        net: The net, trained.
        target: The class; by default the net's answer.
        samples: How many copies, up to 256.
        noise: Standard deviation of the normal noise, in units of brightness (0 to 1). The paper found 0.1 to 0.2
            of the image's range to be best, and so it is here; values are not clipped, as there.
        seed: Of the noise.

    Returns:
        Values in logits per unit of brightness.

    Raises:
        ImageError: The image is no digit.
        SpecError: A choice is not allowed, or the net gives no answer.
        StoreError: The net is not trained yet.
    """
    samples = whole_number("samples", samples, 1, MOST_SAMPLES)
    noise = number("noise", noise, 0, 1)
    opened, pixels = answering(net), digit_pixels(image)
    target = target_of(opened, pixels, target)
    drawn = np.random.default_rng(seed).normal(0, noise, (samples, pixels.shape[1]))
    # The digit itself goes along for its score.
    scores, slopes = pixel_gradients(opened, np.vstack([pixels, pixels + drawn.astype(np.float32)]), target)
    return Explanation(
        method="smoothgrad",
        target=target,
        score=float(scores[0]),
        values=slopes[1:].mean(axis=0).reshape(IMAGE_SHAPE[:2]),
    )
