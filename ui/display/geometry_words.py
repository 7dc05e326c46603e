"""What is said of where windows lie: shapes, size formulas, padding, and what no window reads."""

from collections.abc import Sequence

from cnn_core.arithmetic.geometry import AxisGeometry, OutputGeometry
from cnn_core.text import t


def left_over(axis: AxisGeometry) -> int:
    """Returns how many positions at the end, padding included, lie beyond the last window."""
    end = int(axis.starts[-1]) + axis.effective_kernel_size
    return max(axis.size + axis.after - end, 0)


def unread_sentence(geometry: OutputGeometry) -> str:
    """Returns what no window reads, or nothing where everything is read."""
    dropped = _rows_and_columns(geometry.rows.dropped, geometry.columns.dropped)
    skipped = _rows_and_columns(
        len(geometry.rows.unread) - geometry.rows.dropped, len(geometry.columns.unread) - geometry.columns.dropped
    )
    sentences = []
    if dropped:
        sentences.append(t("maps.dropped", what=dropped))
    elif left_over(geometry.rows) or left_over(geometry.columns):
        sentences.append(t("maps.dropped_padding"))
    if skipped:
        sentences.append(t("maps.skipped", what=skipped))
    return " ".join(sentences)


def padding_sentence(geometry: OutputGeometry, *, is_read: bool = True) -> str:
    """Returns how wide the padding is on each side, or nothing where there is none.

    Args:
        geometry: Where the windows lie.
        is_read: Whether its zeros are read; a pooling leaves them out.
    """
    return _sides("maps.padding" if is_read else "maps.unread_padding", geometry)


def cut_sentence(geometry: OutputGeometry) -> str:
    """Returns what a transposed convolution, whose geometry this is, cuts off its output, or nothing."""
    return _sides("maps.cut", geometry)


def formula_lines(geometry: OutputGeometry) -> list[tuple[str, str]]:
    """Returns the size formulas with their numbers, each with the name of its axes; one where both axes agree."""
    return each_axis(geometry.rows.formula(), geometry.columns.formula())


def each_axis(rows: str, columns: str) -> list[tuple[str, str]]:
    """Returns what is to be said of either axis with the axis' name, or once where it is the same."""
    if rows == columns:
        return [(t("maps.rows_and_columns"), rows)]
    return [(t("maps.rows"), rows), (t("maps.columns"), columns)]


def shape_text(shape: Sequence[int]) -> str:
    """Returns a shape as it is written beside a name: `7 × 7 × 64`."""
    return " × ".join(map(str, shape))


def _sides(key: str, geometry: OutputGeometry) -> str:
    (top, bottom), (left, right) = geometry.padding
    if not any((top, bottom, left, right)):
        return ""
    return t(key, top=top, bottom=bottom, left=left, right=right)


def _rows_and_columns(rows: int, columns: int) -> str:
    parts = [
        t(f"maps.{name}_{'one' if count == 1 else 'many'}", count=count)
        for name, count in (("row", rows), ("column", columns))
        if count
    ]
    return t("maps.and", first=parts[0], second=parts[1]) if len(parts) == 2 else "".join(parts)
