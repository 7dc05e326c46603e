"""Which pieces of ink that lie apart are one digit all the same: one that is cut, and one of separate bars or dots.

The pieces come as in `outlines.py`; `group` `(N,)` is the number of each piece's group.
"""

import numpy as np
import numpy.typing as npt

from cnn_core.pictures.mnist_form.digit_guess import guess_digit
from cnn_core.pictures.mnist_form.steps import Grey

_Labels = npt.NDArray[np.intp]
_Mass = npt.NDArray[np.float64]

_GAP = 0.1  # of the height of the whole: what lies farther apart was not cut
_WIDEST = 1.2  # of its height: two digits in a row are wider
_ALIKE = 0.82  # two digits in a row come less near to any known digit, 95 % of cut digits nearer
_PART = 0.62  # of the height of the whole: a bar or a dot is smaller
_LEAST_PARTS = 3
_MOST_GROUPS = 6  # the largest; what is smaller than the half of a cut digit is not asked about
_SMALLEST = 0.1  # of the mass of the largest group


def printed(mass: _Mass, low: _Labels, high: _Labels) -> list[npt.NDArray[np.intp]]:
    """Returns the digits of separate bars or dots, each as the numbers of its pieces.

    The pieces of such a digit lie no farther apart than they are thick, and each is much smaller than the whole.
    """
    size = (high - low).max(axis=1)
    thick = mass / size
    near = distances(low, high) <= 0.9 * np.minimum(thick[:, None], thick)
    near &= np.minimum(thick[:, None], thick) >= 0.5 * np.maximum(thick[:, None], thick)
    found = []
    names = hanging_together(near)
    for name in range(int(names.max()) + 1):
        members = np.flatnonzero(names == name)
        height, width = high[members].max(axis=0) - low[members].min(axis=0)
        is_whole = width <= _WIDEST * height and size[members].max() <= _PART * height
        if len(members) >= _LEAST_PARTS and is_whole:
            found.append(members)
    return found


def without_cuts(image: Grey, labels: _Labels, mass: _Mass, low: _Labels, high: _Labels, group: _Labels) -> _Labels:
    """Returns the groups, those joined whose whole looks like one digit that was cut.

    Args:
        image: `(H, W)` float32 in 0..1.
        labels: As in `outlines.py`, like `mass`, `low` and `high`.
        mass: That of each piece.
        low: Where each begins.
        high: Where each ends.
        group: `(N,)`; a number below 0 is that of a piece that belongs to nothing.
    """
    while True:
        for first, second in _near_pairs(mass, low, high, group):
            members = np.isin(group, (first, second))
            if guess_digit(ink_of(image, labels, low, high, members)).likeness >= _ALIKE:
                group = np.where(group == second, first, group)
                break
        else:
            return group


def ink_of(image: Grey, labels: _Labels, low: _Labels, high: _Labels, members: npt.NDArray[np.bool_]) -> Grey:
    """Returns the ink of some pieces, cut out of the picture."""
    box = tuple(slice(*ends) for ends in zip(low[members].min(axis=0), high[members].max(axis=0), strict=True))
    return np.where(np.concatenate([[False], members])[labels[box]], image[box], np.float32(0))


def distances(low: _Labels, high: _Labels) -> _Labels:
    """Returns how far the boxes of pieces lie apart, `(N, N)`: the wider of the gaps across and along."""
    gap = np.maximum(low[:, None], low) - np.minimum(high[:, None], high)  # (N, N, 2), negative where they overlap
    return np.asarray(np.maximum(gap, 0).max(axis=2), np.intp)


def hanging_together(near: npt.NDArray[np.bool_]) -> _Labels:
    """Returns the number of each piece's group, `(N,)`: what is near one of a group is of the group."""
    reached = near | np.eye(len(near), dtype=np.bool_)
    for _ in range(len(near).bit_length()):
        reached = reached @ reached
    return np.unique(reached.argmax(axis=1), return_inverse=True)[1].astype(np.intp)


def _near_pairs(mass: _Mass, low: _Labels, high: _Labels, group: _Labels) -> list[tuple[int, int]]:
    """Returns the pairs of groups that may be one digit, the nearest first."""
    apart = distances(low, high)
    found = []
    masses = np.bincount(group[group >= 0], mass[group >= 0])
    names = [int(name) for name in np.argsort(-masses)[:_MOST_GROUPS] if masses[name] >= _SMALLEST * masses.max()]
    for index, first in enumerate(names):
        for second in names[index + 1 :]:
            members = np.isin(group, (first, second))
            height, width = high[members].max(axis=0) - low[members].min(axis=0)
            gap = apart[np.ix_(group == first, group == second)].min()
            if gap <= _GAP * height and width <= _WIDEST * height:
                found.append((int(gap), first, second))
    return [(first, second) for _, first, second in sorted(found)]
