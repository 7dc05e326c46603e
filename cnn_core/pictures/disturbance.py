"""Disturbing a digit on purpose: moved, turned, thickened, noisy, until the net no longer recognises it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.text import t

_SIDE = 28
_CENTRE = (14.0, 14.0)  # of mass, in pixel indices: where MNIST puts it


@dataclass(frozen=True, kw_only=True)
class Disturbance:
    """What is done to a digit, in the order of the fields; the defaults do nothing.

    Attributes:
        thickness: Pixels by which strokes grow, or shrink where it is negative; -2..2.
        rotation: Degrees, counter-clockwise; -180..180.
        scale: Factor of the size; 0.3..2.
        down: Pixels; -14..14.
        right: Pixels; -14..14.
        brightness: Factor of every pixel; 0..2.
        noise: Standard deviation of normal noise, as a share of white; 0..1. The same seed is always used.
        invert: Whether black and white change places, by 1; 0..1 mixes.
    """

    thickness: float = 0.0
    rotation: float = 0.0
    scale: float = 1.0
    down: float = 0.0
    right: float = 0.0
    brightness: float = 1.0
    noise: float = 0.0
    invert: float = 0.0

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if not is_number or not least <= value <= most:
                raise SpecError(t("disturbance.range", name=name, came=value, least=least, most=most))
            object.__setattr__(self, name, float(value))


RANGES = {
    "thickness": (-2.0, 2.0),
    "rotation": (-180.0, 180.0),
    "scale": (0.3, 2.0),
    "down": (-14.0, 14.0),
    "right": (-14.0, 14.0),
    "brightness": (0.0, 2.0),
    "noise": (0.0, 1.0),
    "invert": (0.0, 1.0),
}
"""The least and the most of each field of `Disturbance`."""

UNDISTURBED = Disturbance()


def disturb(pixels: NDArray[np.uint8], disturbance: Disturbance) -> NDArray[np.uint8]:
    """Returns a disturbed digit.

    Args:
        pixels: (28, 28) uint8.
        disturbance: What is done to it; nothing returns the digit itself.
    """
    if disturbance == UNDISTURBED:
        return pixels
    image: NDArray[np.floating[Any]] = pixels / np.float32(255)
    image = _thicken(image, disturbance.thickness)
    image = _move(image, disturbance)
    image = image * disturbance.brightness
    if disturbance.noise:
        image = image + disturbance.noise * np.random.default_rng(0).standard_normal(image.shape)
    image = np.clip(image, 0, 1)
    image = (1 - disturbance.invert) * image + disturbance.invert * (1 - image)
    disturbed: NDArray[np.uint8] = np.rint(image * 255).astype(np.uint8)
    return disturbed


def disturbance_series(
    pixels: NDArray[np.uint8], disturbance: Disturbance, name: str, values: Sequence[float]
) -> NDArray[np.uint8]:
    """Returns a digit under one disturbance that grows while the others stay as they are.

    Args:
        pixels: (28, 28) uint8.
        disturbance: The others.
        name: The field that varies.
        values: Its values.

    Returns:
        (len(values), 28, 28) uint8.
    """
    if name not in {field.name for field in fields(Disturbance)}:
        raise SpecError(t("disturbance.name", came=name, allowed=", ".join(RANGES)))
    return np.stack([disturb(pixels, replace(disturbance, **{name: value})) for value in values])


def _thicken(image: NDArray[np.floating[Any]], by: float) -> NDArray[np.floating[Any]]:
    """Grows strokes by the largest value of a neighbourhood, or shrinks them by the smallest.

    Half a pixel on each side is the largest of 2 × 2 values of a picture twice as fine; between whole steps the
    two neighbours are mixed, so that a slider moves smoothly.
    """
    if not by:
        return image
    from scipy import ndimage  # slow to load, and the server only checks ranges

    fine = ndimage.zoom(image, 2, order=1, grid_mode=True, mode="nearest")
    morph = ndimage.grey_dilation if by > 0 else ndimage.grey_erosion
    whole, rest = divmod(2 * abs(by), 1)

    def grown(steps: int) -> NDArray[np.floating[Any]]:
        return morph(fine, size=(steps + 1, steps + 1), mode="constant") if steps else fine

    mixed = grown(int(whole)) if not rest else (1 - rest) * grown(int(whole)) + rest * grown(int(whole) + 1)
    result: NDArray[np.floating[Any]] = mixed.reshape(_SIDE, 2, _SIDE, 2).mean(axis=(1, 3))
    return result


def _move(image: NDArray[np.floating[Any]], disturbance: Disturbance) -> NDArray[np.floating[Any]]:
    """Turns and scales about the centre of mass, then shifts; one interpolation for all."""
    if (disturbance.rotation, disturbance.scale, disturbance.down, disturbance.right) == (0, 1, 0, 0):
        return image
    from scipy import ndimage

    angle = np.deg2rad(disturbance.rotation)
    # from an output (row, column) back to the input that it shows
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / disturbance.scale
    centre = np.array(_CENTRE)
    shift = np.array([disturbance.down, disturbance.right])
    offset = centre - back @ (centre + shift)
    moved: NDArray[np.floating[Any]] = ndimage.affine_transform(image, back, offset, order=1)
    return moved
