"""The drawing of a cell's way down to the input, as SVG: every layer's grid, and the window in each of them.

It comes in three forms of one content: a row from left to right, a shorter one, and a column for narrow screens.
Images and kernels are square here, so that one axis gives the measures of both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.colors import ACCENT, FAINT, HALO, SEQUENTIAL, ColorRange, paint
from cnn_core.nets.receptive_field import AxisView, CellView, LayerStack, LayerView, trace_cell
from cnn_core.text import t
from ui.display.geometry_words import shape_text
from ui.display.pictures import data_address
from ui.pages.receptive_field.text import ChosenCell

# Pixels.
ROW_WIDTH = 1340
MIDDLE_WIDTH = 860
COLUMN_WIDTH = 364
LEAST_GRIDDED = 4.5  # of a cell, for lines between the cells
_LINE = 19
_BAR = 9

_WAYS = ColorRange(scale=SEQUENTIAL, zmin=0, zmax=1)

_DARKENED = 0.75
"""How light the colours of the ways are at most: the white of a digit has to stand out from them."""
_WHITENESS = 0.85  # of a digit where it counts
_UNSEEN = 0.4  # of a digit's white where it does not

FAINTEST = 0.16
"""Where on the colour scale a pixel lies that counts next to nothing; one that never counts lies at 0."""


@dataclass(frozen=True, kw_only=True)
class _Form:
    """The measures of one of the forms, in pixels."""

    name: str
    is_row: bool
    length: float  # along which the layers stand
    image_side: float
    most_side: float
    least_slot: float
    gap: float
    bar: int


_ROW = _Form(
    name="row", is_row=True, length=ROW_WIDTH, image_side=370, most_side=290, least_slot=104, gap=40, bar=90
)
_MIDDLE = _Form(
    name="middle", is_row=True, length=MIDDLE_WIDTH, image_side=250, most_side=180, least_slot=92, gap=20, bar=60
)
_COLUMN = _Form(
    name="column", is_row=False, length=1000, image_side=244, most_side=120, least_slot=66, gap=26, bar=28
)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Panel:
    """A layer's grid with what is shown around it.

    Attributes:
        depth: 0 for the input.
        lines: The words beside it.
        size: Cells of a side of the grid.
        lead: Cells before the grid that there is room for.
        extent: Cells in all, those before and behind the grid included.
        view: What the chosen cell sees of it; None where the layer lies above that cell.
        white: (H, W), what it holds of the digit, from 0 to 1.
        ring: The padding with which the next layer reads it, before and after.
        x: Of the left edge.
        y: Of the upper edge.
        side: In pixels.
    """

    depth: int
    lines: tuple[str, ...]
    size: int
    lead: int
    extent: int
    view: LayerView | None
    white: NDArray[np.float32]
    ring: tuple[int, int]
    x: float = 0
    y: float = 0
    side: float = 0

    @property
    def cell(self) -> float:
        """The pixels of a cell."""
        return self.side / self.extent

    def box(self, rows: tuple[int, int], columns: tuple[int, int]) -> tuple[float, float, float, float]:
        """Returns left, top, width and height of some cells, first and last, as far as there is room for them."""
        (top, height), (left, width) = (self._stretch(*ends) for ends in (rows, columns))
        return self.x + left, self.y + top, width, height

    def _stretch(self, first: int, last: int) -> tuple[float, float]:
        start, end = (min(max(edge + self.lead, 0), self.extent) * self.cell for edge in (first, last + 1))
        return start, end - start

    @property
    def grid(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the grid itself."""
        return self.box((0, self.size - 1), (0, self.size - 1))

    @property
    def bottom(self) -> float:
        """Where what is drawn ends; below, there may be room for the windows of other cells."""
        ends = (-self.ring[0], self.size - 1 + self.ring[1])
        boxes = [self.grid, self.box(ends, ends), *([self.window] if self.view else [])]
        return max(top + height for _, top, _, height in boxes)

    @property
    def window(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the window."""
        assert self.view
        rows, columns = self.view.rows, self.view.columns
        return self.box((rows.first, rows.last), (columns.first, columns.last))


def drawings(
    stack: LayerStack, cell: ChosenCell, view: CellView, whites: Sequence[NDArray[np.float32]], *, alt: str
) -> str:
    """Returns the forms of the drawing as SVG, of class `row`, `middle` and `column`; one is to be shown.

    Args:
        stack: The layers.
        cell: That is followed.
        view: What it sees.
        whites: What the input and each layer hold of a digit, see `handed_on`.
        alt: What the drawing shows, for a screen reader.
    """
    panels = _panels(stack, cell, view, whites)
    return "".join(_svg(panels, form, alt) for form in (_ROW, _MIDDLE, _COLUMN))


def shares(paths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Returns where on the colour scale each count of ways lies, from 0 to 1.

    A root and not the count itself, because the middle of a deep field counts a hundred times what its edge does,
    and the edge must be told from a hole.

    Args:
        paths: (H, W).
    """
    most = max(int(paths.max()), 1)
    return np.where(paths > 0, FAINTEST + (1 - FAINTEST) * np.sqrt(paths / most), 0.0)


def grid_colors(paths: NDArray[np.int64], white: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Returns the colours of a grid: of the ways to each cell, with a digit in white over them.

    Where no way leads, the digit is grey.

    Args:
        paths: (H, W), the ways.
        white: (H, W), the digit, from 0 to 1.

    Returns:
        (H, W, 3).
    """
    ways = _darkened(shares(paths))
    is_read = (paths > 0)[..., np.newaxis]
    share = white[..., np.newaxis] * np.where(is_read, _WHITENESS, _UNSEEN)
    return np.rint(ways + (255 - ways) * share).astype(np.uint8)


def _darkened(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the colours of shares of the most ways, (…, 3); where there is none, the ground's."""
    colors = paint(shares, _WAYS).astype(np.float64)
    return np.where((shares > 0)[..., np.newaxis], colors * _DARKENED, colors)


def _css_color(share: float) -> str:
    red, green, blue = np.rint(_darkened(np.array(share))).astype(int).tolist()
    return f"rgb({red},{green},{blue})"


def _panels(
    stack: LayerStack, cell: ChosenCell, view: CellView, whites: Sequence[NDArray[np.float32]]
) -> list[_Panel]:
    last = stack.shapes[cell.depth][0] - 1
    # The windows of the first and the last cell reach the furthest: room for both, and no grid moves with the cell.
    first_view, last_view = (trace_cell(stack, end, end, depth=cell.depth) for end in (0, last))
    panels = []
    for depth, (size, _) in enumerate(stack.shapes):
        lead = trail = 0
        seen, ring = None, (0, 0)
        if depth <= cell.depth:
            seen = view.layers[depth]
            if depth < cell.depth:
                ring = stack.geometries[depth].padding[0]
            most = max(size // 2, 3)
            lead = min(max(-first_view.layers[depth].rows.first, ring[0]), most)
            trail = min(max(last_view.layers[depth].rows.last - size + 1, ring[1]), most)
        panels.append(
            _Panel(
                depth=depth,
                lines=tuple(_lines(stack, depth, cell, seen, (-lead, size - 1 + trail))),
                size=size,
                lead=lead,
                extent=lead + size + trail,
                view=seen,
                white=whites[depth],
                ring=ring,
            )
        )
    return panels


def _lines(
    stack: LayerStack, depth: int, cell: ChosenCell, view: LayerView | None, room: tuple[int, int]
) -> Iterator[str]:
    """Says what a panel is, how its layer reads the one below, and what the chosen cell sees of it."""
    name = stack.names[depth - 1] if depth else t("receptive.image")
    yield f'<tspan class="name">{escape(name)}</tspan> · {shape_text(stack.shapes[depth])}'
    if depth:
        spec = stack.layers[depth - 1].spec
        kernel, stride, dilation = spec.kernel_size[0], spec.strides[0], spec.dilation_rate[0]
        key = {(False, False): "reads", (True, False): "reads_stride", (False, True): "reads_dilation"}.get(
            (stride > 1, dilation > 1), "reads_both"
        )
        yield escape(t(f"receptive.{key}", kernel=kernel, stride=stride, dilation=dilation))
    if view is None:
        yield escape(t("receptive.above"))
    elif depth == cell.depth:
        yield f'<tspan class="seen">{escape(t("receptive.chosen"))}</tspan>'
    else:
        first, last = room
        is_cut = any(axis.first < first or axis.last > last for axis in (view.rows, view.columns))
        window = t(f"receptive.{'cut_window' if is_cut else 'window'}", window=shape_text(view.window))
        yield f'<tspan class="seen">{escape(window)}</tspan>'


def _svg(panels: list[_Panel], form: _Form, alt: str) -> str:
    placed, width, height = _placed(panels, form)
    if form.is_row:  # room that no window takes would be an empty band over what follows
        height = max(panel.bottom for panel in placed) + 4
    seen = [panel for panel in placed if panel.view]
    pairs = list(pairwise(seen))
    body = [
        *(_funnel(below, above, form) for below, above in pairs),
        *(part for panel in placed for part in _drawn(panel, form)),
        *(_rays(below, above, form) for below, above in pairs),
        *(_outline(panel) for panel in seen),
        *(_words(panel, form) for panel in placed),
        _scale(placed[0], form),
    ]
    return (
        f'<svg class="{form.name}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(alt)}" '
        f'style="max-width:{width:.0f}px">{_definitions(form)}{"".join(body)}</svg>'
    )


def _placed(panels: list[_Panel], form: _Form) -> tuple[list[_Panel], float, float]:
    """Returns the panels in their places, and how wide and high the drawing is."""
    image, *layers = panels
    unit = form.most_side / sqrt(max([28, *(panel.extent for panel in layers)]))

    def slots(unit: float) -> list[float]:
        return [max(unit * sqrt(panel.extent), form.least_slot) for panel in layers]

    while form.image_side + sum(slots(unit)) + form.gap * len(layers) > form.length and unit > 1:
        unit *= 0.97
    sides = [form.image_side, *(unit * sqrt(panel.extent) for panel in layers)]
    head = 3 * _LINE + 8 if form.is_row else 4
    at, placed = 0.0, []
    for panel, side in zip(panels, sides, strict=True):
        slot = side if panel is image else max(side, form.least_slot)
        if form.is_row:
            x, y = at, head + (form.image_side - side) / 2
        else:
            x, y = (form.image_side - side) / 2, head + at + (slot - side) / 2
        placed.append(replace(panel, x=x, y=y, side=side))
        at += slot + form.gap
    if form.is_row:
        return placed, at - form.gap, head + form.image_side + 4
    return placed, COLUMN_WIDTH, head + at - form.gap + 4


def _definitions(form: _Form) -> str:
    positions = [FAINTEST, *(position for position, _ in SEQUENTIAL if position > FAINTEST)]
    stops = "".join(
        f'<stop offset="{(position - FAINTEST) / (1 - FAINTEST):.3f}" stop-color="{_css_color(position)}"/>'
        for position in positions
    )
    return (
        f'<defs><pattern id="hatch-{form.name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0,0V6"/></pattern>'
        f'<linearGradient id="ways-{form.name}">{stops}</linearGradient></defs>'
    )


def _drawn(panel: _Panel, form: _Form) -> Iterator[str]:
    """Draws a grid: its padding, its window's part outside, and the ways that lead to each cell."""
    before, after = panel.ring
    hatch = f'fill="url(#hatch-{form.name})"'
    if before or after:
        ends = (-before, panel.size - 1 + after)
        yield f'<rect class="ring" {_attributes(panel.box(ends, ends))} {hatch}/>'
    if panel.view is None:
        yield f'<rect class="above" {_attributes(panel.grid)} fill="{FAINT}"/>'
    else:
        yield f'<rect class="outside" {_attributes(panel.window)} {hatch}/>'
        yield (
            f'<image {_attributes(panel.grid)} preserveAspectRatio="none" '
            f'href="{data_address(grid_colors(panel.view.paths(), panel.white))}"/>'
        )
    if panel.cell >= LEAST_GRIDDED:
        yield f'<path class="lines" d="{_lines_between(panel)}"/>'
    ways = panel.view
    numbers = f'data-rows="{_listed(ways.rows)}" data-columns="{_listed(ways.columns)}"' if ways else ""
    place = f'data-depth="{panel.depth}" data-size="{panel.size}"'
    yield f'<rect class="map" {_attributes(panel.grid)} {place} {numbers}/>'


def _funnel(below: _Panel, above: _Panel, form: _Form) -> str:
    """Shades what lies between a window and that of the layer above."""
    (a, b), (c, d) = _ends(below, above, form)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (a, c, d, b))
    return f'<polygon class="funnel" points="{points}" fill="{ACCENT}"/>'


def _rays(below: _Panel, above: _Panel, form: _Form) -> str:
    """Draws the two lines from a window to that of the layer above."""
    (a, b), (c, d) = _ends(below, above, form)
    lines = " ".join(f"M{x:.1f},{y:.1f}L{u:.1f},{v:.1f}" for (x, y), (u, v) in ((a, c), (b, d)))
    return f'<path class="ray" d="{lines}" stroke="{ACCENT}"/>'


def _ends(below: _Panel, above: _Panel, form: _Form) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Returns the two corners of a window that look up, and the two of the one above that look down."""
    x, y, width, height = below.window
    u, v, across, down = above.window
    if form.is_row:
        return ((x + width, y), (x + width, y + height)), ((u, v), (u, v + down))
    return ((x, y + height), (x + width, y + height)), ((u, v), (u + across, v))


def _outline(panel: _Panel) -> str:
    box = _attributes(panel.window)
    return f'<rect class="halo" {box} stroke="{HALO}"/><rect class="window" {box} stroke="{ACCENT}"/>'


def _words(panel: _Panel, form: _Form) -> str:
    x, y = _beside(panel, form)
    return "".join(
        f'<text x="{x:.1f}" y="{y + index * _LINE:.1f}">{line}</text>' for index, line in enumerate(panel.lines)
    )


def _beside(panel: _Panel, form: _Form) -> tuple[float, float]:
    """Returns where a panel's words begin: above it, or on its right."""
    if form.is_row:
        return panel.x, 14.0
    return panel.x + panel.side + 12, panel.y + max(panel.side - 2 * _LINE, 0) / 2 + 5


def _scale(image: _Panel, form: _Form) -> str:
    """Draws the colour scale as the last of the input's lines."""
    assert image.view
    most = int(image.view.paths().max())
    if most == 0:
        return ""
    x, y = _beside(image, form)
    y += _LINE * len(image.lines)
    said = f"{most:,} {escape(t('receptive.scale'))}"
    if most == 1:
        said = escape(t("receptive.one_way"))
        return (
            f'<rect x="{x:.1f}" y="{y - _BAR:.1f}" width="{_BAR}" height="{_BAR}" rx="2" '
            f'fill="{_css_color(1)}"/><text x="{x + _BAR + 6:.1f}" y="{y:.1f}">{said}</text>'
        )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}">1</text><rect x="{x + 12:.1f}" y="{y - _BAR:.1f}" width="{form.bar}" '
        f'height="{_BAR}" rx="2" fill="url(#ways-{form.name})"/>'
        f'<text x="{x + form.bar + 18:.1f}" y="{y:.1f}">{said}</text>'
    )


def _lines_between(panel: _Panel) -> str:
    left, top, width, height = panel.grid
    lines = [index * panel.cell for index in range(1, panel.size)]
    down = "".join(f"M{left + line:.1f},{top:.1f}v{height:.1f}" for line in lines)
    return down + "".join(f"M{left:.1f},{top + line:.1f}h{width:.1f}" for line in lines)


def _attributes(box: tuple[float, float, float, float]) -> str:
    return 'x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"'.format(*box)


def _listed(axis: AxisView) -> str:
    return ",".join(map(str, axis.paths.tolist()))
