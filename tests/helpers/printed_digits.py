"""Printed digits of separate bars or dots, as displays and tickets have them."""

import numpy as np
from PIL import Image, ImageDraw

SIDE = 280
_FINER = 3
_SEGMENTS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
_BARS = {  # from and to, as (column, row) in a box of 1 × 2
    "a": ((0, 0), (1, 0)),
    "b": ((1, 0), (1, 1)),
    "c": ((1, 1), (1, 2)),
    "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)),
    "f": ((0, 0), (0, 1)),
    "g": ((0, 1), (1, 1)),
}
_DOTS = (  # 5 × 7, as most displays have them
    (".###.", "#...#", "#..##", "#.#.#", "##..#", "#...#", ".###."),
    ("..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###."),
    (".###.", "#...#", "....#", "...#.", "..#..", ".#...", "#####"),
    ("#####", "...#.", "..#..", "...#.", "....#", "#...#", ".###."),
    ("...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."),
    ("#####", "#....", "####.", "....#", "....#", "#...#", ".###."),
    ("..##.", ".#...", "#....", "####.", "#...#", "#...#", ".###."),
    ("#####", "....#", "...#.", "..#..", ".#...", ".#...", ".#..."),
    (".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###."),
    (".###.", "#...#", "#...#", ".####", "....#", "...#.", ".##.."),
)


def of_segments(label: int, random: np.random.Generator) -> np.ndarray:
    """Returns a digit of up to seven separate bars: `(SIDE, SIDE)` float64 in 0..1, ink being 1."""
    height, slant = 0.75 * SIDE, random.uniform(0, 0.15)
    width = height * random.uniform(0.42, 0.6)
    thick = height * random.uniform(0.07, 0.13)
    apart = height * random.uniform(0.01, 0.03)
    large = Image.new("L", (SIDE * _FINER, SIDE * _FINER))
    pencil = ImageDraw.Draw(large)
    for name in _SEGMENTS[label]:
        start, end = (np.array(place) * [width, height / 2] for place in _BARS[name])
        along = (end - start) / np.linalg.norm(end - start)
        across = along[::-1] * thick / 2
        start, end = start + along * apart, end - along * apart
        tip = along * thick / 2
        corners = [start, start + tip + across, end - tip + across, end, end - tip - across, start + tip - across]
        places = np.array(corners) - [width / 2, height / 2]
        places[:, 0] -= slant * places[:, 1]
        pencil.polygon([tuple(place) for place in (places + SIDE / 2) * _FINER], 255)
    return np.asarray(large.resize((SIDE, SIDE), Image.Resampling.BOX)) / 255


def of_dots(label: int, random: np.random.Generator) -> np.ndarray:
    """Returns a digit of separate dots in 5 × 7 places, likewise."""
    pitch = SIDE * random.uniform(0.1, 0.125)
    radius = pitch * random.uniform(0.32, 0.46)
    large = Image.new("L", (SIDE * _FINER, SIDE * _FINER))
    pencil = ImageDraw.Draw(large)
    for row, line in enumerate(_DOTS[label]):
        for column, sign in enumerate(line):
            if sign == "#":
                middle = (np.array([column - 2, row - 3]) * pitch + SIDE / 2) * _FINER
                pencil.ellipse([*(middle - radius * _FINER), *(middle + radius * _FINER)], 255)
    return np.asarray(large.resize((SIDE, SIDE), Image.Resampling.BOX)) / 255
