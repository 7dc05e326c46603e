"""Curves as text, for a terminal: a line of blocks while something goes on, a chart when it is through."""

from collections.abc import Mapping, Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH, HEIGHT = 64, 10

Points = Sequence[tuple[float, float]]
"""(step, share from 0 to 1)."""


def spark_line(shares: Sequence[float], *, width: int = 20) -> str:
    """Returns shares from 0 to 1 as a line of blocks.

    Args:
        shares: One after another; of more than fit, some are left out evenly, the last never.
        width: How many characters at most.
    """
    every = max(1, -(-len(shares) // width))
    shown = list(shares[::-1][::every])[::-1]
    return "".join(BLOCKS[min(int(max(share, 0.0) * len(BLOCKS)), len(BLOCKS) - 1)] for share in shown)


def text_chart(curves: Mapping[str, Points], *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Returns curves of shares as a chart of characters, its scale from 0 to 100 % on the left and steps below.

    Args:
        curves: Points by the character that draws them; the later are drawn over the earlier.
        width: Columns of the chart.
        height: Rows of the chart.
    """
    last = max((step for points in curves.values() for step, _ in points), default=0)
    rows = [[" "] * width for _ in range(height)]
    for mark, points in curves.items():
        for step, share in points:
            column = round(step / last * (width - 1)) if last else 0
            row = round((1 - min(max(share, 0.0), 1.0)) * (height - 1))
            rows[row][column] = mark
    labels = {0: "100 %", (height - 1) // 2: " 50 %", height - 1: "  0 %"}
    lines = [f"{labels.get(number, ''):>5} │{''.join(row).rstrip()}" for number, row in enumerate(rows)]
    return "\n".join([*lines, f"      └{'─' * width}", f"       0{last:>{width - 1},.0f}"])
