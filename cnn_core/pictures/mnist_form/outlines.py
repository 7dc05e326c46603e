"""What is drawn about a digit and is no part of it: a box or a circle around it, and a line under it.

The pieces of ink come as arrays, N of them: `labels` `(H, W)`, 1 to N, `mass` `(N,)`, `low` and `high` `(N, 2)`,
the first (row, column) of each and the one after the last.
"""

import numpy as np
import numpy.typing as npt
from scipy import ndimage

_Labels = npt.NDArray[np.intp]
_Mass = npt.NDArray[np.float64]

_SIDE = 128  # of the small picture in which a line is closed
_OPEN = 3  # of its pixels, on either side: a line that is open by less is closed
_THIN = 0.09  # of its box: what a line about a digit fills at most, for each unit of height and width
_ENCLOSED = 0.22  # of the line's height: what is smaller is the dot in a dotted zero
_FLAT = 0.22  # of its width: an underline is no higher
_SHORTEST = 0.9  # of the ink's width over it: an underline is no shorter
_LONG = 1.12  # of that width: so long a line can be no foot of a digit
_FAR = 0.075  # of the ink's height: a line so far away can be no foot of a digit either
_FARTHEST = 0.5  # of the ink's height: what lies farther away has nothing to do with it


def enclosing(labels: _Labels, mass: _Mass, low: _Labels, high: _Labels) -> npt.NDArray[np.bool_]:
    """Returns which pieces are thin lines that close, or nearly so, around other ink: `(N,)`."""
    size = high - low
    is_around = np.asarray((low[:, None] <= low).all(axis=2) & (high[:, None] >= high).all(axis=2))  # (N, N)
    np.fill_diagonal(is_around, val=False)
    is_large = size.max(axis=1) >= _ENCLOSED * size[:, None, 0]
    found = np.zeros(len(mass), np.bool_)
    is_thin = mass <= _THIN * size.sum(axis=1) * size.max(axis=1)
    for piece in np.flatnonzero((is_around & is_large).any(axis=1) & is_thin):
        box = tuple(slice(start, stop) for start, stop in zip(low[piece], high[piece], strict=True))
        step = max(1, -(-int(size[piece].max()) // _SIDE))
        inside = labels[box]
        line = _shrunk(inside == piece + 1, step)
        closed = np.pad(line, _OPEN + 1)
        closed = ndimage.binary_dilation(closed, np.ones((3, 3), np.bool_), iterations=_OPEN)
        hole = ndimage.binary_fill_holes(closed) & ~closed
        hole = hole[_OPEN + 1 : -_OPEN - 1, _OPEN + 1 : -_OPEN - 1]
        others = np.flatnonzero(is_around[piece] & is_large[piece])
        found[piece] = any(_lies_in(_shrunk(inside == other + 1, step), hole) for other in others)
    return found


def underlining(mass: _Mass, low: _Labels, high: _Labels) -> npt.NDArray[np.bool_]:
    """Returns which pieces are flat lines under all other ink, and can be no foot of a digit: `(N,)`."""
    size = high - low
    is_flat = (size[:, 0] <= _FLAT * size[:, 1]) & (mass > 0)
    found = np.zeros(len(mass), np.bool_)
    for piece in np.flatnonzero(is_flat)[np.argsort(-high[is_flat, 0])]:  # of two lines the lower one first
        rest = ~found
        rest[piece] = False
        rest &= mass >= 0.02 * mass[rest].max(initial=0)
        over = rest & ~is_flat
        if not over.any() or (high[rest, 0] > (low[piece, 0] + high[piece, 0]) / 2).any():
            continue
        top, left = low[over].min(axis=0)
        bottom, right = high[over].max(axis=0)
        height, width = bottom - top, right - left
        gap, length = low[piece, 0] - bottom, size[piece, 1]
        middle = (low[piece, 1] + high[piece, 1]) / 2
        is_under = left <= middle <= right and gap <= _FARTHEST * height and length >= _SHORTEST * width
        found[piece] = is_under and (length >= _LONG * max(width, 0.3 * height) or gap >= _FAR * height)
    return found


def _lies_in(ink: npt.NDArray[np.bool_], hole: npt.NDArray[np.bool_]) -> bool:
    return bool((ink & hole).sum() >= 0.5 * ink.sum())


def _shrunk(is_ink: npt.NDArray[np.bool_], step: int) -> npt.NDArray[np.bool_]:
    """Returns whether there is any ink in each block of `step` × `step`."""
    height, width = (-(-side // step) for side in is_ink.shape)
    whole = np.zeros((height * step, width * step), np.bool_)
    whole[: is_ink.shape[0], : is_ink.shape[1]] = is_ink
    return np.asarray(whole.reshape(height, step, width, step).any(axis=(1, 3)))
