"""A picture to the form that MNIST's digits have, one step after another, each to be shown and switched off.

MNIST's digits are bright ink on black, 28 × 28; the longer side of the ink is 20 pixels, and they were moved by
whole pixels until the centre of mass lay as near as possible to (14, 14), in pixel indices (Y. LeCun, C. Cortes,
C. Burges, "The MNIST database of handwritten digits"; measured again in tests/cnn_core/pictures/test_digits.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from cnn_core.errors import ImageError
from cnn_core.pictures.images import Picture, picture_from_array
from cnn_core.pictures.mnist_form.ground import LEAST_CONTRAST, find_ink, find_polarity, flatten_light
from cnn_core.pictures.mnist_form.ink_color import seen_in_color
from cnn_core.pictures.mnist_form.likeness import looks_like_a_digit
from cnn_core.pictures.mnist_form.pieces import pick_digit, remove_frame
from cnn_core.pictures.mnist_form.ruled_lines import remove_lines
from cnn_core.pictures.mnist_form.sheet import cut_to_sheet
from cnn_core.pictures.mnist_form.steps import FormOptions
from cnn_core.pictures.mnist_form.steps import Grey as Grey
from cnn_core.pictures.mnist_form.steps import Step as Step
from cnn_core.text import t

SIDE = 28
INK_SIDE = 20
CENTRE = 14.0

_EDGE = 0.3  # of the full ink: where a soft edge is cut off, by the least error on enlarged MNIST digits

ALL_STEPS = FormOptions()


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


def to_mnist_form(
    source: Picture | npt.NDArray[Any], *, options: FormOptions = ALL_STEPS, is_judged: bool = True
) -> MnistForm:
    """Brings a picture to the form of MNIST's digits.

    Args:
        source: A picture, or an array as `picture_from_array` takes it.
        options: Which steps are taken; by default all.
        is_judged: Whether a notice says so where the ink looks like no digit; without it all is sooner done.

    Raises:
        ImageError: The array cannot be taken as a picture.
        DataError: The digits that it is compared with are missing or damaged.

    Example:
        >>> import numpy
        >>> drawing = numpy.zeros((100, 100), numpy.uint8)
        >>> drawing[20:80, 45:55] = 255
        >>> form = cnn_core.to_mnist_form(drawing)
        >>> form.pixels.shape, form.is_blank
        ((28, 28), False)
    """
    picture = source if isinstance(source, Picture) else picture_from_array(source)
    sheet = cut_to_sheet(picture)
    seen = picture if sheet is None else sheet
    colored = seen_in_color(seen)
    image = seen.grey if colored is None else colored
    note = _grey_note(picture, is_sheet=sheet is not None, is_colored=colored is not None)
    grey = Step("grey", image, note)
    return _finished((grey,), options, picture.notices, is_judged=is_judged)


def without_each(form: MnistForm) -> dict[str, MnistForm]:
    """Returns what becomes of a digit when exactly one of the steps that it went through is left out.

    Args:
        form: As `to_mnist_form` gives it with all steps; that of a digit of MNIST went through none.

    Returns:
        By the name of each step the form without it: the very same form where the step changed nothing. Notices of
        the picture are not repeated.

    Example:
        >>> form = cnn_core.to_mnist_form(cnn_core.load_digits().held_out_images[0])
        >>> sorted(cnn_core.without_each(form))[:3]
        ['crop', 'find_ink', 'find_polarity']
    """
    forms = {}
    for index, step in enumerate(form.steps[1:], 1):
        before = form.steps[:index]
        if np.array_equal(step.image, before[-1].image):
            forms[step.name] = form
        else:
            forms[step.name] = _finished(before, replace(ALL_STEPS, **{step.name: False}))
    return forms


def from_mnist(pixels: npt.NDArray[np.uint8]) -> MnistForm:
    """Takes a digit of MNIST as it is, in one step.

    Args:
        pixels: `(28, 28)` uint8.

    Raises:
        ImageError: Another shape or type.

    Example:
        >>> digit = cnn_core.load_digits().held_out_images[0]
        >>> (cnn_core.from_mnist(digit).pixels == digit).all().item()
        True
    """
    if pixels.shape != (SIDE, SIDE) or pixels.dtype != np.uint8:
        raise ImageError(t("mnist_form.mnist_shape", dtype=pixels.dtype, shape=pixels.shape))
    step = Step("mnist", pixels.astype(np.float32) / np.float32(255), t("mnist_form.mnist"))
    notices = () if pixels.any() else (t("mnist_form.blank"),)
    return MnistForm(pixels, (step,), bool(notices), notices)


def _finished(
    steps: tuple[Step, ...], options: FormOptions, notices: tuple[str, ...] = (), *, is_judged: bool = True
) -> MnistForm:
    """Takes the steps that are still to be taken."""
    for name in _NAMES[len(steps) - 1 :]:
        image = steps[-1].image
        steps = (*steps, _STEPS[name](image) if getattr(options, name) else _left_out(name, image))
        if name == "find_ink" and np.ptp(steps[-1].image) < LEAST_CONTRAST:
            blank = np.zeros((SIDE, SIDE), np.uint8)
            return MnistForm(blank, steps, True, (*notices, t("mnist_form.blank")))
    pixels = np.rint(steps[-1].image * 255).astype(np.uint8)
    found = [step.notice for step in steps if step.notice]
    if is_judged and not looks_like_a_digit(pixels):
        found.append(t("mnist_form.no_digit"))
    return MnistForm(pixels, steps, notices=(*notices, *found))


def _grey_note(picture: Picture, *, is_sheet: bool, is_colored: bool) -> str:
    height, width = picture.grey.shape
    key = "as_is" if (width, height) == (picture.width, picture.height) else "reduced"
    sizes = {"from_width": picture.width, "from_height": picture.height, "width": width, "height": height}
    notes = [t(f"mnist_form.grey.{key}", **sizes)]
    if is_sheet:
        notes.append(t("mnist_form.grey.sheet"))
    if is_colored:
        notes.append(t("mnist_form.grey.colored"))
    return " ".join(notes)


def _left_out(name: str, image: Grey) -> Step:
    if name == "resize":
        return _placed(image, SIDE, "left_out")
    return Step(name, image, t("mnist_form.left_out"))


def crop(image: Grey) -> Step:
    """Cuts a picture to its ink, of which there is some."""
    is_ink = image > _EDGE * image.max()
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Step("crop", cut, t("mnist_form.crop.done", width=cut.shape[1], height=cut.shape[0]))


def resize(image: Grey) -> Step:
    """Brings the longer side to `INK_SIDE` and lays it in the middle of `(28, 28)`."""
    return _placed(image, INK_SIDE, "done")


def _placed(image: Grey, side: int, key: str) -> Step:
    """Brings the longer side to `side` pixels and lays it in the middle of `(28, 28)`.

    Lanczos came nearest to MNIST, of Pillow's filters. Ink that grew faint, as thin lines do, is stretched:
    in each of MNIST's digits some pixel is 254 or 255.
    """
    height, width = image.shape
    scale = side / max(height, width)
    height, width = max(1, round(height * scale)), max(1, round(width * scale))
    small = np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.LANCZOS))
    small = np.clip(small, 0, 1)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    placed = np.zeros((SIDE, SIDE), np.float32)
    placed[top : top + height, left : left + width] = small / max(small.max(), LEAST_CONTRAST)
    return Step("resize", placed, t(f"mnist_form.resize.{key}", width=width, height=height))


def recentre(image: Grey) -> Step:
    """Moves the ink by whole pixels towards (14, 14), and never over the edge."""
    total = image.sum()
    row, column = (float(np.arange(SIDE) @ image.sum(axis=axis) / total) for axis in (1, 0))
    rows = _bounded_shift(row, np.flatnonzero(image.any(axis=1)))
    columns = _bounded_shift(column, np.flatnonzero(image.any(axis=0)))
    note = t("mnist_form.recentre.done", rows=rows, columns=columns, row=row + rows, column=column + columns)
    moved = np.zeros_like(image)
    moved[max(rows, 0) : SIDE + min(rows, 0), max(columns, 0) : SIDE + min(columns, 0)] = image[
        max(-rows, 0) : SIDE + min(-rows, 0), max(-columns, 0) : SIDE + min(-columns, 0)
    ]
    return Step("recentre", moved, note)


def _bounded_shift(centre: float, inked: npt.NDArray[np.intp]) -> int:
    return int(np.clip(round(CENTRE - centre), -inked[0], SIDE - 1 - inked[-1]))


_STEPS: dict[str, Callable[[Grey], Step]] = {
    "find_polarity": find_polarity,
    "flatten_light": flatten_light,
    "find_ink": find_ink,
    "remove_lines": remove_lines,
    "remove_frame": remove_frame,
    "pick_digit": pick_digit,
    "crop": crop,
    "resize": resize,
    "recentre": recentre,
}
_NAMES = tuple(_STEPS)
