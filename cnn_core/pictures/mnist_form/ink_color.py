"""The colour in which ink and ground differ: a picture is seen in it where lightness does not tell them apart.

Ink is mostly darker or brighter than its ground, and then lightness is what counts. Red chalk on a green board may
be as light as the board. What is thin there still differs in colour, and what differs lies along one direction.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from cnn_core.pictures.images import LUMA, Picture
from cnn_core.pictures.mnist_form.steps import Grey

_SIDE = 96  # of the small picture in which the direction is looked for
_GROUND_SIDE = 48
_GROUND_WINDOW = 13  # of the ground's pixels: wider than two strokes
_ENOUGH = 0.2  # of 0..1: ink that stands out by so much in lightness is found by it
_TIMES = 2.0  # so many times what lightness gives, the colour must give
_LEAST_COLOR = 0.15  # of 0..1: with less, colour tells nothing either
_GROUND = 0.25  # the value that the ground gets in the new picture, and
_MOST = 0.65  # how far the ink may lie over it


def seen_in_color(picture: Picture) -> Grey | None:
    """Looks at a picture in the colour in which ink and ground differ.

    Args:
        picture: With colours or without.

    Returns:
        `(H, W)` float32 in 0..1, the ink being brighter than the ground; None where lightness tells them apart, or
        there are no colours.
    """
    if picture.color is None:
        return None
    small = _resized(picture.color, _SIDE)
    ground = _resized(
        _resized(picture.color, _GROUND_SIDE), shape=(small.shape[0], small.shape[1]), window=_GROUND_WINDOW
    )
    rest = (small - ground).reshape(-1, 3)
    length = np.linalg.norm(rest, axis=1)
    # Each pixel weighs by the fourth power of its difference: a little ink outweighs the noise of all the ground.
    direction = np.linalg.eigh((rest * length[:, None] ** 2).T @ rest)[1][:, -1]
    along = rest @ direction
    rank = along.size - 1 - along.size // 1000
    is_ink = np.abs(along) >= 0.5 * np.partition(np.abs(along), rank)[rank]
    ink = (rest[is_ink] * np.sign(along[is_ink])[:, None]).mean(axis=0)
    contrast = float(np.linalg.norm(ink))
    lightness = abs(float(ink @ LUMA))
    if lightness >= _ENOUGH or contrast < max(_LEAST_COLOR, _TIMES * lightness):
        return None
    direction = ink * np.sign(along[is_ink].sum()) / contrast
    level = float(np.median(small.reshape(-1, 3) @ direction))
    scale = min(1, _MOST / contrast)
    values = _GROUND + scale * (picture.color @ direction.astype(np.float32) - np.float32(level))
    return np.asarray(np.clip(values, 0, 1), np.float32)


def _resized(
    color: npt.NDArray[np.float32], side: int = 0, *, shape: tuple[int, int] | None = None, window: int = 1
) -> npt.NDArray[np.float32]:
    """Returns colours `(H, W, 3)` with a longer side of at most `side`, or in a shape, after a median filter."""
    if shape is None:
        scale = min(1.0, side / max(color.shape))
        shape = max(1, round(color.shape[0] * scale)), max(1, round(color.shape[1] * scale))
    channels = []
    for channel in np.moveaxis(color, 2, 0):
        calm = ndimage.median_filter(channel, window, mode="nearest") if window > 1 else channel
        image = Image.fromarray(np.ascontiguousarray(calm))
        how = Image.Resampling.BOX if shape[0] < color.shape[0] else Image.Resampling.BILINEAR
        channels.append(np.asarray(image.resize((shape[1], shape[0]), how)))
    return np.stack(channels, axis=-1)
