"""Numbers as text: as they are written into the cells of a map, and exact."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
_LEAST_GROUPED = 10_000


def number_format(values: NDArray[Any]) -> str:
    """Returns Python's format of a map's numbers: whole ones in full, others to three digits of the largest.

    Args:
        values: Any shape; NaN and infinities do not count.
    """
    finite = values[np.isfinite(values)].astype(np.float64)
    largest = float(np.abs(finite).max(initial=0))
    if largest < 1e6 and (finite == np.round(finite)).all():
        return "z.0f"
    if not 1e-3 <= largest < 1e6:
        return "z.2e"
    return f"z.{max(0, 2 - int(np.floor(np.log10(largest))))}f"


def written(values: NDArray[Any], value_format: str) -> NDArray[np.str_]:
    """Returns numbers as text, with a proper minus and in the shape that they have.

    Args:
        values: Any shape.
        value_format: Python's format of each.
    """
    texts = [format(float(value), value_format) for value in values.flat]
    proper = [text.replace("-", "−").replace("nan", "NaN").replace("inf", "∞") for text in texts]
    return np.array(proper).reshape(values.shape)


def grouped(number: int) -> str:
    """Returns a whole number with thin spaces between its thousands, from five digits on.

    A comma there would be a decimal one to half of the world.
    """
    return f"{number:,}".replace(",", _THIN_SPACE if abs(number) >= _LEAST_GROUPED else "")


def exact_text(value: np.float32) -> str:
    """Returns the shortest text from which a float32 is read again; `-0.0` keeps its sign."""
    return "-0.0" if value == 0 and np.signbit(value) else str(value).removesuffix(".0")
