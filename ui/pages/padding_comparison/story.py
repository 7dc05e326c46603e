"""What the padding page is there to tell: why SAME puts the odd zero on the right and at the bottom."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from cnn_core.arithmetic.geometry import AxisGeometry, axis_geometry
from cnn_core.figures.colors import ACCENT
from cnn_core.text import t
from ui.choosing.kept import segments
from ui.display.inline_text import inline_html
from ui.pages.padding_comparison.cases import Cases
from ui.pages.padding_comparison.strip import Frame, strip_html

AXES = ("columns", "rows")


def choose_axis(cases: Cases) -> int:
    """Shows the choice of the axis, where the two differ.

    Returns:
        0 for the rows, 1 for the columns.
    """
    geometry = cases.same.geometry
    if geometry.rows == geometry.columns:
        return 1
    chosen = segments(t("padding.axis"), "padding_axis", AXES, lambda name: t(f"maps.{name}"), is_labelled=False)
    return 0 if chosen == "rows" else 1


def show_story(cases: Cases) -> None:
    """Shows TensorFlow's windows over one axis, PyTorch's below them, and the way to both in three sentences."""
    axis = choose_axis(cases)
    geometry = cases.same.geometry
    same = (geometry.rows, geometry.columns)[axis]
    half = half_padded(same)
    end = "both" if geometry.rows == geometry.columns else ("rows", "columns")[axis]
    st.html(f'<div class="story">{strips_html(same, half)}{steps_html(steps(same, half, end))}</div>')


def half_padded(axis: AxisGeometry) -> AxisGeometry:
    """Returns an axis with PyTorch's usual padding, half the kernel on either side."""
    half = axis.effective_kernel_size // 2
    return axis_geometry(
        axis.size,
        axis.kernel_size,
        stride=axis.stride,
        padding=(half, half),
        dilation_rate=axis.dilation_rate,
        axis_name="rows",  # of the error, which cannot come
    )


def strips_html(same: AxisGeometry, half: AxisGeometry) -> str:
    """Returns both strips, one over the other.

    Args:
        same: Under SAME.
        half: Under PyTorch's usual padding.
    """
    frame = Frame.around(same, half)
    parts = []
    for name, axis in (("same", same), ("half", half)):
        title = t(f"padding.strip_{name}", p=axis.before)
        split = t("padding.strip_split", before=axis.before, after=axis.after)
        windows = t(f"padding.strip_window{'' if axis.output_size == 1 else 's'}", out=axis.output_size)
        drawn = strip_html(axis, frame, alt=f"{title}: {split}, {windows}", is_measured=name == "same")
        said = "".join(f"<span>{escape(part)}</span>" for part in (split, windows))
        key = f"<small>{escape(t('padding.strip_key'))}</small>" if name == "same" else ""
        parts.append(f"<p><b>{escape(title)}</b>{said}{key}</p>{drawn}")
    return f'<div class="strips" style="--accent:{ACCENT}">{"".join(parts)}</div>'


def steps_html(steps: Iterable[str]) -> str:
    """Returns the steps as a list."""
    items = "".join(f"<li>{inline_html(step)}</li>" for step in steps)
    return f"<ol>{items}</ol>"


def steps(same: AxisGeometry, half: AxisGeometry, end: str) -> list[str]:
    """Returns the way from the size to the split, in Markdown.

    Args:
        same: Under SAME.
        half: Under PyTorch's usual padding.
        end: `"rows"`, `"columns"` or, where the two are alike, `"both"`.
    """
    total = same.before + same.after
    reach = (same.output_size - 1) * same.stride + same.effective_kernel_size
    numbers = {
        "n": same.size,
        "stride": same.stride,
        "out": same.output_size,
        "span": same.effective_kernel_size,
        "k": same.kernel_size,
        "d": same.dilation_rate,
        "reach": reach,
        "P": total,
        "before": same.before,
        "after": same.after,
        "left": same.dropped,
        "end": t(f"padding.end_{end}"),
    }
    missing = "missing" if total else "left_over" if reach < same.size else "exact"
    split = "odd" if total % 2 else "even" if total else "none"
    span = "span" if same.dilation_rate == 1 else "span_dilated"
    windows, spanned, reached, placed = (
        t(f"padding.step_{key}", **numbers) for key in ("windows", span, missing, split)
    )
    return [windows, f"{spanned} {reached}", f"{placed} {_in_pytorch(same, half)}"]


def _in_pytorch(same: AxisGeometry, half: AxisGeometry) -> str:
    """Says what the usual number does beside SAME; it never puts fewer zeros before the image."""
    if (half.before, half.after) == (same.before, same.after):
        return t("padding.half_alike", p=half.before)
    earlier = half.before - same.before
    key = "half_one_earlier" if earlier == 1 else "half_earlier"
    said = t(f"padding.{key}", p=half.before, earlier=earlier)
    if half.output_size != same.output_size:
        said += " " + t("padding.half_other_size", out=half.output_size)
    return said
