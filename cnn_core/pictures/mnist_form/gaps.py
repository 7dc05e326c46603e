"""The gaps between the bars or dots of a printed digit, closed, so that strokes come of them.

The pieces come as in `outlines.py`; they are those of one digit.
"""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy import ndimage

from cnn_core.pictures.mnist_form.joining import distances
from cnn_core.pictures.mnist_form.steps import Grey

_ROUND = 1.6  # of its thickness: a dot is no longer
_NEXT = 1.7  # of the usual way from a dot to the nearest: the next one along a slanting stroke is no farther
_LINE = 0.8  # of a dot's thickness: so thick a line joins it to the next


def close_gaps(
    image: Grey, mass: npt.NDArray[np.float64], low: npt.NDArray[np.intp], high: npt.NDArray[np.intp]
) -> Grey:
    """Returns the ink of a digit of bars or dots with the gaps between them closed.

    Args:
        image: `(H, W)` float32 in 0..1, the ink of this digit alone.
        mass: `(N,)`, that of each bar or dot.
        low: `(N, 2)`, where each begins.
        high: `(N, 2)`, where each ends.
    """
    size = (high - low).max(axis=1)
    thick = float(np.median(mass / size))  # slanting gaps do not show between boxes
    if np.median(size) <= _ROUND * thick:
        return _joined(image, (low + high - 1) / 2, thick)
    apart = distances(low, high)
    np.fill_diagonal(apart, apart.max())
    window = int(max(apart.min(axis=1).max(), 0.5 * thick)) + 3
    return np.asarray(ndimage.grey_closing(image, size=(window, window)))


def _joined(image: Grey, middles: npt.NDArray[np.float64], thick: float) -> Grey:
    """Returns dots with lines between neighbours.

    Two are neighbours where no third one lies nearer to both (G. Toussaint, "The relative neighbourhood graph of a
    finite planar set", 1980): so a slanting stroke is joined, and a corner is not cut.
    """
    away = np.linalg.norm(middles[:, None] - middles, axis=-1)
    np.fill_diagonal(away, np.inf)
    most = _NEXT * float(np.median(away.min(axis=1)))
    drawn = Image.new("F", image.shape[::-1])
    pencil = ImageDraw.Draw(drawn)
    for first, second in np.argwhere(np.triu(away <= most)):
        if not (np.maximum(away[first], away[second]) < 0.99 * away[first, second]).any():
            ends = [(float(column), float(row)) for row, column in middles[[first, second]]]
            pencil.line(ends, 1.0, max(1, round(_LINE * thick)))
    return np.asarray(np.maximum(image, np.asarray(drawn)), np.float32)
