"""A picture to the form that MNIST's digits have, one step after another, each to be shown and switched off.

MNIST's digits are bright ink on black, 28 × 28; the longer side of the ink is 20 pixels, and they were moved by
whole pixels until the centre of mass lay as near as possible to (14, 14), in pixel indices (Y. LeCun, C. Cortes,
C. Burges, "The MNIST database of handwritten digits"; measured again in tests/cnn_core/test_digits.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from cnn_core.errors import ImageError
from cnn_core.images import Picture, picture_from_array
from cnn_core.text import t

Grey = npt.NDArray[np.float32]

SIDE = 28
INK_SIDE = 20
CENTRE = 14.0

_COARSE_SIDE = 64  # the light and the polarity are judged on a picture of this size
_SAME = 0.001  # what differs by less is the same: the ground of a drawing, never that of a photo
_LEAST_CONTRAST = 0.08  # ink that stands out by less is none
_NOISE_SIGMAS = 3.0
_EDGE = 0.3  # of the full ink: where a soft edge is cut off, by the least error on enlarged MNIST digits
_FAINT = 0.1  # of the full ink: what joins the pieces of one stroke
_SPECK_SHARE = 0.02  # of the largest piece
_LINE_THICKNESS = 0.04  # of the picture's longer side; a brush is thicker
_LINE_REST = 0.05  # of a line's mass: with less ink left beside it, the line is the digit


@dataclass(frozen=True, kw_only=True)
class FormOptions:
    """Which steps are taken, by the names of the steps, in their order.

    Attributes:
        find_polarity: Dark ink on a bright ground is exchanged for bright ink on a dark one.
        flatten_light: A ground that is lit unevenly is subtracted.
        find_ink: The ground becomes 0 and the ink 1, noise removed.
        remove_frame: Lines and frames that reach from edge to edge go, and so do specks.
        crop: The picture is cut to the ink.
        resize: The longer side becomes 20 pixels; without it, 28.
        recentre: The centre of mass moves to (14, 14); without it, the cut-out stays in the middle.
    """

    find_polarity: bool = True
    flatten_light: bool = True
    find_ink: bool = True
    remove_frame: bool = True
    crop: bool = True
    resize: bool = True
    recentre: bool = True


ALL_STEPS = FormOptions()


@dataclass(frozen=True, eq=False)
class Step:
    """One step on the way.

    Attributes:
        name: `"grey"`, the name of a field of `FormOptions`, or `"mnist"`.
        image: What the step left, `(H, W)` float32 in 0..1; `(28, 28)` from `"resize"` on.
        note: A sentence on what was done.
    """

    name: str
    image: Grey
    note: str


@dataclass(frozen=True, eq=False)
class MnistForm:
    """What a net sees of a picture, and how it came to be.

    Attributes:
        pixels: `(28, 28)` uint8, bright ink on black; all 0 for a blank picture.
        steps: The steps in order; those of a blank picture end where no ink was found.
        is_blank: There is no ink.
        notices: Sentences for the reader, those of the picture first.
    """

    pixels: npt.NDArray[np.uint8]
    steps: tuple[Step, ...]
    is_blank: bool = False
    notices: tuple[str, ...] = ()


def to_mnist_form(source: Picture | npt.NDArray[Any], *, options: FormOptions = ALL_STEPS) -> MnistForm:
    """Brings a picture to the form of MNIST's digits.

    Args:
        source: A picture, or an array as `picture_from_array` takes it.
        options: Which steps are taken; by default all.

    Raises:
        ImageError: The array cannot be taken as a picture.
    """
    picture = source if isinstance(source, Picture) else picture_from_array(source)
    steps = [Step("grey", picture.grey, _grey_note(picture))]

    def take(name: str, function: Callable[[Grey], tuple[Grey, str]]) -> None:
        image = steps[-1].image
        changed, note = function(image) if getattr(options, name) else (image, t("mnist_form.left_out"))
        steps.append(Step(name, changed, note))

    take("find_polarity", _find_polarity)
    take("flatten_light", _flatten_light)
    take("find_ink", _find_ink)
    if np.ptp(steps[-1].image) < _LEAST_CONTRAST:
        blank = np.zeros((SIDE, SIDE), np.uint8)
        return MnistForm(blank, tuple(steps), True, (*picture.notices, t("mnist_form.blank")))
    take("remove_frame", _remove_frame)
    take("crop", _crop)
    steps.append(Step("resize", *_resize(steps[-1].image, options.resize)))
    take("recentre", _recentre)

    pixels = np.rint(steps[-1].image * 255).astype(np.uint8)
    return MnistForm(pixels, tuple(steps), notices=picture.notices)


def from_mnist(pixels: npt.NDArray[np.uint8]) -> MnistForm:
    """Takes a digit of MNIST as it is, in one step.

    Args:
        pixels: `(28, 28)` uint8.

    Raises:
        ImageError: Another shape or type.
    """
    if pixels.shape != (SIDE, SIDE) or pixels.dtype != np.uint8:
        raise ImageError(t("mnist_form.mnist_shape", dtype=pixels.dtype, shape=pixels.shape))
    step = Step("mnist", pixels.astype(np.float32) / np.float32(255), t("mnist_form.mnist"))
    notices = () if pixels.any() else (t("mnist_form.blank"),)
    return MnistForm(pixels, (step,), bool(notices), notices)


def _grey_note(picture: Picture) -> str:
    height, width = picture.grey.shape
    key = "as_is" if (width, height) == (picture.width, picture.height) else "reduced"
    sizes = {"from_width": picture.width, "from_height": picture.height, "width": width, "height": height}
    return t(f"mnist_form.grey.{key}", **sizes)


def _find_polarity(image: Grey) -> tuple[Grey, str]:
    """Leaves the ink bright: the ink is what differs most from the light of the picture's belt.

    The cubes of the differences are summed, so that a little ink outweighs a wide but weak shadow.
    """
    coarse = _coarse(image)
    if np.sum((coarse - _belt_light(coarse)) ** 3) < 0:
        return 1 - image, t("mnist_form.find_polarity.dark")
    return image, t("mnist_form.find_polarity.bright")


def _flatten_light(image: Grey) -> tuple[Grey, str]:
    """Subtracts the light, but for its mean, where it is uneven.

    The light is a plane through the belt, and on it the morphological opening of what is left, which wipes out
    bright strokes thinner than its window and keeps the edge of a shadow (the top-hat transform).
    """
    coarse = _coarse(image)
    plane = _belt_light(coarse)
    rest = coarse - plane
    if np.median(np.abs(rest[_belt(coarse.shape)])) < _SAME and np.ptp(plane) < _SAME:
        return image, t("mnist_form.flatten_light.even")
    window = max(3, max(coarse.shape) // 3)
    opened = ndimage.grey_opening(rest, size=(window, window), mode="constant", cval=rest.min())
    light = plane + ndimage.gaussian_filter(opened, window / 8, mode="nearest")
    fine = np.asarray(Image.fromarray(light).resize(image.shape[::-1], Image.Resampling.BILINEAR))
    return np.clip(image - fine + light.mean(), 0, 1), t("mnist_form.flatten_light.uneven")


def _find_ink(image: Grey) -> tuple[Grey, str]:
    """Stretches the picture until the ground is 0 and the ink 1; all 0 where nothing stands out.

    Ink being brighter than the ground, what is darker can only be noise, and its median tells how much there
    is: none in a drawing, which so stays as it is.
    """
    coarse = _coarse(image)
    rest = image - np.median(coarse[_belt(coarse.shape)])
    darker = -rest[rest < 0]
    floor = _NOISE_SIGMAS * 1.4826 * float(np.median(darker)) if darker.size else 0.0
    rank = rest.size - 1 - rest.size // 2000  # not the brightest pixel, which may be a reflection
    brightest = np.partition(rest, rank, axis=None)[rank]
    peak = float(np.median(rest[rest >= brightest / 2])) if brightest > 0 else 0.0
    if peak - floor < _LEAST_CONTRAST:
        return np.zeros_like(image), t("mnist_form.find_ink.nothing")
    note = t("mnist_form.find_ink.noisy", floor=floor) if floor else t("mnist_form.find_ink.clean")
    return np.clip((rest - floor) / (peak - floor), 0, 1), note


def _remove_frame(image: Grey) -> tuple[Grey, str]:
    """Removes pieces that reach from one edge to the opposite one, thin or wholly in the belt, and specks.

    A stroke that has nothing but specks beside it stays: it is the digit.
    """
    pieces, count = ndimage.label(image > _FAINT, structure=np.ones((3, 3), np.bool_))
    unchanged = image, t("mnist_form.remove_frame.nothing")
    if count < 2:
        return unchanged
    mass = np.bincount(pieces.ravel(), image.ravel())[1:]
    is_outside = np.bincount(pieces[~_belt(image.shape)], minlength=count + 1)[1:] == 0
    boxes = ndimage.find_objects(pieces)
    length = np.array([sum(span.stop - span.start for span in box) for box in boxes])
    is_thin = mass < _LINE_THICKNESS * max(image.shape) * length
    is_line = np.array([_spans(box, image.shape) for box in boxes]) & (is_thin | is_outside)
    if mass[~is_line].sum() < _LINE_REST * mass[is_line].sum():
        is_line[:] = False
    is_speck = ~is_line & (mass < _SPECK_SHARE * mass[~is_line].max())
    if not (is_line | is_speck).any():
        return unchanged
    kept = np.concatenate([[False], ~(is_line | is_speck)])[pieces]
    kept = ndimage.binary_dilation(kept, np.ones((3, 3), np.bool_), iterations=2)  # with the soft edge
    note = t("mnist_form.remove_frame.removed", lines=int(is_line.sum()), specks=int(is_speck.sum()))
    return np.where(kept, image, np.float32(0)), note


def _crop(image: Grey) -> tuple[Grey, str]:
    is_ink = image > _EDGE * image.max()
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return cut, t("mnist_form.crop.done", width=cut.shape[1], height=cut.shape[0])


def _resize(image: Grey, is_on: bool) -> tuple[Grey, str]:
    """Brings the longer side to 20 pixels and lays it in the middle of `(28, 28)`, or to 28 if it is off.

    Lanczos came nearest to MNIST, of Pillow's filters. Ink that grew faint, as thin lines do, is stretched:
    in each of MNIST's digits some pixel is 254 or 255.
    """
    height, width = image.shape
    scale = (INK_SIDE if is_on else SIDE) / max(height, width)
    height, width = max(1, round(height * scale)), max(1, round(width * scale))
    small = np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.LANCZOS))
    small = np.clip(small, 0, 1)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    placed = np.zeros((SIDE, SIDE), np.float32)
    placed[top : top + height, left : left + width] = small / max(small.max(), _LEAST_CONTRAST)
    key = "done" if is_on else "left_out"
    return placed, t(f"mnist_form.resize.{key}", width=width, height=height)


def _recentre(image: Grey) -> tuple[Grey, str]:
    """Moves the ink by whole pixels towards (14, 14), and never over the edge."""
    total = image.sum()
    row, column = (float(np.arange(SIDE) @ image.sum(axis=axis) / total) for axis in (1, 0))
    rows = _bounded_shift(row, np.flatnonzero(image.any(axis=1)))
    columns = _bounded_shift(column, np.flatnonzero(image.any(axis=0)))
    note = t("mnist_form.recentre.done", rows=rows, columns=columns, row=row + rows, column=column + columns)
    return np.roll(image, (rows, columns), axis=(0, 1)), note


def _bounded_shift(centre: float, inked: npt.NDArray[np.intp]) -> int:
    return int(np.clip(round(CENTRE - centre), -inked[0], SIDE - 1 - inked[-1]))


def _coarse(image: Grey) -> Grey:
    """Returns the picture by averages over boxes, its longer side at most 64."""
    scale = _COARSE_SIDE / max(image.shape)
    if scale >= 1:
        return image
    height, width = (max(1, round(side * scale)) for side in image.shape)
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BOX))


def _belt(shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Returns which pixels of `(H, W)` lie in the outer eighth: more ground than ink, be there a frame or not."""
    depths = [max(1, side // 8) for side in shape]
    belt = np.ones(shape, np.bool_)
    belt[tuple(slice(depth, side - depth) for depth, side in zip(depths, shape, strict=True))] = False
    return belt


def _belt_light(image: Grey) -> Grey:
    """Returns the plane of light through the belt, `(H, W)`.

    It is fitted to the half of the belt that is nearest to its median: what is farther may be ink. Trimming
    again by the plane's own misses, as least trimmed squares do, made photos with a hard shadow worse.
    """
    belt = _belt(image.shape)
    y = image[belt]
    level = np.median(y)
    misses = np.abs(y - level)
    if np.median(misses) < _SAME:
        return np.full_like(image, level)
    rows, columns = np.indices(image.shape, np.float32)
    terms = np.stack([np.ones_like(rows), rows, columns], axis=-1)  # (H, W, 3)
    near = misses <= np.median(misses)
    plane = np.linalg.lstsq(terms[belt][near], y[near])[0]
    return np.asarray(terms @ plane, np.float32)


def _spans(box: tuple[slice, ...], shape: tuple[int, ...]) -> bool:
    """Tells whether a box reaches, but for 2 % of the way, from one edge to the opposite one."""
    return any(
        span.start <= 0.02 * side and span.stop >= 0.98 * side for span, side in zip(box, shape, strict=True)
    )
