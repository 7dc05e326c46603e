"""The lines of ruled and squared paper, found and taken away from under a digit.

A line runs from one edge of the picture to the opposite one, level or upright but for a few degrees. The picture
is sheared until the lines lie along its rows; a row is part of a line where most of it is inked, which no digit's
stroke can bring about unless the digit reaches from edge to edge itself.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from cnn_core.pictures.mnist_form.steps import Grey, Step
from cnn_core.text import t

_LEAST_SIDE = 16  # of a picture in which lines are looked for
_BLOCKS = 48  # along a row; the rows are averaged within a block
_COARSE_SIDE = 256  # the slope is searched on a picture of this height and width
_MOST_SLOPE = 0.1
_FINE_SLOPES = 7
_COVERAGE = 0.8  # of a row, inked, makes it part of a line
_FAINTEST = 0.04  # of the full ink
_EVENNESS = 0.5  # of a line's median: so much is reached nearly all along, or it is a stroke that lines cross
_THICKEST = 0.04  # of the picture's longer side; a brush is thicker
_DARKER = (1.35, 0.12)  # a pixel that is darker than so many times the line, and so much, is the digit's
_FEW = 2  # a ruled sheet has more lines
_NEAR = 3  # pixels: what ends so near the edge reaches it
_REST = 0.05  # of the ink: with less left beside them, the lines are the digit


@dataclass(frozen=True, eq=False)
class _Lines:
    """Lines along the rows of a picture.

    Attributes:
        slope: Rows per column.
        level: `(H,)`, the lines' ink by the row that they have in the middle column; 0 between them.
        count: How many there are.
    """

    slope: float
    level: Grey
    count: int


def remove_lines(image: Grey) -> Step:
    """Removes lines from edge to edge, and keeps the strokes that cross them.

    Args:
        image: `(H, W)` float32 in 0..1, the ink being bright and the ground 0.
    """
    cleaned, count = image, 0
    for is_upright in (False, True):
        found = _find_lines(image.T if is_upright else image)
        if found is not None:
            count += found.count
            cleaned = _without(cleaned.T, found).T if is_upright else _without(cleaned, found)
    if not count or cleaned.sum() < _REST * image.sum() or (count <= _FEW and _spans(cleaned)):
        return Step("remove_lines", image, t("mnist_form.remove_lines.nothing"))
    return Step("remove_lines", cleaned, t("mnist_form.remove_lines.removed", count=count))


def can_hold_lines(ink: Grey, shape: tuple[int, ...]) -> bool:
    """Tells whether ink reaches so far along a picture, or across it, that there may be lines.

    Args:
        ink: What lies in the box around all ink.
        shape: `(H, W)` of the whole picture.
    """
    return any(_reaches(ink.max(axis=axis), shape, 1 - axis) for axis in (0, 1))


def _reaches(most: Grey, shape: tuple[int, ...], axis: int) -> bool:
    is_large = min(shape) >= _LEAST_SIDE
    return bool(is_large and np.count_nonzero(most > _FAINTEST) / shape[axis] >= _COVERAGE)


def _spans(image: Grey) -> bool:
    """Tells whether one piece of ink reaches from edge to edge, as in a digit that is cropped closely."""
    labels = ndimage.label(image > 0.5, np.ones((3, 3)))[0]
    ends = ((labels[:_NEAR], labels[-_NEAR:]), (labels[:, :_NEAR], labels[:, -_NEAR:]))
    return any((np.intersect1d(first, last) > 0).any() for first, last in ends)


def _find_lines(image: Grey) -> _Lines | None:
    height, width = image.shape
    if not _reaches(image.max(axis=0), image.shape, 1):
        return None
    coarse = image
    if max(image.shape) > _COARSE_SIDE:
        size = min(width, _COARSE_SIDE), min(height, _COARSE_SIDE)
        coarse = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))
    stretched = coarse.shape[0] / coarse.shape[1] * width / height  # a slope of the coarse picture, in slopes
    step = 1.5 / width
    slopes = np.arange(-_MOST_SLOPE, _MOST_SLOPE + step, max(step, 1.5 / _COARSE_SIDE))
    rough, fine = _blocks(coarse), _blocks(image)
    best = max(slopes, key=lambda slope: _straightness(rough, slope * stretched, coarse.shape[1]))
    around = best + np.linspace(-1, 1, _FINE_SLOPES) * (slopes[1] - slopes[0])
    slope = float(max(around, key=lambda slope: _straightness(fine, slope, width)))

    rows = _sheared(fine, slope, width)
    level = _middle(rows)
    pieces, count = ndimage.label(_covered(rows) > np.maximum(_FAINTEST, _EVENNESS * level))
    thick = np.bincount(pieces, minlength=count + 1)[1:] > max(2, _THICKEST * max(image.shape))
    is_line = np.concatenate([[False], ~thick])[pieces]
    if not is_line.any():
        return None
    level = np.where(ndimage.binary_dilation(is_line, iterations=2), ndimage.maximum_filter1d(level, 3), 0)
    return _Lines(slope, level.astype(np.float32), int((~thick).sum()))


def _without(image: Grey, lines: _Lines) -> Grey:
    height, width = image.shape
    shifts = np.rint(lines.slope * (np.arange(width) - width / 2)).astype(np.intp)
    rows = np.clip(np.arange(height)[:, None] - shifts, 0, height - 1)
    model = lines.level[rows]  # (H, W)
    times, more = _DARKER
    is_line = model > 0
    cleaned = np.where(is_line & (image <= times * model + more), np.float32(0), image)
    # A stroke that is no darker than the line goes on where it does so above the line and below.
    thickest = int(max(np.bincount(ndimage.label(lines.level > 0)[0])[1:]))
    bridged = ndimage.minimum_filter1d(
        ndimage.maximum_filter1d(cleaned, thickest + 3, axis=0), thickest + 3, axis=0
    )
    return np.where(is_line, np.maximum(cleaned, np.minimum(bridged, image)), cleaned)


def _blocks(image: Grey) -> Grey:
    """Returns the picture with its rows averaged in blocks, `(H, _BLOCKS)` or `(H, W)` if it is narrower."""
    count = min(_BLOCKS, image.shape[1])
    return np.asarray(Image.fromarray(image).resize((count, image.shape[0]), Image.Resampling.BOX))


def _sheared(blocks: Grey, slope: float, width: int) -> Grey:
    """Returns blocks whose rows follow a slope; what is outside of the picture is 2."""
    height, count = blocks.shape
    middles = (np.arange(count) + 0.5) * width / count - width / 2
    shifts = np.rint(slope * middles).astype(np.intp)
    most = int(np.abs(shifts).max())
    padded = np.full((height + 2 * most, count), np.float32(2))
    padded[most : most + height] = blocks
    first = (most + shifts) * count + np.arange(count)
    return np.asarray(padded.take(np.arange(height)[:, None] * count + first))


def _covered(rows: Grey) -> Grey:
    """Returns the ink that all but the faintest blocks of each row reach; 0 for a row mostly outside."""
    rank = int((1 - _COVERAGE) * rows.shape[1])
    reached = np.zeros(len(rows), np.float32)
    # Where more blocks are without any ink than may be the faintest, that is all that the others reach.
    some = np.flatnonzero(np.count_nonzero(rows, axis=1) >= rows.shape[1] - rank)
    inked = rows[some]
    is_outside = np.count_nonzero(inked > 1, axis=1) > 0.5 * rows.shape[1]
    reached[some] = np.where(is_outside, np.float32(0), np.partition(inked, rank, axis=1)[:, rank])
    return reached


def _middle(rows: Grey) -> Grey:
    """Returns the median of each row's blocks, of those inside of the picture; 0 where there are none."""
    ordered = np.sort(rows, axis=1)
    count = (rows <= 1).sum(axis=1)
    middle = ordered[np.arange(len(rows)), count // 2]
    return np.where(count > 0, np.minimum(middle, 1), 0).astype(np.float32)


def _straightness(blocks: Grey, slope: float, width: int) -> float:
    return float(np.sum(_covered(_sheared(blocks, slope, width)) ** 2))
