"""A note, a card or a sheet that lies on something else: the picture is cut to it.

A bright sheet on a dark desk stands out more than what is written on it, and would be taken for the ink. It is told
by its form: a whole rectangle, turned or not, of one lightness, that touches no edge of the picture and has ink.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from cnn_core.pictures.images import Picture
from cnn_core.pictures.mnist_form.ground import shrunk
from cnn_core.pictures.mnist_form.steps import Grey

_SIDE = 128  # of the small picture in which the sheet is looked for
_LEAST_SIDE = 48  # of the picture: in a smaller one nothing lies on a desk
_SAME = 0.001  # a border that differs by less is a drawing's
_APART = 0.15  # of 0..1: sheet and desk differ by more
_AREA = (0.03, 0.65)  # of the picture
_RECTANGULAR = 0.87  # of the least rectangle around it, the sheet fills; an ellipse fills 0.79
_ANGLES = np.radians(np.arange(0, 90, 3))
_AROUND = np.ones((3, 3), np.bool_)
_EDGE = 2  # of the small picture's pixels: the sheet's edge is so soft
_INK = 0.35  # of the way from sheet to desk: what differs so much from the sheet is ink
_INK_AREA = (0.002, 0.4)  # of the sheet
_INK_LENGTH = 0.12  # of the sheet's longer side, at least
_HOLE = (
    0.05,
    0.8,
)  # ink of such an area, of the sheet, that fills so much of its hull is the hole of a thick 0 or 8


def cut_to_sheet(picture: Picture) -> Picture | None:
    """Cuts a picture to the sheet that lies in it.

    Args:
        picture: With colours or without.

    Returns:
        The part of the picture that shows the sheet, what lies beside the sheet being filled with the sheet's own
        edge; None where there is no sheet, or one that fills the picture.
    """
    image = picture.grey
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    if min(image.shape) < _LEAST_SIDE or np.ptp(border) < _SAME:
        return None
    is_sheet = _sheet_of(ndimage.uniform_filter(shrunk(image, _SIDE), 3, mode="nearest"))
    if is_sheet is None:
        return None
    inner = ndimage.binary_erosion(is_sheet, _AROUND, iterations=_EDGE)
    fine = np.asarray(Image.fromarray(inner).resize(image.shape[::-1], Image.Resampling.NEAREST))
    rows, columns = np.flatnonzero(fine.any(axis=1)), np.flatnonzero(fine.any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    nearest = ndimage.distance_transform_edt(~fine[box], return_distances=False, return_indices=True)
    row, column = nearest[0], nearest[1]
    color = None if picture.color is None else picture.color[box][row, column]
    return replace(picture, grey=image[box][row, column], color=color)


def _sheet_of(image: Grey) -> npt.NDArray[np.bool_] | None:
    """Returns where the sheet lies, its ink included, `(H, W)`; None where there is none."""
    level = _threshold(image)
    if level is None:
        return None
    for is_bright in (True, False):
        labels, count = ndimage.label(image > level if is_bright else image <= level)
        at_edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
        areas = np.bincount(labels.ravel(), minlength=count + 1)
        areas[0] = areas[at_edge] = 0
        largest = int(areas.argmax())
        if areas[largest] >= _AREA[0] * image.size / 2:
            whole = np.asarray(ndimage.binary_fill_holes(labels == largest), np.bool_)
            share = whole.sum() / image.size
            if _AREA[0] <= share <= _AREA[1] and _is_rectangle(whole) and _has_ink(image, whole):
                return whole
    return None


def _threshold(image: Grey) -> float | None:
    """Returns the level between two lightnesses (N. Otsu, 1979); None where they do not differ."""
    values = np.sort(image, axis=None).astype(np.float64)
    count = np.arange(1, values.size)
    low = np.cumsum(values)[:-1]
    apart = (values.sum() - low) / count[::-1] - low / count
    place = int((apart**2 * count * count[::-1]).argmax())
    return float(values[place]) if apart[place] >= _APART else None


def _is_rectangle(whole: npt.NDArray[np.bool_]) -> bool:
    """Tells whether a region fills the least of the rectangles around it, whatever their angle."""
    rows, columns = np.nonzero(whole)
    along = np.outer(np.cos(_ANGLES), columns) + np.outer(np.sin(_ANGLES), rows)  # (angles, pixels)
    across = np.outer(np.cos(_ANGLES), rows) - np.outer(np.sin(_ANGLES), columns)
    around = (np.ptp(along, axis=1) + 1) * (np.ptp(across, axis=1) + 1)
    return bool(len(rows) >= _RECTANGULAR * around.min())


def _has_ink(image: Grey, whole: npt.NDArray[np.bool_]) -> bool:
    """Tells whether something is written on a sheet."""
    inner = ndimage.binary_erosion(whole, _AROUND, iterations=_EDGE)
    if not inner.any():
        return False
    sheet, desk = float(np.median(image[inner])), float(np.median(image[~whole]))
    is_ink = inner & (np.abs(image - sheet) > _INK * abs(sheet - desk))
    area = is_ink.sum() / inner.sum()
    if not _INK_AREA[0] <= area <= _INK_AREA[1]:
        return False
    edge = inner & ~ndimage.binary_erosion(inner, _AROUND)
    rows, columns = np.nonzero(is_ink)
    least, filled = _HOLE
    is_hole = area >= least and len(rows) >= filled * (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    length = max(np.ptp(rows), np.ptp(columns)) / max(np.ptp(side) for side in np.nonzero(whole))
    return bool(length >= _INK_LENGTH and not is_hole and not (is_ink & edge).any())
