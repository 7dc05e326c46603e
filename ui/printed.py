"""Maps as text, to the last digit."""

import numpy as np
from numpy.typing import NDArray


def array_text(values: NDArray[np.float32], *, longest_line: int = 26) -> str:
    """Returns a map as Python prints a list of lists, exact to the last digit of float32.

    Args:
        values: (H, W).
        longest_line: More characters than this are broken into a line for each row.
    """
    rows = [", ".join(str(value).removesuffix(".0") for value in row + np.float32(0)) for row in values]
    line = "[[" + "], [".join(rows) + "]]"
    return line if len(line) <= longest_line else "[[" + "],\n [".join(rows) + "]]"
