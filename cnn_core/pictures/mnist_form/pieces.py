"""The pieces of ink, and which of them are the digit: no frame, no speck, and one digit of several."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from cnn_core.pictures.mnist_form.digit_guess import guess_digit
from cnn_core.pictures.mnist_form.gaps import close_gaps
from cnn_core.pictures.mnist_form.ground import belt
from cnn_core.pictures.mnist_form.joining import hanging_together, ink_of, printed, without_cuts
from cnn_core.pictures.mnist_form.outlines import enclosing, underlining
from cnn_core.pictures.mnist_form.steps import Grey, Step
from cnn_core.text import t

FAINT = 0.1  # of the full ink: what joins the pieces of one stroke
_MOST_PIECES = 64
_SPECK = 0.02  # of the mass of the largest piece
_LINE_THICKNESS = 0.04  # of the picture's longer side; a brush is thicker
_LINE_REST = 0.05  # of a line's mass: with less ink left beside it, the line is the digit
_FRAGMENT = 0.5  # of the size of the piece beside it: what is smaller is no digit of its own
_NEAR = 0.35  # of the size of a piece: so far away a fragment belongs to it
_OVERLAP = 0.35  # of the narrower one: pieces above one another are one digit
_DIGIT_MASS = 0.15  # of the largest digit's
_LEFTOVER = 0.03  # of the digit's mass: what is smaller changes no answer
_BESIDE = 0.5  # of its size: what lies farther away is no part of it
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
    """Removes what is no part of a digit: frames, boxes, circles and underlines, and specks.

    A frame reaches from one edge of the picture to the opposite one, thin or wholly in the belt; boxes and circles
    close around other ink.

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
    is_around = ~is_line & enclosing(pieces.labels, pieces.mass, pieces.low, pieces.high)
    is_under = underlining(np.where(is_line | is_around, 0, pieces.mass), pieces.low, pieces.high)
    is_drawn = is_around | is_under
    is_line |= is_drawn
    if pieces.mass[~is_line].sum() < _LINE_REST * pieces.mass[is_line].sum():
        is_line[:] = is_drawn[:] = False
    is_speck = ~is_line & (pieces.mass < _SPECK * pieces.mass[~is_line].max())
    specks = int(is_speck.sum()) + pieces.crumbs
    if not (is_line.any() or specks):
        return Step("remove_frame", image, t("mnist_form.remove_frame.nothing"))
    note = t("mnist_form.remove_frame.removed", lines=int((is_line & ~is_drawn).sum()), specks=specks)
    if is_drawn.any():
        note += " " + t("mnist_form.remove_frame.drawn", around=int(is_around.sum()), under=int(is_under.sum()))
    return Step("remove_frame", _only(image, pieces, ~(is_line | is_speck)), note)


def pick_digit(image: Grey) -> Step:
    """Keeps the largest digit of several, with the fragments that lie near it.

    What was cut by a narrow gap is one digit where the whole looks like one. So are separate bars or dots, as on a
    display; the gaps between them are closed.

    Args:
        image: `(H, W)` float32 in 0..1, the ink being bright and the ground 0.
    """
    pieces = _pieces(image)
    if pieces is None:
        return Step("pick_digit", image, t("mnist_form.pick_digit.one"))
    is_pale = pieces.strength < _PALE * pieces.strength[(pieces.mass * pieces.strength).argmax()]
    group, parts = _grouped(image, pieces, is_pale)
    count = int(group.max()) + 1
    mass = np.bincount(group, np.where(is_pale, 0, pieces.mass), count)
    best = int(mass.argmax())
    kept = image if count == 1 else _only(image, pieces, group == best)
    bars = next((members for members in parts if group[members[0]] == best), None)
    if bars is not None:
        kept = close_gaps(kept, pieces.mass[bars], pieces.low[bars], pieces.high[bars])
    notices = [t("mnist_form.printed")] if bars is not None else []
    if count == 1:
        return Step("pick_digit", kept, t("mnist_form.pick_digit.one"), " ".join(notices))
    low = np.array([pieces.low[group == index].min(axis=0) for index in range(count)])
    high = np.array([pieces.high[group == index].max(axis=0) for index in range(count)])
    size = (high - low).max(axis=1)
    is_digit = (size >= _FRAGMENT * size[best]) & (mass >= _DIGIT_MASS * mass[best])
    digits = int(is_digit.sum())
    others = count - digits
    key = "several" if digits > 1 else "stains"
    note = t(f"mnist_form.pick_digit.{key}", digits=digits, pieces=others)
    if digits > 1:
        notices.append(t("mnist_form.several"))
    elif _is_another(image, pieces, group == best, (mass >= _LEFTOVER * mass[best])[group] & ~is_pale):
        notices.append(t("mnist_form.leftover"))
    return Step("pick_digit", kept, note, " ".join(notices))


def _grouped(
    image: Grey, pieces: _Pieces, is_pale: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], list[npt.NDArray[np.intp]]]:
    """Returns the number of each piece's group, `(N,)`, and the pieces of each digit of separate bars or dots."""
    group = hanging_together(_together(pieces) & ~is_pale & ~is_pale[:, None])
    parts = printed(np.where(is_pale, 0, pieces.mass), pieces.low, pieces.high)
    for members in parts:
        group[np.isin(group, group[members])] = group[members[0]]
    if np.unique(group[~is_pale]).size > 1:
        dark = np.where(is_pale, -1, group)
        dark = without_cuts(image, pieces.labels, pieces.mass, pieces.low, pieces.high, dark)
        group = np.where(is_pale, group, dark)
    return np.unique(group, return_inverse=True)[1].astype(np.intp), parts


def _is_another(
    image: Grey, pieces: _Pieces, is_kept: npt.NDArray[np.bool_], is_left: npt.NDArray[np.bool_]
) -> bool:
    """Tells whether ink that is left out, and lies near the digit, would make another digit of it."""
    low, high = pieces.low[is_kept].min(axis=0), pieces.high[is_kept].max(axis=0)
    apart = np.maximum(np.maximum(pieces.low - high, low - pieces.high), 0).max(axis=1)
    is_left = is_left & ~is_kept & (apart <= _BESIDE * (high - low).max())
    if not is_left.any():
        return False
    alone, whole = (
        guess_digit(ink_of(image, pieces.labels, pieces.low, pieces.high, members))
        for members in (is_kept, is_kept | is_left)
    )
    return alone.label != whole.label


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


def _pieces(image: Grey) -> _Pieces | None:
    """Finds and measures the pieces; None where there are fewer than two, as in most drawings."""
    found, count = ndimage.label(image > FAINT, structure=np.ones((3, 3), np.bool_))
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
