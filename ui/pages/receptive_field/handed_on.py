"""What the layers of a stack would hand on of a digit if each took plain averages: something to see in its grids.

A stack has no weights. An average tells what any kernel of its size has before it, and how coarse that is.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.arithmetic.convolution import convolve
from cnn_core.nets.receptive_field import LayerStack


def handed_on(pixels: NDArray[np.uint8], stack: LayerStack) -> tuple[NDArray[np.float32], ...]:
    """Returns the input and what each layer gives, from 0 to 1, `(H, W)` each; the whitest is 1.

    Args:
        pixels: (28, 28) uint8, a digit, which is scaled to the input.
        stack: The layers.
    """
    return _handed_on(pixels.tobytes(), stack)


@lru_cache(maxsize=64)
def _handed_on(digit: bytes, stack: LayerStack) -> tuple[NDArray[np.float32], ...]:
    H, W = stack.image_shape
    side = int(len(digit) ** 0.5)
    picture = Image.frombytes("L", (side, side), digit).resize((W, H), Image.Resampling.BOX)
    maps: list[NDArray[np.float32]] = [np.asarray(picture, np.float32) / np.float32(255)]
    for layer in stack.layers:
        spec = layer.spec
        average = np.full(spec.kernel_size, 1 / np.prod(spec.kernel_size), np.float32)
        done = convolve(
            maps[-1], average, strides=spec.strides, padding=spec.padding, dilation_rate=spec.dilation_rate
        )
        maps.append(done.output[:, :, 0])
    return tuple(each / np.float32(max(each.max(), 1e-6)) for each in maps)
