"""Pictures from the world, made by code: a digit as ink, laid on a ground, lit, spoilt and written as a file.

`KINDS` names each kind. A kind takes ink, `(H, W)` float64 in 0..1, and a random generator, and returns a file;
the same seed gives the same file.
"""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import ExifTags, Image, ImageDraw
from scipy import ndimage

Ink = np.ndarray
Random = np.random.Generator
ENLARGED = 280


def written(digit: np.ndarray) -> Ink:
    """Returns a digit of MNIST, `(28, 28)` uint8, enlarged to the ink of a pen, `(ENLARGED, ENLARGED)`."""
    large = Image.fromarray(digit).resize((ENLARGED, ENLARGED), Image.Resampling.BICUBIC)
    smooth = ndimage.gaussian_filter(np.asarray(large) / 255, 3)
    return 1 / (1 + np.exp(-14 * (smooth - 0.45)))


def file_of(grey: np.ndarray, kind: str = "JPEG", **how: object) -> bytes:
    """Returns a picture in 0..1 as a file."""
    pixels = np.rint(np.clip(grey, 0, 1) * 255).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind, **({"quality": 85} if kind == "JPEG" else {}) | how)
    return file.getvalue()


def sheet(
    ink: Ink,
    random: Random,
    shape: tuple[int, int] = (420, 560),
    *,
    height: float = 0.65,
    turned: float = 0.0,
    at: tuple[float, float] | None = None,
) -> Ink:
    """Lays ink on a sheet.

    Args:
        ink: What is written.
        random: Where it may lie a little off its place.
        shape: The sheet's (height, width).
        height: The height of the ink's own picture, as a share of the sheet's.
        turned: By how many degrees.
        at: The (row, column) of its middle, as shares of the sheet; about the middle if it is not said.
    """
    side = max(8, round(height * min(shape)))
    small = Image.fromarray(ink.astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC, reducing_gap=3)
    if turned:
        small = small.rotate(turned, Image.Resampling.BICUBIC)
    row, column = at or random.uniform(0.45, 0.55, 2)
    laid = np.zeros(shape)
    top = int(np.clip(row * shape[0] - side / 2, 0, shape[0] - side))
    left = int(np.clip(column * shape[1] - side / 2, 0, shape[1] - side))
    laid[top : top + side, left : left + side] = np.clip(np.asarray(small), 0, 1)
    return laid


def paper(shape: tuple[int, int], random: Random) -> np.ndarray:
    """Returns white paper, with the faint clouds of its fibres."""
    return random.uniform(0.85, 0.95) + clouds(shape, random, 0.006, 3)


def clouds(shape: tuple[int, int], random: Random, strength: float, size: float) -> np.ndarray:
    """Returns smooth noise of a standard deviation, its patches of a size in pixels."""
    coarse = random.normal(size=[max(2, round(side / size)) for side in shape])
    fine = np.asarray(Image.fromarray(coarse.astype(np.float32)).resize(shape[::-1], Image.Resampling.BICUBIC))
    return strength * fine / fine.std()


def inked(ground: np.ndarray, ink: Ink, random: Random, strength: float | None = None) -> np.ndarray:
    """Returns the ground with a dark pen on it, which takes away a share of the light."""
    return ground * (1 - (strength or random.uniform(0.6, 0.9)) * ink)


def grainy(grey: np.ndarray, random: Random, noise: float = 0.012) -> np.ndarray:
    """Returns what a camera's sensor makes of a picture."""
    return ndimage.gaussian_filter(grey, 0.7) + random.normal(0, noise, grey.shape)


def slope(shape: tuple[int, int], random: Random, depth: float) -> np.ndarray:
    """Returns light that falls off in some direction, and towards the corners, from 1 to about 1 - depth."""
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    angle = random.uniform(0, 2 * np.pi)
    fall = (rows * np.sin(angle) + columns * np.cos(angle)) / 2.8 + 0.5
    return 1 - depth * (0.75 * fall + 0.125 * (rows**2 + columns**2))


def _pen(ink: Ink, random: Random) -> bytes:
    """A dark pen on white paper."""
    laid = sheet(ink, random)
    return file_of(grainy(inked(paper(laid.shape, random), laid, random), random))


def _drawing(ink: Ink, random: Random) -> bytes:
    """White on black without any noise, as a drawing program saves it."""
    return file_of(sheet(ink, random, (280, 280), height=1), "PNG")


def _chalk(ink: Ink, random: Random) -> bytes:
    """Chalk on a board: broken by its grain, on the smears of what was wiped off."""
    laid = sheet(ink, random)
    board = random.uniform(0.12, 0.3) + clouds(laid.shape, random, 0.02, 40) + clouds(laid.shape, random, 0.01, 3)
    grain = np.clip(0.85 + clouds(laid.shape, random, 0.25, 2.5), 0.25, 1)
    return file_of(grainy(board + (random.uniform(0.75, 0.95) - board) * laid * grain, random))


def _off_centre(ink: Ink, random: Random) -> bytes:
    """A dark pen, somewhere near the border of the paper."""
    laid = sheet(
        ink, random, height=0.45, at=tuple(random.choice([0.22, 0.78], 2) + random.uniform(-0.04, 0.04, 2))
    )
    return file_of(grainy(inked(paper(laid.shape, random), laid, random), random))


def _small(ink: Ink, random: Random) -> bytes:
    """A digit of a tenth of the height, anywhere in a large picture."""
    laid = sheet(ink, random, (900, 1200), height=0.14, at=tuple(random.uniform(0.12, 0.88, 2)))
    return file_of(grainy(inked(paper(laid.shape, random), laid, random, 0.85), random))


def _turned(ink: Ink, random: Random) -> bytes:
    """A dark pen, the digit turned by 8 to 15 degrees to either side."""
    turned = random.choice([-1, 1]) * random.uniform(8, 15)
    laid = sheet(ink, random, turned=turned)
    return file_of(grainy(inked(paper(laid.shape, random), laid, random), random))


def _uneven(ink: Ink, random: Random) -> bytes:
    """Grey paper under a light that falls off to less than a half."""
    laid = sheet(ink, random)
    ground = (paper(laid.shape, random) - 0.1) * slope(laid.shape, random, random.uniform(0.4, 0.65))
    return file_of(grainy(inked(ground, laid, random), random))


def _shadow(ink: Ink, random: Random) -> bytes:
    """The soft or hard shadow of a hand or a phone, that reaches from the border into the picture."""
    laid = sheet(ink, random)
    rows, columns = np.mgrid[-1 : 1 : laid.shape[0] * 1j, -1 : 1 : laid.shape[1] * 1j]
    angle = random.uniform(0, 2 * np.pi)
    side = rows * np.sin(angle) + columns * np.cos(angle) - random.uniform(0.1, 0.7)
    light = 1 - random.uniform(0.25, 0.5) / (1 + np.exp(-side / random.uniform(0.01, 0.15)))
    return file_of(grainy(inked(paper(laid.shape, random) * light, laid, random), random))


def _ruled(ink: Ink, random: Random) -> bytes:
    """Ruled paper, not quite straight in the picture, its lines crossing the digit; with a margin, sometimes."""
    laid = sheet(ink, random)
    ground = paper(laid.shape, random) * (1 - _rules(laid.shape, random, squared=False))
    return file_of(grainy(inked(ground, laid, random), random))


def _squared(ink: Ink, random: Random) -> bytes:
    """Squared paper, likewise."""
    laid = sheet(ink, random)
    ground = paper(laid.shape, random) * (1 - _rules(laid.shape, random, squared=True))
    return file_of(grainy(inked(ground, laid, random), random))


def _rules(shape: tuple[int, int], random: Random, *, squared: bool) -> Ink:
    rows, columns = np.indices(shape, float)
    angle = np.radians(random.uniform(-4, 4))
    across = rows * np.cos(angle) - columns * np.sin(angle)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    apart = random.uniform(28, 60) if squared else random.uniform(50, 110)
    thick, strength = random.uniform(1.2, 3), random.uniform(0.15, 0.7)

    def lines(places: np.ndarray) -> Ink:
        distance = np.abs((places + apart / 2) % apart - apart / 2)
        return strength * np.clip(thick / 2 + 0.5 - distance, 0, 1)

    drawn = lines(across + random.uniform(0, apart))
    if squared:
        return np.maximum(drawn, lines(along + random.uniform(0, apart)))
    if random.random() < 0.4:
        margin = np.abs(along - random.uniform(0.06, 0.12) * shape[1])
        drawn = np.maximum(drawn, strength * np.clip(thick / 2 + 0.5 - margin, 0, 1))
    return drawn


def _frame(ink: Ink, random: Random) -> bytes:
    """A dark frame around the paper: at the very border, or a little inside it."""
    laid = sheet(ink, random, height=0.6)
    thick, inset = random.integers(2, 26), random.choice([0, 0, int(random.integers(4, 16))])
    image = inked(paper(laid.shape, random), laid, random)
    border = Image.new("L", laid.shape[::-1])
    box = (inset, inset, laid.shape[1] - 1 - inset, laid.shape[0] - 1 - inset)
    ImageDraw.Draw(border).rectangle(box, outline=255, width=int(thick))
    image *= 1 - random.uniform(0.5, 0.95) * np.asarray(border) / 255
    return file_of(grainy(image, random))


def _table(ink: Ink, random: Random) -> bytes:
    """A strip of the table beside the paper, at one side or at two, up to a fifth wide and not quite straight."""
    laid = sheet(ink, random, height=0.55)
    image = inked(paper(laid.shape, random), laid, random)
    wood = random.uniform(0.1, 0.6) + clouds(laid.shape, random, 0.03, 12)
    rows, columns = np.mgrid[0 : 1 : laid.shape[0] * 1j, 0 : 1 : laid.shape[1] * 1j]
    sides = [columns, 1 - columns, rows, 1 - rows]
    for index in random.permutation(4)[: random.integers(1, 3)]:
        lean = random.uniform(-0.06, 0.06) * (sides[(index + 2) % 4] - 0.5)
        image = np.where(sides[index] + lean < random.uniform(0.03, 0.2), wood, image)
    return file_of(grainy(image, random))


def _alpha(ink: Ink, random: Random) -> bytes:
    """Ink on nothing: the drawing lies in the alpha channel, dark or (as chalk would be) white."""
    laid = sheet(ink, random, (280, 280), height=0.9)
    pixels = np.zeros((280, 280, 4), np.uint8)
    pixels[..., :3] = random.choice([0, 40, 255], p=[0.4, 0.4, 0.2])
    pixels[..., 3] = np.rint(laid * 255)
    file = BytesIO()
    Image.fromarray(pixels).save(file, str(random.choice(["PNG", "WebP"])), lossless=True)
    return file.getvalue()


def _exif(ink: Ink, random: Random) -> bytes:
    """A photo whose pixels lie on their side or upside down, and whose EXIF data says so."""
    laid = sheet(ink, random)
    image = grainy(inked(paper(laid.shape, random), laid, random), random)
    orientation = int(random.choice([3, 6, 8]))
    lying = np.rot90(image, {3: 2, 6: 1, 8: -1}[orientation])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return file_of(lying, exif=exif)


def _phone(ink: Ink, random: Random) -> bytes:
    """A phone's JPEG of 12 megapixels, under uneven light."""
    small = sheet(ink, random, (750, 1000), height=0.4)
    ground = paper(small.shape, random) * slope(small.shape, random, random.uniform(0.2, 0.4))
    image = Image.fromarray(inked(ground, small, random).astype(np.float32)).resize((4000, 3000))
    noise = np.tile(random.normal(0, 0.03, (300, 400)).astype(np.float32), (10, 10))
    return file_of(np.asarray(image) + noise, quality=90)


def _low_quality(ink: Ink, random: Random) -> bytes:
    """A small photo that was saved with a JPEG quality of 5 to 15."""
    laid = sheet(ink, random, (210, 280))
    image = grainy(inked(paper(laid.shape, random), laid, random), random)
    return file_of(image, quality=int(random.integers(5, 16)))


def _colour(ink: Ink, random: Random) -> bytes:
    """A pen of any dark colour on paper of any light one."""
    laid = sheet(ink, random)[..., None]
    ground = random.uniform(0.75, 1, 3) + np.zeros((*laid.shape[:2], 1))
    pen = random.permutation([0.05, 0.2, random.uniform(0.2, 0.6)])
    return file_of(ground * (1 - laid) + pen * laid + random.normal(0, 0.015, ground.shape))


def _all_at_once(ink: Ink, random: Random) -> bytes:
    """Ruled or squared paper in uneven light, a strip of the table beside it, and saved badly."""
    laid = sheet(ink, random, height=0.5)
    ground = paper(laid.shape, random) * (1 - _rules(laid.shape, random, squared=random.random() < 0.5))
    image = inked(ground, laid, random) * slope(laid.shape, random, random.uniform(0.1, 0.4))
    wood = random.uniform(0.1, 0.5) + clouds(laid.shape, random, 0.03, 12)
    wide = int(random.uniform(0.03, 0.15) * laid.shape[1])
    side = slice(None, wide) if random.random() < 0.5 else slice(-wide, None)
    image[:, side] = wood[:, side]
    return file_of(grainy(image, random), quality=30)


KINDS: dict[str, Callable[[Ink, Random], bytes]] = {
    "drawing": _drawing,
    "dark pen on paper": _pen,
    "coloured pen": _colour,
    "chalk on a board": _chalk,
    "off-centre": _off_centre,
    "small in a large picture": _small,
    "slightly turned": _turned,
    "grey uneven light": _uneven,
    "shadow from the border": _shadow,
    "ruled paper": _ruled,
    "squared paper": _squared,
    "frame": _frame,
    "strip of table": _table,
    "alpha channel": _alpha,
    "EXIF rotation": _exif,
    "phone, 12 megapixels": _phone,
    "low JPEG quality": _low_quality,
    "all at once": _all_at_once,
}


def enlarged_hand(image: np.ndarray) -> Ink:
    """Returns a digit of 8 × 8 in 0..1 enlarged tenfold, with the edge of a pen and ground around it."""
    large = Image.fromarray(image.astype(np.float32)).resize((80, 80), Image.Resampling.BICUBIC)
    ink = 1 / (1 + np.exp(-10 * (np.clip(np.asarray(large, float), 0, 1) - 0.5)))
    return np.pad(np.where(ink < 0.02, 0, ink), 14)


def side_by_side(digits: list[np.ndarray], random: Random) -> Ink:
    """Returns digits of MNIST in a row, a twentieth to a whole height apart."""
    cut = []
    for digit in digits:
        ink = written(digit)
        rows, columns = np.flatnonzero((ink > 0.3).any(axis=1)), np.flatnonzero((ink > 0.3).any(axis=0))
        cut.append(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    height = max(len(ink) for ink in cut)
    row = np.zeros((height + 80, 40))
    for ink in cut:
        apart = int(height * random.uniform(0.05, 1))
        placed = np.zeros((height + 80, ink.shape[1] + apart))
        placed[40 : 40 + len(ink), : ink.shape[1]] = ink
        row = np.hstack([row, placed])
    return np.pad(row, ((0, 0), (0, 40)))


def empty_paper(random: Random) -> np.ndarray:
    """Returns paper with nothing on it, under uneven light."""
    shape = (420, 560)
    image = paper(shape, random) * slope(shape, random, random.uniform(0, 0.5))
    return np.clip(grainy(image, random), 0, 1)
