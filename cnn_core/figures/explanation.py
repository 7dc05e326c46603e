"""Of one channel, as Plotly figures: how the classes change without it, and which values it takes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.colors import ACCENT, FAINT, LINES, NEUTRAL
from cnn_core.figures.style import EXACT, layout, typed
from cnn_core.numbers import written
from cnn_core.text import t

RISES, FALLS = LINES[1], LINES[2]
"""Amber is more and blue is less, as in the scales of values."""

# Pixels.
_ROW = 20
_HISTOGRAM = 190
_GAP = 0.12  # of the width, between two groups of bars


def changes_figure(groups: Mapping[str, NDArray[Any]]) -> go.Figure:
    """Draws how each class's logit rises or falls, a column of bars for each case, each on a scale of its own.

    Args:
        groups: By title, the rise of each class, (10,); below zero it falls.
    """
    classes = len(next(iter(groups.values())))
    digits = np.arange(classes, dtype=np.uint8)
    figure = go.Figure(layout=layout({"l": 18, "r": 8, "t": 26, "b": 4}, _ROW * classes + 30))
    width = (1 - _GAP * (len(groups) - 1)) / len(groups)
    for number, (title, changes) in enumerate(groups.items(), start=1):
        reach = float(np.abs(changes).max()) or 1.0
        axis = "x" if number == 1 else f"x{number}"
        figure.add_bar(
            x=typed(changes),
            y=digits,
            xaxis=axis,
            orientation="h",
            marker_color=[RISES if change > 0 else FALLS for change in changes],
            text=written(changes, "+.2f"),
            textposition="outside",
            cliponaxis=False,
            showlegend=False,
            hovertemplate=t("figures.class_change", digit="%{y}", change=f"<b>%{{x:+{EXACT}}}</b>")
            + "<extra></extra>",
        )
        start = (number - 1) * (width + _GAP)
        figure.update_layout(
            {
                axis.replace("x", "xaxis"): {
                    "domain": [start, start + width],
                    "anchor": "y",
                    "side": "top",
                    "title": {"text": title, "standoff": 4},
                    "range": [-1.55 * reach, 1.55 * reach],
                    "showticklabels": False,
                    "showgrid": False,
                    "zeroline": True,
                    "zerolinecolor": NEUTRAL,
                    "fixedrange": True,
                }
            }
        )
    figure.update_yaxes(
        range=[classes - 0.5, -0.5],
        tickvals=digits,
        ticklabelstandoff=5,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    return figure


def spread_figure(counts: NDArray[Any], edges: NDArray[Any], *, mark: float | None = None) -> go.Figure:
    """Draws how often values occur; the counts on a logarithmic scale, since most values of a channel are zero.

    Args:
        counts: Of each bin, (B,).
        edges: Where the bins begin and end, (B + 1,).
        mark: A value to mark.
    """
    figure = go.Figure(layout=layout({"l": 52, "r": 8, "t": 20, "b": 38}, _HISTOGRAM))
    middles, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    figure.add_bar(
        x=typed(middles),
        y=counts.astype(np.int32),
        width=typed(np.where(widths > 0, widths, 1)),
        marker_color=ACCENT,
        customdata=np.stack([edges[:-1], edges[1:]], axis=1).astype(np.float32),
        hovertemplate=t(
            "figures.spread",
            low="%{customdata[0]:.3~g}",
            high="%{customdata[1]:.3~g}",
            count="<b>%{y:,}</b>",
        )
        + "<extra></extra>",
    )
    if mark is not None:
        figure.add_vline(
            x=mark,
            line={"color": RISES, "width": 2},
            annotation={"text": t("figures.this_digit"), "yanchor": "bottom", "font_size": 11},
            annotation_position="top",
        )
    figure.update_layout(bargap=0)
    figure.update_xaxes(
        title={"text": t("figures.value"), "standoff": 6}, showgrid=False, zeroline=False, fixedrange=True, nticks=6
    )
    figure.update_yaxes(
        title={"text": t("figures.count"), "standoff": 6},
        type="log",
        dtick=1,
        gridcolor=FAINT,
        fixedrange=True,
        tickformat=",",
    )
    return figure
