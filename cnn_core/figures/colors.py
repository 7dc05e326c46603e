"""The one place where values become colours.

Zero is the same near-black in every scale of values, as it is in a digit: where nothing happens, nothing is
seen. Amber is more than zero and blue is less, so that the upper half of `DIVERGING` is `SEQUENTIAL` itself.
Both arms take equal steps in OKLab (https://bottosson.github.io/posts/oklab/), with the same lightness on either
side of zero, and amber and blue stay apart for every kind of colour blindness.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scale = tuple[tuple[float, str], ...]

_ZERO = "#18171a"
_MORE = ("#432115", "#6c300e", "#924501", "#b26204", "#cf8305", "#e5a62c", "#f0cd74", "#fbf0ba")
_LESS = ("#262847", "#333e76", "#3b59a5", "#3c79ce", "#399deb", "#5bc0f7", "#91dffd", "#d2f6ff")


def _evenly(*colors: str) -> Scale:
    return tuple((index / (len(colors) - 1), color) for index, color in enumerate(colors))


SEQUENTIAL = _evenly(_ZERO, *_MORE)
DIVERGING = _evenly(*reversed(_LESS), _ZERO, *_MORE)
GREY = _evenly("#000000", "#ffffff")

# What is drawn on the page itself is seen on white and on near-black.
ACCENT = "#0f9d8a"
LINES = (ACCENT, "#cf8305", "#3c79ce", "#8a8a8a")
# One a digit, from 0 to 9: seven of Paul Tol's "bright" scheme (https://personal.sron.nl/~pault/) and three more.
CLASSES = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#b0a030",
    "#45a9cc",
    "#aa3377",
    "#888888",
    "#cf8305",
    "#0f9d8a",
    "#7755cc",
)
MUTED = "#8a8a8a"
NEUTRAL = "rgba(128, 128, 128, 0.5)"
FAINT = "rgba(128, 128, 128, 0.15)"
HATCH = "rgba(150, 150, 150, 0.8)"
# Lies under an accent line that crosses a map of any colour.
HALO = "#ffffff"


@dataclass(frozen=True, kw_only=True)
class ColorRange:
    """A colour scale and the values at its two ends.

    Attributes:
        scale: Stops from 0 to 1 and their colours, as Plotly takes them.
        zmin: The value that has the first colour.
        zmax: The value that has the last colour; greater than `zmin`.
    """

    scale: Scale
    zmin: float
    zmax: float


def color_range(values: NDArray[Any], *, signed: bool | None = None) -> ColorRange:
    """Chooses the colours of an array, so that zero always looks like zero.

    Args:
        values: Any shape; NaN and infinities do not count. Where there is nothing but zeros, the range ends at 1.
        signed: Whether to show values below zero, from -max|v| to max|v|; if not, they look like zero and the
            range goes from 0 to max(v). By default, whether there are any.
    """
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if low < 0 if signed is None else signed:
        reach = max(-low, high) or 1.0
        return ColorRange(scale=DIVERGING, zmin=-reach, zmax=reach)
    return ColorRange(scale=SEQUENTIAL, zmin=0.0, zmax=high if high > 0 else 1.0)


def channel_shares(activations: NDArray[Any]) -> NDArray[np.float32]:
    """Divides each channel by its own largest magnitude: weak channels are seen as well as strong ones.

    Args:
        activations: (H, W, C).

    Returns:
        float32 (H, W, C) from -1 to 1; a channel of zeros stays zeros, NaN and infinities stay what they are.
    """
    values = activations.astype(np.float64)
    largest = np.abs(values).max(axis=(0, 1), where=np.isfinite(values), initial=0)  # (C,)
    return (values / np.where(largest > 0, largest, 1)).astype(np.float32)


def paint(values: NDArray[Any], colors: ColorRange) -> NDArray[np.uint8]:
    """Returns the colours of values, as a picture that is not drawn by Plotly needs them.

    Args:
        values: Any shape, finite; what lies beyond an end of the range has the colour of that end.
        colors: What the values are drawn in.

    Returns:
        Red, green and blue, `(..., 3)`.
    """
    return np.rint(255 * _srgb(values, colors)).astype(np.uint8)


def ink(values: NDArray[Any], colors: ColorRange) -> NDArray[np.str_]:
    """Chooses black or white for what is written on each value's colour, with a contrast of 4.5 or more.

    Args:
        values: Any shape.
        colors: What the values are drawn in.

    Returns:
        Hexadecimal colours, shaped like `values`; `MUTED` for NaN and infinities, which have no colour.
    """
    srgb = _srgb(values, colors)  # (..., 3)
    # Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance: at 0.179 black and white tie.
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    black_or_white = np.where(luminance > 0.179, "#000000", "#ffffff")
    return np.where(np.isfinite(values), black_or_white, MUTED)


def _srgb(values: NDArray[Any], colors: ColorRange) -> NDArray[np.float64]:
    stops = np.array([position for position, _ in colors.scale])
    levels = np.array([[int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)] for _, color in colors.scale])
    share = (values.astype(np.float64) - colors.zmin) / (colors.zmax - colors.zmin)
    return np.stack([np.interp(share, stops, level) for level in levels.T], axis=-1)
