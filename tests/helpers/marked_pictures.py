"""Pictures of a digit that is cut, coloured, boxed, circled or underlined, or that fills its picture.

`MARKED` names each kind. As in `pictures.KINDS`, a kind takes ink and a random generator and returns a file.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from PIL import Image, ImageDraw

from tests.helpers.pictures import Ink, Random, file_of, grainy, inked, paper, sheet

LEAST_DIFFERENCE = 40  # of two colours, as CIE's ΔE of 1976
_FINER = 3  # lines are drawn at so many times the size, for a soft edge


def box_of(ink: Ink) -> tuple[int, int, int, int]:
    """Returns where ink lies: the first row, the one after the last, and the columns likewise."""
    rows, columns = np.flatnonzero((ink > 0.3).any(axis=1)), np.flatnonzero((ink > 0.3).any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def cut_in_two(ink: Ink, random: Random, *, is_upright: bool, gap: float = 0.05) -> Ink:
    """Returns ink with an upright or a level gap through its middle third, a share of its height wide."""
    top, bottom, left, right = box_of(ink)
    wide = max(1, round(gap * (bottom - top)))
    first, last = (left, right) if is_upright else (top, bottom)
    start = round(first + random.uniform(0.35, 0.65) * (last - first) - wide / 2)
    cut = ink.copy()
    (cut.T if is_upright else cut)[start : start + wide] = 0
    return cut


def _cut(ink: Ink, random: Random, *, is_upright: bool) -> bytes:
    laid = sheet(cut_in_two(ink, random, is_upright=is_upright), random)
    return file_of(grainy(inked(paper(laid.shape, random), laid, random), random))


def lab(color: np.ndarray) -> np.ndarray:
    """Returns colours `(…, 3)` of sRGB in 0..1 as CIE L*a*b* under D65 (IEC 61966-2-1; CIE 15)."""
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / [0.9505, 1, 1.089]
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def two_colors(random: Random) -> np.ndarray:
    """Returns the colours of a pen and of a ground that differ plainly, `(2, 3)` of sRGB in 0..1."""
    while True:
        pair = random.uniform(0, 1, (2, 3))
        if np.linalg.norm(np.subtract(*lab(pair))) > LEAST_DIFFERENCE:
            return pair


def in_colors(ink: Ink, pair: np.ndarray, random: Random) -> np.ndarray:
    """Returns ink of a colour on a ground of another, `(H, W, 3)`."""
    laid = sheet(ink, random)[..., None]
    colored = pair[1] * (1 - laid) + pair[0] * laid
    return colored + random.normal(0, 0.015, colored.shape)


def _two_colors(ink: Ink, random: Random) -> bytes:
    """A pen of any colour on a ground of any other that differs plainly from it."""
    return file_of(in_colors(ink, two_colors(random), random), str(random.choice(["JPEG", "PNG"])))


def _equally_light(ink: Ink, random: Random) -> bytes:
    """Two colours that differ plainly, and hardly in lightness."""
    while True:
        pair = two_colors(random)
        if abs(np.subtract(*lab(pair))[0]) < 8:
            return file_of(in_colors(ink, pair, random))


def _line(shape: tuple[int, int], points: np.ndarray, thick: float) -> Ink:
    """Returns a line through points, each a (row, column), `(H, W)`."""
    large = Image.new("L", (shape[1] * _FINER, shape[0] * _FINER))
    pencil = ImageDraw.Draw(large)
    places = [(column * _FINER, row * _FINER) for row, column in points]
    pencil.line(places, 255, max(1, round(thick * _FINER)), joint="curve")
    return np.asarray(large.resize(shape[::-1], Image.Resampling.BOX)) / 255


def _around(shape: tuple[int, int], box: tuple[int, int, int, int], random: Random, *, is_round: bool) -> Ink:
    """Returns a closed line by hand around a box of ink: a rectangle or an ellipse, a little turned and shaken."""
    top, bottom, left, right = box
    height = bottom - top
    middle = np.array([top + bottom, left + right]) / 2
    half = np.array([height, right - left]) / 2 * (2**0.5 if is_round else 1)
    half = half + random.uniform(0.08, 0.6) * height + random.uniform(0, 0.1, 2) * height
    if is_round:
        angles = np.linspace(0, 2 * np.pi, 90)
        wobble = 1 + 0.02 * np.sin(2 * angles + random.uniform(0, 6)) + 0.01 * np.sin(3 * angles)
        unit = np.stack([np.sin(angles), np.cos(angles)], axis=1) * wobble[:, None]
    else:
        unit = np.array([[0, -1], [-1, -1], [-1, 1], [1, 1], [1, -1], [0, -1.0]])
        unit[1:5] += random.normal(0, 0.015, (4, 2))
    turn = np.radians(random.uniform(-3, 3))
    turned = (unit * half) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return _line(shape, middle + turned, random.uniform(0.01, 0.04) * height)


def _enclosed(ink: Ink, random: Random, *, is_round: bool) -> bytes:
    laid = sheet(ink, random, height=random.uniform(0.35, 0.5))
    drawn = np.maximum(laid, _around(laid.shape, box_of(laid), random, is_round=is_round))
    return file_of(grainy(inked(paper(laid.shape, random), drawn, random), random))


def _underlined(ink: Ink, random: Random) -> bytes:
    """A line under the digit, as long as it is wide or longer, not quite level; now and then there are two."""
    laid = sheet(ink, random, height=random.uniform(0.4, 0.55))
    top, bottom, left, right = box_of(laid)
    height, middle = bottom - top, (left + right) / 2 + random.uniform(-0.05, 0.05) * (bottom - top)
    half = max(right - left, 0.35 * height) * random.uniform(0.55, 0.9)
    thick = random.uniform(0.015, 0.06) * height
    row = bottom + random.uniform(0.05, 0.16) * height + thick / 2
    tilt = random.uniform(-0.04, 0.04) * half
    for _ in range(1 + (random.random() < 0.25)):
        ends = np.array([[row - tilt, middle - half], [row + tilt, middle + half]])
        laid = np.maximum(laid, _line(laid.shape, ends, thick))
        row += random.uniform(0.06, 0.12) * height + thick
    return file_of(grainy(inked(paper(laid.shape, random), laid, random), random))


def _tight(ink: Ink, random: Random) -> bytes:
    """A digit that was cropped to its very edge, or to a pixel or two of ground."""
    laid = sheet(ink, random)
    top, bottom, left, right = box_of(laid)
    image = grainy(inked(paper(laid.shape, random), laid, random), random, 0.006)
    spare = int(random.integers(0, 3))
    cut = image[max(0, top - spare) : bottom + spare, max(0, left - spare) : right + spare]
    return file_of(1 - cut if random.random() < 0.3 else cut, "PNG")


MARKED: dict[str, Callable[[Ink, Random], bytes]] = {
    "cut by an upright gap": partial(_cut, is_upright=True),
    "cut by a level gap": partial(_cut, is_upright=False),
    "two colours": _two_colors,
    "two colours, equally light": _equally_light,
    "boxed": partial(_enclosed, is_round=False),
    "circled": partial(_enclosed, is_round=True),
    "underlined": _underlined,
    "cropped tight": _tight,
}
