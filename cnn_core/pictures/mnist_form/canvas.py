"""What was drawn on the app's own canvas, brought to MNIST's form at once: the ground is known to be black.

The general way looks for light, polarity, ground and ink. On a canvas it finds what is known before: the ground is
0 and the ink is as bright as its bytes say. So the steps that only look are left out, the levels come from a table
of 256 bytes, and all else happens within the box of the ink. The digit is the same to the byte, which a test holds;
where a shortcut cannot be sure of it, the general way is taken.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from cnn_core.pictures.images import picture_from_array
from cnn_core.pictures.mnist_form.form import MnistForm, crop, recentre, resize, to_mnist_form
from cnn_core.pictures.mnist_form.ground import COARSE_SIDE, LEAST_CONTRAST, LIGHT_SIDE, belt, find_polarity, shrunk
from cnn_core.pictures.mnist_form.likeness import looks_like_a_digit
from cnn_core.pictures.mnist_form.pieces import FAINT, pick_digit, remove_frame
from cnn_core.pictures.mnist_form.ruled_lines import can_hold_lines, remove_lines
from cnn_core.pictures.mnist_form.sheet import cut_to_sheet
from cnn_core.pictures.mnist_form.steps import Grey
from cnn_core.text import t

_BYTES = np.arange(256).astype(np.float32) / np.float32(255)  # as `picture_from_array` has them
_TOUCHING = np.ones((3, 3), np.bool_)


@dataclass(frozen=True, eq=False)
class CanvasDigit:
    """What a net sees of a drawing.

    Attributes:
        pixels: `(28, 28)` uint8, as `MnistForm` has them.
        is_blank: There is no ink.
        notices: Sentences for the reader.
    """

    pixels: npt.NDArray[np.uint8]
    is_blank: bool = False
    notices: tuple[str, ...] = ()


def from_canvas(bitmap: npt.NDArray[np.uint8], *, is_judged: bool = True) -> CanvasDigit:
    """Brings a drawing to the form of MNIST's digits, as `to_mnist_form` does, and sooner.

    Args:
        bitmap: `(H, W)` uint8, bright ink on black.
        is_judged: Whether a notice says so where the ink looks like no digit.

    Raises:
        DataError: The digits that it is compared with are missing or damaged.
    """
    found = _at_once(bitmap)
    if found is None:
        return without_steps(to_mnist_form(bitmap, is_judged=is_judged))
    pixels, notices = found
    if is_judged and not looks_like_a_digit(pixels):
        notices = (*notices, t("mnist_form.no_digit"))
    return CanvasDigit(pixels, notices=notices)


def without_steps(form: MnistForm) -> CanvasDigit:
    """Returns what a net sees of a form, without the steps to it."""
    return CanvasDigit(form.pixels, form.is_blank, form.notices)


def _at_once(bitmap: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], tuple[str, ...]] | None:
    """Returns the digit and what is said of it; None where only the general way tells."""
    height, width = bitmap.shape
    if height != width or not COARSE_SIDE <= width <= LIGHT_SIDE:
        return None
    rows, columns = np.flatnonzero(bitmap.any(axis=1)), np.flatnonzero(bitmap.any(axis=0))
    if not rows.size:
        return None
    box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    if not _has_black_ground(bitmap, box):
        return None
    values = _stretched(bitmap[box], bitmap.size)
    if values is None:
        return None
    ink = values[bitmap[box]]
    notices: list[str] = []
    is_lined = can_hold_lines(ink, bitmap.shape)
    if is_lined or ndimage.label(ink > FAINT, _TOUCHING)[1] > 1:
        ink = values[bitmap]  # lines and frames are known by where they lie in the whole picture
        for look in (remove_lines, remove_frame, pick_digit):
            step = look(ink)
            ink = step.image
            notices += [step.notice] if step.notice else []
    seen = recentre(resize(crop(ink).image).image).image
    return np.rint(seen * 255).astype(np.uint8), tuple(notices)


def _has_black_ground(bitmap: npt.NDArray[np.uint8], box: tuple[slice, slice]) -> bool:
    """Tells whether the general way takes the ground to be black, the same all over, and the ink to be bright."""
    if 2 * np.count_nonzero(bitmap[box]) >= bitmap.size:
        return False
    side = len(bitmap)
    is_off_border = all(along.start > 0 and along.stop < side for along in box)
    if is_off_border and _leaves_the_belt(box, side):
        return True
    image = _BYTES[bitmap]
    around = shrunk(image, COARSE_SIDE)[belt((COARSE_SIDE, COARSE_SIDE))]
    if 2 * np.count_nonzero(around) >= around.size:
        return False
    if is_off_border:
        return True
    return find_polarity(image).image is image and cut_to_sheet(picture_from_array(bitmap)) is None


def _leaves_the_belt(box: tuple[slice, slice], side: int) -> bool:
    """Tells whether most of the belt is black however much ink there is in the box."""
    around = belt((COARSE_SIDE, COARSE_SIDE))
    scale = COARSE_SIDE / side
    # A pixel of the coarse picture may reach a little over its own place.
    coarse = tuple(slice(max(0, int(along.start * scale) - 1), int(along.stop * scale) + 2) for along in box)
    return bool(2 * np.count_nonzero(around[coarse]) < np.count_nonzero(around))


def _stretched(ink: npt.NDArray[np.uint8], size: int) -> Grey | None:
    """Returns what each of the 256 bytes becomes when the ink is stretched to 1; None where there is hardly any.

    Args:
        ink: The box of the ink; all around it is black.
        size: Of the whole picture, in pixels.
    """
    counts = np.bincount(ink.ravel(), minlength=256)
    counts[0] += size - ink.size
    below = np.cumsum(counts)
    # The general way's rank of the brightest pixel, and the median of those that are half as bright.
    brightest = _BYTES[np.searchsorted(below, size - 1 - size // 2000, side="right")]
    if brightest <= 0:
        return None
    counts[brightest / 2 > _BYTES] = 0
    below = np.cumsum(counts)
    low, high = _BYTES[np.searchsorted(below, [(below[-1] - 1) // 2, below[-1] // 2], side="right")]
    peak = float((low + high) / 2)
    return np.clip(_BYTES / peak, 0, 1) if peak >= LEAST_CONTRAST else None
