"""The pieces of ink, and which of them are the digit: no frame, no speck, and one digit of several."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from cnn_core.pictures.mnist_form.ground import belt
from cnn_core.pictures.mnist_form.steps import Grey, Step
from cnn_core.text import t

_FAINT = 0.1  # of the full ink: what joins the pieces of one stroke
_MOST_PIECES = 64
_SPECK = 0.02  # of the mass of the largest piece
_LINE_THICKNESS = 0.04  # of the picture's longer side; a brush is thicker
_LINE_REST = 0.05  # of a line's mass: with less ink left beside it, the line is the digit
_FRAGMENT = 0.5  # of the size of the piece beside it: what is smaller is no digit of its own
_NEAR = 0.35  # of the size of a piece: so far away a fragment belongs to it
_OVERLAP = 0.35  # of the narrower one: pieces above one another are one digit
_DIGIT_MASS = 0.15  # of the largest digit's
_PALE = 0.5  # of the strength of the digit's ink: what is paler is from another pen, or from the ground


@dataclass(frozen=True, eq=False)
class _Pieces:
    """The largest pieces of ink that hang together, N of them.

    Attributes:
        labels: `(H, W)`, 1 to N; 0 is ground, or ink of none of them.
        mass: `(N,)`, the sum of the ink.
        strength: `(N,)`, the mean of the ink.
        low: `(N, 2)`, the first (row, column) of each.
        high: `(N, 2)`, the one after the last.
        crumbs: How many smaller pieces there are.
    """

    labels: npt.NDArray[np.intp]
    mass: npt.NDArray[np.float64]
    strength: npt.NDArray[np.float64]
    low: npt.NDArray[np.intp]
    high: npt.NDArray[np.intp]
    crumbs: int


def remove_frame(image: Grey) -> Step:
    """Removes pieces that reach from one edge to the opposite one, thin or wholly in the belt, and specks.

    A stroke that has nothing but specks beside it stays: it is the digit.

    Args:
        image: `(H, W)` float32 in 0..1, the ink being bright and the ground 0.
    """
    pieces = _pieces(image)
    if pieces is None:
        return Step("remove_frame", image, t("mnist_form.remove_frame.nothing"))
    shape = np.array(image.shape)
    inner = np.bincount(pieces.labels[~belt(image.shape)], minlength=len(pieces.mass) + 1)[1:]
    is_thin = pieces.mass < _LINE_THICKNESS * shape.max() * (pieces.high - pieces.low).sum(axis=1)
    from_edge = np.where(inner[:, None] == 0, 0.1, 0.02) * shape  # a frame may lie a little inside the picture
    spans = ((pieces.low <= from_edge) & (pieces.high >= shape - from_edge)).any(axis=1)
    is_line = spans & (is_thin | (inner == 0))
    if pieces.mass[~is_line].sum() < _LINE_REST * pieces.mass[is_line].sum():
        is_line[:] = False
    is_speck = ~is_line & (pieces.mass < _SPECK * pieces.mass[~is_line].max())
    specks = int(is_speck.sum()) + pieces.crumbs
    if not (is_line.any() or specks):
        return Step("remove_frame", image, t("mnist_form.remove_frame.nothing"))
    note = t("mnist_form.remove_frame.removed", lines=int(is_line.sum()), specks=specks)
    return Step("remove_frame", _only(image, pieces, ~(is_line | is_speck)), note)


def pick_digit(image: Grey) -> Step:
    """Keeps the largest digit of several, with the fragments that lie near it.

    Args:
        image: `(H, W)` float32 in 0..1, the ink being bright and the ground 0.
    """
    pieces = _pieces(image)
    if pieces is None:
        return Step("pick_digit", image, t("mnist_form.pick_digit.one"))
    is_pale = pieces.strength < _PALE * pieces.strength[(pieces.mass * pieces.strength).argmax()]
    group = _groups(_together(pieces) & ~is_pale & ~is_pale[:, None])
    count = int(group.max()) + 1
    if count == 1:
        return Step("pick_digit", image, t("mnist_form.pick_digit.one"))
    mass = np.bincount(group, np.where(is_pale, 0, pieces.mass), count)
    low = np.array([pieces.low[group == index].min(axis=0) for index in range(count)])
    high = np.array([pieces.high[group == index].max(axis=0) for index in range(count)])
    size = (high - low).max(axis=1)
    best = int(mass.argmax())
    is_digit = (size >= _FRAGMENT * size[best]) & (mass >= _DIGIT_MASS * mass[best])
    digits = int(is_digit.sum())
    others = count - digits
    key = "several" if digits > 1 else "stains"
    note = t(f"mnist_form.pick_digit.{key}", digits=digits, pieces=others)
    notice = t("mnist_form.several") if digits > 1 else ""
    return Step("pick_digit", _only(image, pieces, group == best), note, notice)


def _together(pieces: _Pieces) -> npt.NDArray[np.bool_]:
    """Returns which pieces belong to one digit, `(N, N)`: fragments near a larger piece, and what overlaps."""
    size = (pieces.high - pieces.low).max(axis=1).astype(float)
    larger = np.maximum(size[:, None], size)
    smaller = np.minimum(size[:, None], size)
    # Where two boxes overlap, the gap between them is negative.
    gap = np.maximum(pieces.low[:, None], pieces.low) - np.minimum(pieces.high[:, None], pieces.high)  # (N, N, 2)
    distance = np.maximum(gap, 0).max(axis=2)
    width = (pieces.high - pieces.low)[:, 1]
    overlap = -gap[..., 1] / np.minimum(width[:, None], width)
    is_fragment = (smaller < _FRAGMENT * larger) & (distance <= _NEAR * larger)
    is_stacked = (overlap >= _OVERLAP) & (distance <= 0.1 * larger)
    return np.asarray(is_fragment | is_stacked)


def _groups(together: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Returns the number of each piece's group, `(N,)`: what is together with one of a group is of the group."""
    reached = together | np.eye(len(together), dtype=np.bool_)
    for _ in range(_MOST_PIECES.bit_length()):
        reached = reached @ reached
    return np.unique(reached.argmax(axis=1), return_inverse=True)[1]


def _pieces(image: Grey) -> _Pieces | None:
    """Finds and measures the pieces; None where there are fewer than two, as in most drawings."""
    found, count = ndimage.label(image > _FAINT, structure=np.ones((3, 3), np.bool_))
    if count < 2:
        return None
    labels: npt.NDArray[np.intp] = np.asarray(found, np.intp)
    ink = image.ravel().astype(np.float64)
    mass = np.bincount(labels.ravel(), ink, count + 1)[1:].astype(np.float64)
    strength: npt.NDArray[np.float64] = mass / np.bincount(labels.ravel(), minlength=count + 1)[1:]
    if count > _MOST_PIECES:
        largest = np.sort(np.argsort(mass)[-_MOST_PIECES:])
        names = np.zeros(count + 1, np.intp)
        names[largest + 1] = np.arange(1, _MOST_PIECES + 1)
        labels, mass, strength = names[labels], mass[largest], strength[largest]
    boxes = ndimage.find_objects(labels)
    low = np.array([[span.start for span in box] for box in boxes]).reshape(-1, 2)
    high = np.array([[span.stop for span in box] for box in boxes]).reshape(-1, 2)
    return _Pieces(labels, mass, strength, low, high, max(0, count - _MOST_PIECES))


def _only(image: Grey, pieces: _Pieces, is_kept: npt.NDArray[np.bool_]) -> Grey:
    """Returns the ink of some pieces, with their soft edges."""
    kept = np.concatenate([[False], is_kept])[pieces.labels]
    kept = ndimage.binary_dilation(kept, np.ones((3, 3), np.bool_), iterations=2)
    return np.where(kept, image, np.float32(0))
