"""One axis as a strip of cells with its padding, and the windows over it: where each begins, and what none reaches.

Plain HTML on a grid of columns, so that it narrows with the page and follows a slider at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from cnn_core.arithmetic.geometry import AxisGeometry
from cnn_core.text import t

MOST_LABELLED = 3  # rows of windows that leave room for their numbers


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The room of a strip, so that several stand pixel over pixel.

    Attributes:
        before: Cells before the image.
        size: Cells of the image.
        after: Cells behind it.
    """

    before: int
    size: int
    after: int

    @classmethod
    def around(cls, *axes: AxisGeometry) -> "Frame":
        """Returns the room that strips over one image need."""
        return cls(
            before=max(axis.before for axis in axes),
            size=axes[0].size,
            after=max(axis.after for axis in axes),
        )

    @property
    def cells(self) -> int:
        """The columns of the strip."""
        return self.before + self.size + self.after

    def column(self, index: int) -> int:
        """Returns the column of a cell of the image, counted from 1 as CSS does."""
        return index + self.before + 1


def strip_html(axis: AxisGeometry, frame: Frame, *, alt: str, is_measured: bool = False) -> str:
    """Returns a strip as HTML of class `strip`.

    Args:
        axis: The windows.
        frame: The room.
        alt: What it shows, for a screen reader.
        is_measured: Whether to write below how far the windows reach, and how many cells there are.
    """
    levels = min(-(-axis.effective_kernel_size // axis.stride), axis.output_size)
    parts = [*_windows(axis, frame, levels), *_cells(axis, frame, levels + 1)]
    if is_measured:
        parts += _measures(axis, frame, levels + 2)
    said = f'role="img" aria-label="{escape(alt)}"'
    return f'<div class="strip" style="--cells:{frame.cells}" {said}>{"".join(parts)}</div>'


def _windows(axis: AxisGeometry, frame: Frame, levels: int) -> Iterator[str]:
    kind = "window" if levels <= MOST_LABELLED else "window thin"
    for index, start in enumerate(axis.starts.tolist()):
        read = "".join(
            f'<i style="grid-column:{tap * axis.dilation_rate + 1}"></i>' for tap in range(axis.kernel_size)
        )
        place = _place(frame.column(start), axis.effective_kernel_size, index % levels + 1)
        yield f'<div class="{kind}" style="{place};--span:{axis.effective_kernel_size}">{read}<b>{index}</b></div>'


def _cells(axis: AxisGeometry, frame: Frame, row: int) -> Iterator[str]:
    read = set(axis.windows.ravel().tolist())
    for index in range(-axis.before, axis.size + axis.after):
        is_pixel = 0 <= index < axis.size
        kinds = ["cell", *(["zero"] if not is_pixel else []), *(["unread"] if index not in read else [])]
        text = str(index) if is_pixel else ""
        yield f'<div class="{" ".join(kinds)}" style="{_place(frame.column(index), 1, row)}">{text}</div>'


def _measures(axis: AxisGeometry, frame: Frame, row: int) -> Iterator[str]:
    reach = (axis.output_size - 1) * axis.stride + axis.effective_kernel_size
    there = t("padding.there_one" if axis.size == 1 else "padding.there", n=axis.size)
    needed = t(
        "padding.needed", out=axis.output_size, stride=axis.stride, span=axis.effective_kernel_size, reach=reach
    )
    yield f'<div class="measure" style="{_place(frame.column(0), axis.size, row)}">{escape(there)}</div>'
    place = _place(frame.column(-axis.before), reach, row + 1)
    yield f'<div class="measure" style="{place}">{escape(needed)}</div>'


def _place(column: int, width: int, row: int) -> str:
    return f"grid-column:{column}/span {width};grid-row:{row}"
