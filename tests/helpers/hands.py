"""Digits of hands that MNIST never saw: strokes of our own, moved, slanted and shaken, drawn with a round pen.

Each digit has two to four ways of writing it, a 1 with a flag and a foot and a 7 with a bar through its stem
among them. A way is a list of strokes, and a stroke a list of (column, row) points in a box of 1 × 1: of five
points or more it is a curve through them, of fewer it is straight lines.
"""

from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw
from scipy.interpolate import make_interp_spline

SIDE = 280
_HEIGHT = 200
_FINER = 2  # the pen is drawn at twice the size, for a soft edge

Strokes: TypeAlias = list[list[tuple[float, float]]]

WAYS: dict[int, list[Strokes]] = {
    0: [
        [
            [
                (0.55, 0),
                (0.15, 0.2),
                (0, 0.55),
                (0.2, 0.95),
                (0.5, 1),
                (0.85, 0.8),
                (0.98, 0.4),
                (0.8, 0.1),
                (0.5, 0),
            ]
        ],
        [[(0.7, 0.03), (0.35, 0.05), (0.1, 0.4), (0.15, 0.85), (0.45, 1), (0.8, 0.75), (0.8, 0.3), (0.55, 0.05)]],
    ],
    1: [
        [[(0.5, 0), (0.5, 1)]],
        [[(0.2, 0.25), (0.5, 0), (0.5, 1)]],
        [[(0.2, 0.25), (0.5, 0), (0.5, 1)], [(0.15, 1), (0.85, 1)]],
    ],
    2: [
        [[(0.05, 0.25), (0.3, 0.02), (0.7, 0.02), (0.88, 0.3), (0.6, 0.6), (0.05, 1)], [(0.05, 1), (0.95, 1)]],
        [
            [
                *((0.1, 0.2), (0.5, 0), (0.85, 0.25), (0.6, 0.65), (0.2, 0.95), (0.08, 0.85), (0.25, 0.78)),
                *((0.5, 0.92), (0.75, 1), (0.98, 0.88)),
            ]
        ],
    ],
    3: [
        [
            [
                *((0.1, 0.12), (0.45, 0), (0.8, 0.18), (0.65, 0.42), (0.35, 0.48)),
                *((0.7, 0.55), (0.88, 0.78), (0.5, 1), (0.05, 0.88)),
            ]
        ],
        [
            [(0.1, 0.02), (0.85, 0.02), (0.42, 0.4)],
            [(0.42, 0.4), (0.75, 0.48), (0.88, 0.72), (0.6, 0.98), (0.05, 0.92)],
        ],
    ],
    4: [
        [[(0.2, 0), (0.1, 0.55), (0.9, 0.55)], [(0.75, 0.1), (0.7, 1)]],
        [[(0.7, 1), (0.7, 0), (0.05, 0.65), (0.95, 0.65)]],
        [[(0.15, 0.05), (0.15, 0.5), (0.8, 0.5)], [(0.8, 0), (0.8, 1)]],
    ],
    5: [
        [
            [(0.2, 0.02), (0.15, 0.42)],
            [(0.15, 0.42), (0.5, 0.35), (0.85, 0.55), (0.75, 0.9), (0.4, 1), (0.05, 0.9)],
            [(0.2, 0.02), (0.85, 0)],
        ],
        [
            [
                (0.85, 0),
                (0.55, 0.02),
                (0.25, 0.04),
                (0.18, 0.45),
                (0.6, 0.42),
                (0.85, 0.65),
                (0.65, 0.95),
                (0.1, 0.95),
            ]
        ],
    ],
    6: [
        [
            [
                *((0.75, 0), (0.35, 0.25), (0.1, 0.65), (0.25, 0.95), (0.6, 1)),
                *((0.85, 0.75), (0.6, 0.52), (0.25, 0.6), (0.12, 0.75)),
            ]
        ],
        [
            [
                *((0.45, 0), (0.22, 0.4), (0.15, 0.75), (0.4, 1), (0.75, 0.9)),
                *((0.78, 0.65), (0.5, 0.55), (0.2, 0.72)),
            ]
        ],
    ],
    7: [
        [[(0.05, 0.02), (0.9, 0.02), (0.4, 1)]],
        [[(0.05, 0.02), (0.9, 0.02), (0.4, 1)], [(0.3, 0.5), (0.85, 0.5)]],
        [[(0.05, 0.15), (0.08, 0.02), (0.9, 0.02), (0.35, 1)]],
        [[(0.08, 0.18), (0.1, 0.02), (0.9, 0.02), (0.4, 1)], [(0.28, 0.5), (0.82, 0.46)]],
    ],
    8: [
        [
            [
                *((0.75, 0.12), (0.45, 0), (0.18, 0.2), (0.45, 0.45), (0.82, 0.72), (0.55, 1), (0.15, 0.8)),
                *((0.4, 0.5), (0.75, 0.28), (0.75, 0.12)),
            ]
        ],
        [
            [(0.5, 0), (0.2, 0.1), (0.25, 0.4), (0.5, 0.46), (0.78, 0.35), (0.75, 0.08), (0.5, 0)],
            [(0.5, 0.46), (0.15, 0.65), (0.2, 0.95), (0.5, 1), (0.85, 0.9), (0.82, 0.6), (0.5, 0.46)],
        ],
    ],
    9: [
        [[(0.82, 0.22), (0.5, 0), (0.15, 0.2), (0.25, 0.48), (0.6, 0.48), (0.82, 0.22)], [(0.82, 0.2), (0.75, 1)]],
        [
            [
                *((0.8, 0.2), (0.5, 0), (0.15, 0.22), (0.35, 0.5), (0.75, 0.35), (0.82, 0.18)),
                *((0.82, 0.6), (0.6, 0.95), (0.2, 0.95)),
            ]
        ],
    ],
}

NO_DIGITS: dict[str, Strokes] = {
    "A": [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.6), (0.8, 0.6)]],
    "E": [[(0.9, 0), (0, 0), (0, 1), (0.9, 1)], [(0, 0.5), (0.7, 0.5)]],
    "F": [[(0.9, 0), (0, 0), (0, 1)], [(0, 0.45), (0.7, 0.45)]],
    "H": [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 0.5), (1, 0.5)]],
    "K": [[(0, 0), (0, 1)], [(0.9, 0), (0, 0.55), (0.9, 1)]],
    "M": [[(0, 1), (0, 0), (0.5, 0.6)], [(0.5, 0.6), (1, 0), (1, 1)]],
    "R": [[(0, 1), (0, 0)], [(0, 0), (0.6, 0), (0.85, 0.25), (0.6, 0.5), (0, 0.5)], [(0.3, 0.5), (0.9, 1)]],
    "T": [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "W": [[(0, 0), (0.25, 1), (0.5, 0.3)], [(0.5, 0.3), (0.75, 1), (1, 0)]],
    "X": [[(0, 0), (1, 1)], [(1, 0), (0, 1)]],
    "square": [[(0, 0), (1, 0), (1, 1), (0, 1)], [(0, 1), (0, 0)]],
    "triangle": [[(0.5, 0), (1, 1), (0, 1), (0.5, 0)]],
    "star": [[(0.2, 1), (0.5, 0), (0.8, 1)], [(0.8, 1), (0, 0.38), (1, 0.38), (0.2, 1)]],
    "plus": [[(0, 0.5), (1, 0.5)], [(0.5, 0), (0.5, 1)]],
    "arrow": [[(0, 0.5), (1, 0.5)], [(0.6, 0.1), (1, 0.5), (0.6, 0.9)]],
    "tick": [[(0, 0.55), (0.35, 1), (1, 0)]],
    "equals": [[(0, 0.3), (1, 0.3)], [(0, 0.7), (1, 0.7)]],
    "house": [[(0, 1), (0, 0.4), (0.5, 0), (1, 0.4)], [(1, 0.4), (1, 1), (0, 1)], [(0.4, 1), (0.4, 0.7)]],
    "heart": [
        [
            *((0.5, 0.25), (0.3, 0), (0.02, 0.15), (0.1, 0.5), (0.5, 1)),
            *((0.9, 0.5), (0.98, 0.15), (0.7, 0), (0.5, 0.25)),
        ]
    ],
    "spiral": [
        [
            *((0.5, 0.5), (0.6, 0.45), (0.6, 0.6), (0.4, 0.62), (0.35, 0.4), (0.6, 0.28), (0.8, 0.5), (0.6, 0.8)),
            *((0.25, 0.75), (0.12, 0.4), (0.4, 0.1), (0.9, 0.2), (1, 0.7)),
        ]
    ],
    "face": [
        [(0.5, 0), (0.1, 0.15), (0, 0.5), (0.15, 0.85), (0.5, 1), (0.85, 0.85), (1, 0.5), (0.85, 0.15), (0.5, 0)],
        [(0.3, 0.3), (0.32, 0.38)],
        [(0.7, 0.3), (0.68, 0.38)],
        [(0.25, 0.6), (0.35, 0.72), (0.5, 0.78), (0.65, 0.72), (0.75, 0.6)],
    ],
}


def no_digit(name: str, random: np.random.Generator) -> np.ndarray:
    """Returns a sign that is no digit, likewise; besides `NO_DIGITS`, a "scribble", a "blot" or a "block"."""
    if name == "scribble":
        return drawn([[(x, y) for x, y in random.uniform(0, 1, (14, 2)).tolist()]], random)
    if name in ("blot", "block"):
        rows, columns = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
        tall, wide = random.uniform(0.4, 0.8, 2)
        power = 2 if name == "blot" else 20
        return ((np.abs(rows) / tall) ** power + (np.abs(columns) / wide) ** power < 1).astype(float)
    return drawn(NO_DIGITS[name], random)


def own_digit(label: int, random: np.random.Generator) -> np.ndarray:
    """Returns a digit by a hand of its own: `(SIDE, SIDE)` float64 in 0..1, ink being 1."""
    ways = WAYS[label]
    return drawn(ways[random.integers(len(ways))], random)


def drawn(strokes: Strokes, random: np.random.Generator) -> np.ndarray:
    """Returns strokes in one of many hands: slanted by up to 17°, turned by up to 6°, wide or narrow, shaken."""
    slant, turn = random.uniform(-0.15, 0.3), np.radians(random.uniform(-6, 6))
    width, pen = random.uniform(0.5, 0.85), random.uniform(0.05, 0.13)
    large = Image.new("L", (SIDE * _FINER, SIDE * _FINER))
    pencil = ImageDraw.Draw(large)
    radius = pen * _HEIGHT * _FINER / 2
    for stroke in strokes:
        points = np.array(stroke, float) - 0.5
        points += random.normal(0, 0.025, points.shape)
        points = _curve(points) if len(points) >= 5 else _lines(points)
        columns = width * points[:, 0] - slant * points[:, 1]
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [columns, points[:, 1]]
        places = (turned.T * _HEIGHT + SIDE / 2) * _FINER
        pencil.line([tuple(place) for place in places], 255, round(2 * radius))
        for column, row in places:
            pencil.ellipse((column - radius, row - radius, column + radius, row + radius), 255)
    return np.asarray(large.resize((SIDE, SIDE), Image.Resampling.BOX)) / 255


def _curve(points: np.ndarray) -> np.ndarray:
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T) ** 0.5)])
    return make_interp_spline(along, points, k=3)(np.linspace(0, along[-1], 80))


def _lines(points: np.ndarray) -> np.ndarray:
    places = np.linspace(0, len(points) - 1, 20 * (len(points) - 1) + 1)
    return np.stack([np.interp(places, range(len(points)), axis) for axis in points.T], axis=1)
