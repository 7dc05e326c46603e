"""The ground and what stands out from it: polarity, light and ink, the first steps to MNIST's form.

Each takes a picture, `(H, W)` float32 in 0..1.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from cnn_core.pictures.mnist_form.steps import Grey, Step
from cnn_core.text import percent, t

LEAST_CONTRAST = 0.08
"""Ink that stands out by less, from black to white being 1, is none."""

COARSE_SIDE = 64
_POLARITY_BLUR = 5  # of the coarse picture's pixels; without it the holes of thin digits weigh as much as they
_POLARITY_WINDOW = 0.2  # of the longer side: wider than a stroke, narrower than what it encloses
LIGHT_SIDE = 256
_LIGHT_WINDOW = 0.25  # of the longer side: what is thinner can be ink, what is wider is ground
_LEAST_LIGHT = 0.35  # of the paper's; a shadow leaves more, a table less
_SAME = 0.001  # what differs by less is the same: the ground of a drawing, never that of a photo
_NOISE_SIGMAS = 3.0
_TWO_LEVELS = 0.85  # of the variance, explained by two levels; an even slope from black to white has 0.75
_PLAIN = 0.25  # of 0..1: the levels of ink and ground differ by more


def find_polarity(image: Grey) -> Step:
    """Leaves the ink bright: the ink is what is thin and differs most from what lies around it.

    Where the picture is the same all along its border, as a drawing mostly is, that is the ground, and the rest
    is ink. Elsewhere an opening tells what is bright and thin, and a closing what is dark and thin. Their cubes
    are summed, so that a little ink outweighs much that differs but weakly; shadows, tables and frames are wide,
    and so weigh nothing.
    """
    coarse = _resized(image, COARSE_SIDE)
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    around = _median(coarse[belt(coarse.shape)])
    if np.ptp(np.append(border, around)) < _SAME:
        rest = image - around
        is_dark = np.sum(rest * rest * rest) < 0  # a power of 3 would take ten times as long
    else:
        calm = ndimage.uniform_filter(coarse, _POLARITY_BLUR, mode="nearest")
        bright = np.maximum(coarse - _opened(calm, _POLARITY_WINDOW), 0)
        dark = np.maximum(1 - coarse - _opened(1 - calm, _POLARITY_WINDOW), 0)
        is_dark = np.sum(dark**3) > np.sum(bright**3)
    if is_dark:
        return Step("find_polarity", 1 - image, t("mnist_form.find_polarity.dark"))
    return Step("find_polarity", image, t("mnist_form.find_polarity.bright"))


def flatten_light(image: Grey) -> Step:
    """Subtracts the ground where it is uneven, and strengthens ink that lies in the shade.

    The ground is the morphological opening, which wipes out bright strokes thinner than its window and keeps the
    edge of a shadow, or of the paper itself (the top-hat transform). Ink takes away a share of the light, so what
    stands out is divided by how much light there is. Where hardly any is, it is not the paper, and all is ground.
    """
    if _is_quiet(image):
        return Step("flatten_light", image, t("mnist_form.flatten_light.even"))
    coarse = shrunk(image, LIGHT_SIDE)
    ground = _opened(ndimage.uniform_filter(coarse, 3, mode="nearest"), _LIGHT_WINDOW)
    # An edge that the opening has in the right place grows soft when it is enlarged: better on the ground's side.
    ground = ndimage.maximum_filter(ground, 3, mode="nearest")
    level = float(np.median(ground))
    fine = np.asarray(Image.fromarray(ground).resize(image.shape[::-1], Image.Resampling.BILINEAR))
    light = (1 - fine) / max(1 - level, LEAST_CONTRAST)
    rest = np.where(light < _LEAST_LIGHT, 0, (image - fine) / np.maximum(light, _LEAST_LIGHT))
    flat = np.clip(level + rest, 0, 1).astype(np.float32)
    return Step("flatten_light", flat, t("mnist_form.flatten_light.uneven"))


def find_ink(image: Grey) -> Step:
    """Stretches the picture until the ground is 0 and the ink 1; all 0 where nothing stands out.

    Ink being brighter than the ground, what is darker can only be noise, and its median tells how much there
    is: none in a drawing, which so stays as it is.
    """
    # Pixels as they are, for averages mix fine lines into the ground. The belt may hold a frame, and the whole a
    # digit that covers most of it: the ground is the darker of the two.
    some = image[tuple(slice(None, None, max(1, side // LIGHT_SIDE)) for side in image.shape)]
    rest = image - min(_median(some[belt(some.shape)]), _median(some))
    darker = -rest[rest < 0]
    floor = _NOISE_SIGMAS * 1.4826 * float(np.median(darker)) if darker.size else 0.0
    rank = rest.size - 1 - rest.size // 2000  # not the brightest pixel, which may be a reflection
    brightest = np.partition(rest, rank, axis=None)[rank]
    peak = float(np.median(rest[rest >= brightest / 2])) if brightest > 0 else 0.0
    if peak - floor < LEAST_CONTRAST and (levels := _two_levels(some)):
        dark, bright = levels
        return Step("find_ink", np.clip((image - dark) / (bright - dark), 0, 1), t("mnist_form.find_ink.full"))
    if peak - floor < LEAST_CONTRAST:
        return Step("find_ink", np.zeros_like(image), t("mnist_form.find_ink.nothing"))
    note = t("mnist_form.find_ink.noisy", floor=percent(floor)) if floor else t("mnist_form.find_ink.clean")
    return Step("find_ink", np.clip((rest - floor) / (peak - floor), 0, 1), note)


def shrunk(image: Grey, side: int) -> Grey:
    """Returns a picture by averages over boxes, its longer side at most `side`."""
    return image if max(image.shape) <= side else _resized(image, side)


@lru_cache(maxsize=16)
def belt(shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Returns which pixels of `(H, W)` lie in the outer eighth: more ground than ink, be there a frame or not."""
    depths = [max(1, side // 8) for side in shape]
    found = np.ones(shape, np.bool_)
    found[tuple(slice(depth, side - depth) for depth, side in zip(depths, shape, strict=True))] = False
    found.flags.writeable = False
    return found


def _two_levels(image: Grey) -> tuple[float, float] | None:
    """Returns the levels of ground and ink where most of the picture is ink that reaches all four of its edges.

    They are parted at the threshold with the least variance on either side (N. Otsu, "A threshold selection method
    from gray-level histograms", 1979), and None where there are not two levels, but shades.
    """
    values = np.sort(image, axis=None).astype(np.float64)
    count = np.arange(1, values.size)
    low = np.cumsum(values)[:-1]
    high = values.sum() - low
    between = (low / count - high / count[::-1]) ** 2 * count * count[::-1]
    if between.size == 0 or between.max() < _TWO_LEVELS * values.size**2 * values.var():
        return None
    place = int(between.argmax()) + 1
    dark, bright = float(np.median(values[:place])), float(np.median(values[place:]))
    is_ink = image > (dark + bright) / 2
    near = [max(3, round(0.03 * side)) for side in image.shape]
    edges = (is_ink[: near[0]], is_ink[-near[0] :], is_ink[:, : near[1]], is_ink[:, -near[1] :])
    is_full = all(edge.any() for edge in edges) and not is_ink.all()
    return (dark, bright) if is_full and bright - dark >= _PLAIN else None


def _resized(image: Grey, side: int) -> Grey:
    scale = side / max(image.shape)
    height, width = (max(1, round(length * scale)) for length in image.shape)
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(image).resize((width, height), how))


def _opened(image: Grey, share: float) -> Grey:
    """Returns the opening with a square window, its side a share of the picture's longer side.

    Beyond the border all goes on as it ends there, so that a strip along the border is wide, and a stroke is not.
    """
    window = max(3, round(share * max(image.shape)))
    wide = np.pad(image, window, mode="edge")
    opened = ndimage.grey_opening(wide, size=(window, window))
    return np.asarray(opened[window:-window, window:-window])


def _is_quiet(image: Grey) -> bool:
    """Tells whether the ground is the same all over and without noise, as only a drawing's is."""
    coarse = shrunk(image, COARSE_SIDE)
    light = _belt_light(coarse)
    return bool(_median(np.abs((coarse - light)[belt(coarse.shape)])) < _SAME and np.ptp(light) < _SAME)


def _belt_light(image: Grey) -> Grey:
    """Returns the plane of light through the belt, `(H, W)`.

    It is fitted to the half of the belt that is nearest to its median: what is farther may be ink.
    """
    around = belt(image.shape)
    y = image[around]
    level = _median(y)
    misses = np.abs(y - level)
    usual = _median(misses)
    if usual < _SAME:
        return np.full_like(image, level)
    rows, columns = np.indices(image.shape, np.float32)
    terms = np.stack([np.ones_like(rows), rows, columns], axis=-1)  # (H, W, 3)
    near = misses <= usual
    plane = np.linalg.lstsq(terms[around][near], y[near])[0]
    return np.asarray(terms @ plane, np.float32)


def _median(values: npt.NDArray[np.floating]) -> float:
    """Returns the median, and at once where more than half of the values are the least: the ground of a drawing."""
    least = values.min()
    if 2 * np.count_nonzero(values > least) < values.size:
        return float(least)
    return float(np.median(values))
