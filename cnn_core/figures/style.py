"""What all figures share: they have no background and no text colour of their own.

So they take on the page that they stand on, light or dark.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Nine digits tell a float32 from its neighbours.
EXACT = ".9~g"
LEGEND_ABOVE = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"}


def layout(margin: Mapping[str, int], height: int) -> dict[str, Any]:
    """Returns the layout of a figure of a height, in pixels like its margins `l`, `r`, `t` and `b`."""
    return {
        # Streamlit makes its own template the default of the whole process.
        "template": "none",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {**margin, "pad": 0},
        "height": height,
        "barmode": "overlay",
        "bargap": 0.25,
        "dragmode": False,
    }


def hover(place: str, field: str) -> str:
    """Returns what is said of a value under the pointer, behind its place, to the last digit."""
    return f"{place}<br><b>%{{{field}:{EXACT}}}</b><extra></extra>"


def typed(values: NDArray[Any]) -> NDArray[Any]:
    """Returns values as uint8 or float32; of some others, float16 and bool among them, Plotly makes JSON lists."""
    return values if values.dtype == np.uint8 else values.astype(np.float32)


def whole_step(length: int) -> int:
    """Returns the distance between whole numbers on an axis that leaves at most twelve of them."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, length) if length <= 12 * step)
