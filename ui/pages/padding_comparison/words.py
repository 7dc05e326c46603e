"""What the padding comparison page says: sentences with the numbers of the present choice in them."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.arithmetic.geometry import AxisGeometry, OutputGeometry, axis_geometry
from cnn_core.arithmetic.padding.size_keeping import size_keeping
from cnn_core.text import t
from ui.display.geometry_words import formula_lines, shape_text
from ui.pages.padding_comparison.cases import Cases


def keeping_sentence(cases: Cases) -> str:
    """Returns which padding keeps the size, along each axis where the two differ."""
    rows, columns = (_keeping(cases, axis) for axis in (0, 1))
    size = shape_text(cases.choices.image.shape)
    question = t("padding.keeps", size=size)
    if rows == columns:
        return f"{question} {rows}"
    return f"{question} {t('maps.rows')}: {rows} {t('maps.columns')}: {columns}"


def formulas(geometry: OutputGeometry) -> list[str]:
    """Returns the formulas of the size with their numbers, one where both axes agree."""
    lines = formula_lines(geometry)
    return [formula if len(lines) == 1 else f"{axes}: {formula}" for axes, formula in lines]


def refusal_sentence(cases: Cases) -> str:
    """Returns why PyTorch refuses `padding='same'`, and what is written instead; nothing where it does not."""
    if not cases.torch.is_refused:
        return ""
    axis = cases.same.geometry.columns
    larger = axis_geometry(
        axis.size + 1,
        axis.kernel_size,
        stride=axis.stride,
        padding="same",
        dilation_rate=axis.dilation_rate,
        axis_name="columns",
    )
    totals = axis.before + axis.after, larger.before + larger.after
    key = "refused" if totals[0] == totals[1] else "refused_with_numbers"
    why = t(f"padding.{key}", stride=axis.stride, n=axis.size, more=larger.size, P=totals[0], other=totals[1])
    return f"{why} {t('padding.instead', argument=cases.torch.argument)}"


def split_sentence(geometry: OutputGeometry) -> str:
    """Returns how many zeros stand on each side, and how many there are in all."""
    (top, bottom), (left, right) = geometry.padding
    zeros = geometry.rows.padded_size * geometry.columns.padded_size - geometry.rows.size * geometry.columns.size
    if not zeros:
        return t("padding.no_zeros")
    return t("padding.split", top=top, bottom=bottom, left=left, right=right, zeros=zeros)


def unread_sentences(geometry: OutputGeometry) -> list[str]:
    """Returns which rows and columns no window reads, by their indices, and whether windows read zeros alone."""
    axes = ("rows", geometry.rows), ("columns", geometry.columns)
    found: dict[str, list[str]] = {"dropped": [], "stepped_over": [], "unread_zeros": []}
    for name, axis in axes:
        first_dropped = axis.size - axis.dropped
        stepped_over = [index for index in axis.unread if index < first_dropped]
        found["dropped"] += _named(name, range(first_dropped, axis.size))
        found["stepped_over"] += _named(name, stepped_over)
        found["unread_zeros"] += _named(name, _unread_zeros(axis))
    sentences = [t(f"padding.{key}", what=_listed(parts)) for key, parts in found.items() if parts]
    if empty := _empty_windows(geometry):
        sentences.append(t("padding.empty_windows", count=empty, of=int(np.prod(geometry.shape))))
    return sentences


def difference_sentence(same: Convolution, other: Convolution, *, argument: str) -> str:
    """Returns how far two results agree in size and values, and why they do not.

    Args:
        same: SAME.
        other: PyTorch's.
        argument: How PyTorch's padding is written.
    """
    size = shape_text(same.output.shape[:2])
    if other.output.shape != same.output.shape:
        sizes = {"same": size, "other": shape_text(other.output.shape[:2])}
        return t("padding.difference.other_size", argument=argument, **sizes)
    if _before(other.geometry) == _before(same.geometry):
        return t("padding.difference.alike", argument=argument, count=same.output.size)
    count = int((same.output != other.output).sum())
    key = "differing" if count else "agreeing"
    said = t(f"padding.difference.{key}", argument=argument, size=size, count=count, of=same.output.size)
    return f"{said} {_reason(same.geometry, other.geometry)}"


def ranges(indices: Sequence[int]) -> str:
    """Returns rising indices in words: `2, 5 to 7`."""
    starts = [0, *(at + 1 for at, (low, high) in enumerate(pairwise(indices)) if high != low + 1)]
    runs = [indices[start:end] for start, end in pairwise([*starts, len(indices)])]
    return ", ".join(
        _number(run[0]) if len(run) == 1 else t("padding.range", first=_number(run[0]), last=_number(run[-1]))
        for run in runs
    )


def _keeping(cases: Cases, axis: int) -> str:
    geometry = cases.same.geometry
    along = (geometry.rows, geometry.columns)[axis]
    kept = size_keeping(along)
    before, after = kept.split
    numbers = {
        "stride": along.stride,
        "span": along.effective_kernel_size,
        "n": along.size,
        "out": along.output_size,
        "least": kept.least,
        "p": before,
        "before": before,
        "after": after,
        "zeros": before + after,
        "empty": kept.empty_windows,
    }
    if kept.is_kept_by_valid:
        return t("padding.kept_by_all", **numbers)
    if along.stride == 1:
        return t("padding.kept_by_p" if kept.symmetric is not None else "padding.kept_unevenly", **numbers)
    if kept.is_kept_by_same:
        return t("padding.kept_by_one_window", **numbers)
    return t("padding.kept_by_none_empty" if kept.empty_windows else "padding.kept_by_none", **numbers)


def _reason(same: OutputGeometry, other: OutputGeometry) -> str:
    """Says where PyTorch's windows begin, beside SAME's; it never has less padding before the image than SAME."""
    up, left = other.rows.before - same.rows.before, other.columns.before - same.columns.before
    where = [
        t(f"padding.difference.{name}_{'one' if count == 1 else 'many'}", count=count)
        for name, count in (("higher", up), ("further_left", left))
        if count
    ]
    return t("padding.difference.shifted", same=_before(same), other=_before(other), where=_listed(where))


def _before(geometry: OutputGeometry) -> str:
    (top, _), (left, _) = geometry.padding
    return str(top) if top == left else t("padding.difference.above_and_left", top=top, left=left)


def _unread_zeros(axis: AxisGeometry) -> list[int]:
    """Returns the indices of the padding at the end that no window reaches."""
    end = int(axis.starts[-1]) + axis.effective_kernel_size
    return list(range(max(end, axis.size), axis.size + axis.after))


def _empty_windows(geometry: OutputGeometry) -> int:
    """Returns how many windows read nothing but padding."""
    is_inside = [(axis.windows >= 0) & (axis.windows < axis.size) for axis in (geometry.rows, geometry.columns)]
    rows, columns = (int(np.any(inside, axis=1).sum()) for inside in is_inside)
    return geometry.shape[0] * geometry.shape[1] - rows * columns


def _named(axis: str, indices: Sequence[int]) -> list[str]:
    if not indices:
        return []
    name = axis if len(indices) > 1 else axis.removesuffix("s")
    return [t(f"padding.named_{name}", indices=ranges(indices))]


def _listed(parts: Sequence[str]) -> str:
    return t("maps.and", first=parts[0], second=parts[1]) if len(parts) == 2 else parts[0]


def _number(index: int) -> str:
    return str(index).replace("-", "−")
