"""The arithmetic of one output cell, written out term by term, and numbers as text."""

from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnn_core.text import t
from cnn_core.tracing import CellTrace

STYLE = Path(__file__).parent / "arithmetic.css"
"""What gives `terms_html` its look; a page shows it once with `st.html`."""

MOST_IN_LINE = 9


def terms_html(trace: CellTrace) -> str:
    """Returns the sum as HTML: `1·1 + 2·1 + 4·1 + 5·1 = 12`, and what reads the padding marked as such.

    Factors are shown to three digits and the sum to six; where that, or float32, rounded any of them, `≈` stands
    for `=`.

    Args:
        trace: A cell of a convolution of one channel.
    """
    rows: list[str] = []
    for row in range(trace.patch.shape[0]):
        terms = [_term(trace, row, column) for column in range(trace.patch.shape[1])]
        plus = "+ " if row else ""
        rows.append(f'<span class="row">{plus}{" + ".join(terms)}</span>')
    sign = "=" if _is_exact(trace) else "≈"
    breaks = " lines" if trace.products.size > MOST_IN_LINE else ""
    result = f'<span class="row">{sign} <b>{short(trace.sum, 6)}</b></span>'
    return f'<div class="arithmetic{breaks}">{" ".join([*rows, result])}</div>'


def array_text(values: NDArray[np.float32], *, longest_line: int = 26) -> str:
    """Returns a map as Python prints a list of lists, exact to the last digit of float32.

    Args:
        values: (H, W).
        longest_line: More characters than this are broken into a line for each row.
    """
    rows = [", ".join(str(value).removesuffix(".0") for value in row + np.float32(0)) for row in values]
    line = "[[" + "], [".join(rows) + "]]"
    return line if len(line) <= longest_line else "[[" + "],\n [".join(rows) + "]]"


def short(number: float, digits: int = 3) -> str:
    """Returns a number in full if it is whole and not long, and to some digits otherwise."""
    text = f"{number:.0f}" if number == round(number) and abs(number) < 1e7 else f"{number:.{digits}g}"
    return text.replace("-0", "0") if number == 0 else text.replace("-", "−")


def _term(trace: CellTrace, row: int, column: int) -> str:
    value, weight = float(trace.patch[row, column, 0]), float(trace.weights[row, column, 0])
    product = f"{_factor(value)}·{_factor(weight)}"
    if trace.is_padding[row, column]:
        return f'<span class="padding" title="{escape(t("arithmetic.padding"))}">{product}</span>'
    return f'<span class="term">{product}</span>'


def _factor(number: float) -> str:
    return f"({short(number)})" if number < 0 else short(number)


def _is_exact(trace: CellTrace) -> bool:
    def is_shown_in_full(number: float, digits: int = 3) -> bool:
        return float(short(number, digits).replace("−", "-")) == number

    factors = [*trace.patch.ravel().tolist(), *trace.weights.ravel().tolist()]
    is_sum_exact = float(trace.products.sum()) == trace.sum and is_shown_in_full(trace.sum, 6)
    return is_sum_exact and all(map(is_shown_in_full, factors))
