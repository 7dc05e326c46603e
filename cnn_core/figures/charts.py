"""Bars and curves as Plotly figures; they fill the width that they are given."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.colors import ACCENT, FAINT, LINES, NEUTRAL, color_range
from cnn_core.figures.style import LEGEND_ABOVE, hover, layout, typed, whole_step
from cnn_core.numbers import written
from cnn_core.text import t

MOST_DOTTED = 30  # points of a curve
BAR = 22  # pixels


def bars_figure(
    probabilities: NDArray[Any], *, logits: NDArray[Any] | None = None, label: int | None = None
) -> go.Figure:
    """Draws a net's answer, one bar for each digit and the likeliest in the accent colour.

    Args:
        probabilities: (N,) from 0 to 1, or NaN, which a net that diverged gives.
        logits: (N,); if given, drawn on the left of the probabilities.
        label: The true digit, if it is known.

    Example:
        >>> import numpy
        >>> len(cnn_core.bars_figure(numpy.full(10, 0.1)).data[0].y)
        10
    """
    digits = np.arange(len(probabilities), dtype=np.uint8)
    is_answer = bool(np.isfinite(probabilities).all())
    colors = [ACCENT if is_answer and digit == probabilities.argmax() else NEUTRAL for digit in digits]
    bars = {"y": digits, "orientation": "h", "showlegend": False}
    margin = {"l": 20 if label is None else 50, "r": 52, "t": 0, "b": 0}
    figure = go.Figure(layout=layout(margin, BAR * len(digits)))
    # The numbers stand at the end of the whole length, so that they keep still while the bars move.
    figure.add_bar(
        x=np.ones(len(digits), np.uint8),
        marker_color=FAINT,
        text=[f"{100 * share:.1f} %" if is_answer else "–" for share in probabilities],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
        **bars,
    )
    figure.add_bar(
        x=typed(probabilities),
        marker_color=colors,
        hovertemplate=hover(t("figures.digit_probability", digit="%{y}"), "x"),
        **bars,
    )
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1])
    figure.update_yaxes(
        fixedrange=True,
        range=[len(digits) - 0.5, -0.5],
        tickvals=digits,
        ticktext=[f"<b>{t('figures.true_digit', digit=i)}</b>" if i == label else str(i) for i in digits],
        ticklabelstandoff=5,
        showgrid=False,
        zeroline=False,
    )
    if logits is not None:
        _add_logits(figure, logits, colors, bars)
    return figure


def curves_figure(history: Mapping[str, Sequence[float]], *, x_title: str, y_title: str) -> go.Figure:
    """Draws the curves of a training, whose steps count from 1.

    Args:
        history: The values of up to four curves, by the names that the legend gives them.
        x_title: What a step is, such as an epoch.
        y_title: What the values are.

    Example:
        >>> figure = cnn_core.curves_figure({"loss": [0.9, 0.4]}, x_title="epoch", y_title="loss")
        >>> [round(float(loss), 1) for loss in figure.data[0].y]
        [0.9, 0.4]
    """
    figure = go.Figure(layout=layout({"l": 48, "r": 8, "t": 28, "b": 40}, 260))
    for (name, values), color in zip(history.items(), LINES, strict=False):
        add_curve(figure, values, name=name, color=color)
    figure.update_layout(
        hovermode="x unified",
        showlegend=True,
        legend=LEGEND_ABOVE,
    )
    longest = max(map(len, history.values()), default=0)
    figure.update_xaxes(
        title={"text": x_title, "standoff": 8}, showgrid=False, zeroline=False, dtick=whole_step(longest)
    )
    figure.update_yaxes(title={"text": y_title, "standoff": 8}, gridcolor=FAINT, zeroline=False, nticks=5)
    return figure


def add_curve(
    figure: go.Figure,
    values: Sequence[float],
    *,
    name: str,
    color: str,
    dash: str = "solid",
    number_format: str = ".4~g",
    unit: str = "",
) -> None:
    """Adds a curve of a training to a figure, whose steps count from 1.

    Args:
        figure: That it is added to.
        values: One a step, as many as there are by now.
        name: What the legend calls it.
        color: Of its line.
        dash: Of its line, as Plotly names it.
        number_format: How a value under the pointer is written.
        unit: What stands behind it.
    """
    figure.add_scatter(
        x=np.arange(1, len(values) + 1, dtype=np.int32),
        y=np.asarray(values, np.float32),
        name=name,
        mode="lines+markers" if len(values) <= MOST_DOTTED else "lines",
        line={"color": color, "width": 2, "dash": dash},
        hovertemplate=f"{name} <b>%{{y:{number_format}}}{unit}</b><extra></extra>",
    )


def _add_logits(figure: go.Figure, logits: NDArray[Any], colors: list[str], bars: Mapping[str, Any]) -> None:
    """Draws the logits on the left of a figure of bars, whose own bars move to the right."""
    reach = color_range(logits, signed=True).zmax
    figure.add_bar(
        x=typed(logits),
        xaxis="x2",
        marker_color=colors,
        text=written(logits, "z.1f"),
        textposition="outside",
        cliponaxis=False,
        hovertemplate=hover(t("figures.digit_logit", digit="%{y}"), "x"),
        **bars,
    )
    heading = {"visible": True, "side": "top", "showticklabels": False, "showgrid": False, "fixedrange": True}
    figure.update_layout(
        xaxis={
            **heading,
            "domain": [0.55, 1],
            "title": {"text": t("figures.probability"), "standoff": 4},
            "zeroline": False,
        },
        xaxis2={
            **heading,
            "domain": [0, 0.34],
            "title": {"text": t("figures.logit"), "standoff": 4},
            "range": [-1.6 * reach, 1.6 * reach],
            "zeroline": True,
            "zerolinecolor": NEUTRAL,
        },
        margin_t=26,
        height=figure.layout.height + 26,
    )
