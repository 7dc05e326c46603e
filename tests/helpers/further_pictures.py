"""Further pictures from the world: what a digit lies on, or how it was photographed, as nobody had asked before.

`FURTHER` names each kind. As in `pictures.KINDS`, a kind takes ink and a random generator and returns a file.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from tests.helpers.marked_pictures import box_of
from tests.helpers.pictures import Ink, Random, clouds, file_of, grainy, inked, paper, sheet, slope


def _sticky_note(ink: Ink, random: Random) -> bytes:
    """A yellow note on a desk, not quite straight, the digit on the note."""
    laid = sheet(ink, random, height=random.uniform(0.35, 0.5))
    top, bottom, left, right = box_of(laid)
    middle, half = np.array([top + bottom, left + right]) / 2, (bottom - top) * random.uniform(0.7, 0.95)
    turn = np.radians(random.uniform(-8, 8))
    rows, columns = np.indices(laid.shape) - middle[:, None, None]
    along = np.abs(columns * np.cos(turn) + rows * np.sin(turn))
    across = np.abs(rows * np.cos(turn) - columns * np.sin(turn))
    is_note = ndimage.gaussian_filter((np.maximum(along, across) < half).astype(float), 1)[..., None]
    desk = random.uniform(0.15, 0.6) * np.array([1, 0.85, 0.7]) + clouds(laid.shape, random, 0.03, 15)[..., None]
    note = np.array([0.98, 0.93, random.uniform(0.4, 0.7)])
    ground = desk * (1 - is_note) + note * is_note
    pen = random.uniform(0.05, 0.25) + random.uniform(0, 0.2, 3)
    image = ground * (1 - laid[..., None]) + pen * laid[..., None]
    return file_of(image + random.normal(0, 0.012, image.shape))


def _creased(ink: Ink, random: Random) -> bytes:
    """Paper that was folded or crumpled: each field lies in a light of its own, with a dark crease between."""
    laid = sheet(ink, random)
    ground = paper(laid.shape, random)
    rows, columns = np.mgrid[-1 : 1 : laid.shape[0] * 1j, -1 : 1 : laid.shape[1] * 1j]
    for _ in range(random.integers(2, 6)):
        angle = random.uniform(0, 2 * np.pi)
        side = rows * np.sin(angle) + columns * np.cos(angle) - random.uniform(-0.7, 0.7)
        ground *= (
            1 - random.uniform(0.03, 0.12) * (side > 0) - random.uniform(0.05, 0.2) * np.exp(-((side / 0.008) ** 2))
        )
    return file_of(grainy(inked(ground, laid, random), random))


def _shines_through(ink: Ink, random: Random) -> bytes:
    """The other side's writing shines through: mirrored, pale and soft."""
    laid = sheet(ink, random, height=0.6)
    back = np.zeros_like(laid)
    for _ in range(3):
        back = np.maximum(back, sheet(ink[:, ::-1], random, height=0.6, at=tuple(random.uniform(0.1, 0.9, 2))))
    ground = paper(laid.shape, random) * (1 - random.uniform(0.06, 0.16) * ndimage.gaussian_filter(back, 2.5))
    return file_of(grainy(inked(ground, laid, random), random))


def _dotted_paper(ink: Ink, random: Random) -> bytes:
    """A notebook's paper with dots in rows and columns."""
    laid = sheet(ink, random)
    rows, columns = np.indices(laid.shape, float)
    turn, apart = np.radians(random.uniform(-4, 4)), random.uniform(20, 45)
    across = (rows * np.cos(turn) - columns * np.sin(turn) + random.uniform(0, apart)) % apart - apart / 2
    along = (columns * np.cos(turn) + rows * np.sin(turn) + random.uniform(0, apart)) % apart - apart / 2
    dots = np.clip(random.uniform(1.2, 2.5) + 0.5 - np.hypot(across, along), 0, 1)
    ground = paper(laid.shape, random) * (1 - random.uniform(0.2, 0.6) * dots)
    return file_of(grainy(inked(ground, laid, random), random))


def _out_of_focus(ink: Ink, random: Random) -> bytes:
    """A photo whose every edge is as soft as half a stroke is wide."""
    laid = sheet(ink, random)
    image = ndimage.gaussian_filter(inked(paper(laid.shape, random), laid, random), random.uniform(3, 7))
    return file_of(grainy(image, random))


def _at_an_angle(ink: Ink, random: Random) -> bytes:
    """Paper that was photographed from the side: one edge of it is a half to four fifths of the opposite one."""
    laid = sheet(ink, random)
    image = inked(paper(laid.shape, random), laid, random)
    height, width = laid.shape
    share, lean = random.uniform(0.5, 0.8), random.uniform(0, 0.2)
    corners = np.array([[0, 0], [0, 1], [1, 1], [1, 0]], float)
    near = np.array([[lean * (1 - share), 0], [0, 1], [1, 1], [1 - lean * (1 - share), 0]])
    near[[0, 3], 0] = [(1 - share) / 2, 1 - (1 - share) / 2]
    near = near[np.roll(np.arange(4), random.integers(4))][[0, 1, 2, 3]] if random.random() < 0 else near
    size = np.array([width, height])
    rows = []
    for (x, y), (u, v) in zip(near * size, corners * size, strict=True):  # of the new place to the old one
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    how = np.linalg.solve(np.array(rows), (corners * size).ravel())
    turned = Image.fromarray(image.astype(np.float32)).transform(
        (width, height), Image.Transform.PERSPECTIVE, how.tolist(), Image.Resampling.BICUBIC, fillcolor=0.3
    )
    return file_of(grainy(np.asarray(turned), random))


def _highlighter(ink: Ink, random: Random) -> bytes:
    """A digit in a text that somebody marked: a broad swath of a bright colour lies behind it."""
    laid = sheet(ink, random, height=0.55)
    top, bottom, left, right = box_of(laid)
    rows, columns = np.indices(laid.shape, float)
    grow = random.uniform(0.02, 0.2) * (bottom - top)
    waver = 3 * np.sin(columns / 40 + random.uniform(0, 6))
    swath = (rows > top - grow + waver) & (rows < bottom + grow + waver)
    swath &= (columns > left - random.uniform(0.2, 1) * 120) & (columns < right + random.uniform(0.2, 1) * 120)
    soft = ndimage.gaussian_filter(swath.astype(float), 1)[..., None]
    marker = np.array([(1, 0.95, 0.3), (0.6, 0.95, 0.4), (1, 0.55, 0.75), (1, 0.7, 0.3)])[random.integers(4)]
    ground = paper(laid.shape, random)[..., None] * (1 - soft + marker * soft)
    image = ground * (1 - random.uniform(0.7, 0.95) * laid[..., None])
    return file_of(image + random.normal(0, 0.012, image.shape))


def _screen(ink: Ink, random: Random) -> bytes:
    """A screen that was photographed: its pixels and the camera's make stripes and waves."""
    laid = sheet(ink, random)
    is_dark = random.random() < 0.5
    image = 0.08 + 0.8 * laid if is_dark else 0.9 - 0.75 * laid
    rows, columns = np.indices(laid.shape, float)
    for _ in range(2):
        angle, length = random.uniform(0, np.pi), random.uniform(4, 40)
        wave = np.sin(2 * np.pi * (rows * np.sin(angle) + columns * np.cos(angle)) / length)
        image *= 1 + random.uniform(0.02, 0.07) * wave
    return file_of(grainy(image, random, 0.02))


def _wood(ink: Ink, random: Random) -> bytes:
    """A felt pen or chalk on a board of wood, with its grain."""
    laid = sheet(ink, random)
    rows, columns = np.indices(laid.shape, float)
    bent = columns + clouds(laid.shape, random, 6, 120) + random.uniform(-0.2, 0.2) * rows
    length = random.uniform(7, 25)
    grain = random.uniform(0.02, 0.06) * np.sin(2 * np.pi * bent / length) + clouds(laid.shape, random, 0.02, 3)
    board = (random.uniform(0.45, 0.65) + grain)[..., None] * np.array([1.2, 1, 0.75])
    pen = 0.07 if random.random() < 0.6 else 0.97
    image = board * (1 - laid[..., None]) + pen * laid[..., None]
    return file_of(image + random.normal(0, 0.012, image.shape))


def _form(ink: Ink, random: Random) -> bytes:
    """A form: small print above and beside the field that the digit was written in."""
    laid = sheet(ink, random, height=random.uniform(0.45, 0.6))
    top, _, left, right = box_of(laid)
    printed = Image.new("L", laid.shape[::-1])
    pencil, font = ImageDraw.Draw(printed), ImageFont.load_default(int(random.integers(11, 18)))
    pencil.text((max(4, left - random.uniform(60, 150)), max(2, top - 40)), "Number of persons", 255, font)
    pencil.text((right + random.uniform(25, 60), top + random.uniform(20, 90)), "pieces", 255, font)
    ground = paper(laid.shape, random) * (1 - random.uniform(0.4, 0.8) * np.asarray(printed) / 255)
    return file_of(grainy(inked(ground, laid, random), random))


def _faint(ink: Ink, random: Random) -> bytes:
    """A hard pencil, hardly pressed, on paper with a tooth."""
    laid = sheet(ink, random)
    tooth = np.clip(0.8 + clouds(laid.shape, random, 0.25, 2), 0.1, 1)
    image = (
        paper(laid.shape, random)
        * slope(laid.shape, random, 0.15)
        * (1 - random.uniform(0.18, 0.35) * laid * tooth)
    )
    return file_of(grainy(image, random))


def _glare(ink: Ink, random: Random) -> bytes:
    """A whiteboard or glossy paper: a lamp's reflection, brighter than all else, lies on it."""
    laid = sheet(ink, random)
    rows, columns = np.mgrid[-1 : 1 : laid.shape[0] * 1j, -1 : 1 : laid.shape[1] * 1j]
    row, column = random.uniform(-0.9, 0.9, 2)
    size = random.uniform(0.1, 0.3)
    lamp = np.exp(-(((rows - row) ** 2 + (columns - column) ** 2) / size**2))
    image = inked(random.uniform(0.55, 0.7) * slope(laid.shape, random, 0.2), laid, random, 0.8)
    return file_of(grainy(image + random.uniform(0.2, 0.5) * lamp * (1 - 0.7 * laid), random))


FURTHER: dict[str, Callable[[Ink, Random], bytes]] = {
    "sticky note": _sticky_note,
    "creased paper": _creased,
    "other side shines through": _shines_through,
    "dotted paper": _dotted_paper,
    "out of focus": _out_of_focus,
    "seen at an angle": _at_an_angle,
    "highlighter": _highlighter,
    "photographed screen": _screen,
    "grain of wood": _wood,
    "form with print": _form,
    "faint pencil": _faint,
    "glare": _glare,
}
