"""The output's size as a curve over the input's size and over the stride, striped where several paddings agree.

Drawn as SVG: a chart that is made anew at each step of a handle is late.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations, groupby, pairwise
from pathlib import Path

import streamlit as st

from cnn_core.figures.style import whole_step
from cnn_core.text import t
from ui.pages.padding_comparison.cases import COLORS, NAMES, Cases
from ui.pages.padding_comparison.choices import MOST_STRIDE
from ui.pages.padding_comparison.words import ranges

LARGEST_SIZE = 32
STRIDES = MOST_STRIDE + 2

# Of the drawing, in its own pixels.
_WIDTH, _HEIGHT = 400, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 394, 34, 208
_STRIPE = 6
_MOST_RANGES = 3  # that are listed before they are counted

_HERE = Path(__file__).parent

_curves = st.components.v2.component(
    "convscope_padding_curves",
    html='<div class="curves"></div>',
    css=(_HERE / "curves.css").read_text("utf-8"),
    js=(_HERE / "curves.js").read_text("utf-8"),
)


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Sizes under every padding, for numbers from 1 on.

    Attributes:
        sizes: By the paddings' names; None where there is no size.
        mark: The number whose points are marked.
        symbol: Of the number.
        over: What the number is.
        alt: What the curves show, for a screen reader.
    """

    sizes: Mapping[str, Sequence[int | None]]
    mark: int
    symbol: str
    over: str
    alt: str

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return len(self.sizes[NAMES[0]])


def show_curves(cases: Cases, axis: int) -> None:
    """Shows the output's size over the input's, and over the stride.

    Args:
        cases: The paddings.
        axis: 0 along the rows, 1 along the columns.
    """
    drawn = (curves_html(curves) for curves in both_curves(cases, axis))
    _curves(key="padding_sizes", data="".join(drawn))


def both_curves(cases: Cases, axis: int) -> tuple[Curves, Curves]:
    """Returns the curves over the input's size and those over the stride."""
    size, stride = cases.choices.image.shape[axis], cases.choices.stride
    over_input = [(n, stride) for n in range(1, LARGEST_SIZE + 1)]
    over_stride = [(size, s) for s in range(1, STRIDES + 1)]

    def curves(name: str, symbol: str, points: list[tuple[int, int]], mark: int) -> Curves:
        return Curves(
            sizes={each: [cases.size(each, axis, of=n, stride=s) for n, s in points] for each in NAMES},
            mark=mark,
            symbol=symbol,
            over=t(f"padding.curves.over_{name}"),
            alt=t(f"padding.curves.{name}_alt"),
        )

    return curves("input", "n", over_input, size), curves("stride", "s", over_stride, stride)


def curves_html(curves: Curves) -> str:
    """Returns curves as an SVG, with the words below it that say where they coincide."""
    names = {name: t(f"padding.curves.{name}") for name in NAMES}
    most = max(size for sizes in curves.sizes.values() for size in sizes if size is not None)
    plot = _Plot(curves, most)
    parts = [*plot.axes(), *plot.lines(), *plot.points(names)]
    said = coincidences(curves, names)
    svg = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(f"{curves.alt}. {said}")}">'
    return f"<figure>{svg}{''.join(parts)}</svg><figcaption>{escape(said)}</figcaption></figure>"


def coincidences(curves: Curves, names: Mapping[str, str]) -> str:
    """Returns in words which curves lie on each other, and where."""
    said = []
    for first, second in combinations(NAMES, 2):
        pairs = list(zip(curves.sizes[first], curves.sizes[second], strict=True))
        equal = [number for number, (a, b) in enumerate(pairs, start=1) if a is not None and a == b]
        if not equal:
            continue
        where = ranges(equal)
        if where.count(",") >= _MOST_RANGES:
            where = t("padding.curves.counted", count=len(equal), of=curves.count)
        elif len(equal) == curves.count:
            where = t("padding.curves.everywhere", symbol=curves.symbol)
        else:
            where = t("padding.curves.there", symbol=curves.symbol, numbers=where)
        said.append(t("padding.curves.pair", first=names[first], second=names[second], where=where))
    return t("padding.curves.striped", pairs="; ".join(said)) if said else t("padding.curves.apart")


def striped_runs(sizes: Mapping[str, Sequence[int | None]]) -> Iterator[tuple[str, list[int], int, int]]:
    """Parts curves into runs in which the same curves lie on each other.

    Yields:
        The curve's name, the indices of its points, how many curves lie there, and which of them this is.
    """
    for name, own in sizes.items():
        together = []
        for at, (a, b) in enumerate(pairwise(own)):
            alike = tuple(each for each, other in sizes.items() if (other[at], other[at + 1]) == (a, b))
            together.append((at, () if a is None or b is None else alike))
        for alike, run in groupby(together, key=lambda part: part[1]):
            if alike:
                starts = [at for at, _ in run]
                yield name, [*starts, starts[-1] + 1], len(alike), alike.index(name)


class _Plot:
    """Places numbers in the drawing."""

    def __init__(self, curves: Curves, most: int) -> None:
        self._curves = curves
        self._most = most

    def _x(self, index: int) -> float:
        return _LEFT + (index + 0.5) * (_RIGHT - _LEFT) / self._curves.count

    def _y(self, size: int) -> float:
        return _BOTTOM - size * (_BOTTOM - _TOP) / (self._most * 1.05)

    def axes(self) -> Iterator[str]:
        step = whole_step(2 * self._most)
        for size in range(0, self._most + 1, step):
            y = self._y(size)
            yield f'<path class="grid" d="M{_LEFT},{y:.1f}H{_RIGHT}"/>'
            yield f'<text class="axis" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{size}</text>'
        step = whole_step(self._curves.count)
        for index in range(self._curves.count):
            if (index + 1) % step == 0:
                middle = f'x="{self._x(index):.1f}" text-anchor="middle"'
                yield f'<text class="axis" {middle} y="{_BOTTOM + 17}">{index + 1}</text>'
        middle = f'x="{(_LEFT + _RIGHT) / 2}" text-anchor="middle"'
        yield f'<text class="axis" {middle} y="{_BOTTOM + 36}">{escape(self._curves.over)}</text>'

    def lines(self) -> Iterator[str]:
        for name, indices, count, which in striped_runs(self._curves.sizes):
            own = self._curves.sizes[name]
            points = " ".join(f"{self._x(at):.1f},{self._y(own[at] or 0):.1f}" for at in indices)
            gap, shift = _STRIPE * (count - 1), -_STRIPE * which
            stripes = f' stroke-dasharray="{_STRIPE} {gap}" stroke-dashoffset="{shift}"' if count > 1 else ""
            yield f'<polyline class="line" points="{points}" stroke="{COLORS[name]}"{stripes}/>'

    def points(self, names: Mapping[str, str]) -> Iterator[str]:
        """Draws, for each number, what is shown where it is marked or pointed at."""
        width = (_RIGHT - _LEFT) / self._curves.count
        for index in range(self._curves.count):
            x, number = self._x(index), index + 1
            kind = "at now" if number == self._curves.mark else "at"
            place = f'x="{x - width / 2:.1f}" y="0" width="{width:.1f}" height="{_BOTTOM}"'
            dots = f'<path class="rule" d="M{x:.1f},{_TOP}V{_BOTTOM}"/>{"".join(self._dots(index))}'
            yield (
                f'<g class="{kind}"><g>{dots}</g><g class="sizes">{"".join(self._sizes(index, names))}</g>'
                f'<rect class="catch" {place}/></g>'
            )

    def _dots(self, index: int) -> Iterator[str]:
        """Rings in one another where several agree, the largest first."""
        sizes = {name: sizes[index] for name, sizes in self._curves.sizes.items()}
        for name, size in sizes.items():
            if size is not None:
                alike = [each for each, other in sizes.items() if other == size]
                radius = 2.5 * (len(alike) - alike.index(name)) + 1.5
                place = f'cx="{self._x(index):.1f}" cy="{self._y(size):.1f}" r="{radius}"'
                yield f'<circle class="dot" {place} fill="{COLORS[name]}"/>'

    def _sizes(self, index: int, names: Mapping[str, str]) -> Iterator[str]:
        yield f'<text x="0" y="14">{self._curves.symbol} = {index + 1}</text>'
        for slot, (name, sizes) in enumerate(self._curves.sizes.items()):
            x, size = 58 + 88 * slot, sizes[index]
            said = t("padding.curves.none") if size is None else str(size)
            yield f'<rect x="{x}" y="5" width="9" height="9" rx="2" fill="{COLORS[name]}"/>'
            yield f'<text x="{x + 14}" y="14">{escape(names[name])} <tspan class="size">{said}</tspan></text>'
