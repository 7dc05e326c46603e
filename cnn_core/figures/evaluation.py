"""How well a net does, as Plotly figures: its confusions, its accuracy by digit, its training; or two nets'."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.charts import add_curve
from cnn_core.figures.colors import FAINT, LINES, ColorRange, color_range
from cnn_core.figures.maps import grid_figure
from cnn_core.figures.style import LEGEND_ABOVE, layout, typed, whole_step
from cnn_core.models.evaluation import ClassAccuracy
from cnn_core.text import t

LEAST_TOP = 5  # mistakes that have the last colour: two alone should not shine
_PERCENT = "\N{NARROW NO-BREAK SPACE}%"  # Plotly's own format leaves no space before the sign

# Pixels.
_TITLE_ROOM = 24
_ROW = 26
_LEGEND_ROOM = 60  # that a second run's names may take above the curves

History = Mapping[str, Sequence[float]]
"""Figures of a training by epoch: "loss", "accuracy", "validation_loss" and "validation_accuracy"."""


def mistake_colors(confusion: NDArray[np.int32]) -> ColorRange:
    """Returns the colours of a confusion matrix' mistakes, beside which what is right would outshine all.

    Args:
        confusion: What `cnn_core.models.evaluation.confusion_matrix` returns.
    """
    mistakes = confusion[~np.eye(len(confusion), dtype=bool)]
    return color_range(np.append(mistakes, LEAST_TOP), signed=False)


def confusion_figure(
    confusion: NDArray[np.int32], *, mark: tuple[int, int] | None = None, size: int = 440
) -> go.Figure:
    """Draws a confusion matrix, whose colours tell the mistakes (`mistake_colors`).

    A click on a cell tells its column as `x`, the answer, and its row as `y`, the true digit.

    Args:
        confusion: What `cnn_core.models.evaluation.confusion_matrix` returns.
        mark: The true digit and the answer of a cell to outline.
        size: The most pixels that the figure may be wide.

    Example:
        >>> import numpy
        >>> confusion = cnn_core.confusion_matrix(numpy.array([7, 1]), numpy.array([7, 7]))
        >>> cnn_core.confusion_figure(confusion).data[0].type
        'heatmap'
    """
    mistakes = confusion.astype(np.float32)
    np.fill_diagonal(mistakes, np.nan)
    figure = grid_figure(
        mistakes,
        colors=mistake_colors(confusion),
        mark=None if mark is None else ([mark[0]], [mark[1]]),
        show_values=True,
        value_format="z.0f",
        size=size - _TITLE_ROOM,
    )
    cells, numbers = figure.data
    cells.update(
        customdata=confusion.astype(np.int32),
        hoverongaps=True,
        hovertemplate=t("figures.confusion", label="%{y}", answer="%{x}", count="<b>%{customdata}</b>")
        + "<extra></extra>",
    )
    digits = np.arange(len(confusion), dtype=np.int32)
    right = np.eye(len(confusion), dtype=bool)
    numbers.text = np.where(right | (confusion == 0), "", confusion.astype(str)).ravel()
    # In the page's own colour, which only text without one takes.
    figure.add_scatter(
        x=digits,
        y=digits,
        text=[f"<b>{count}</b>" for count in confusion.diagonal()],
        mode="text",
        textfont_size=numbers.textfont.size,
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    margin, old = figure.layout.margin, (figure.layout.width, figure.layout.height)
    figure.update_layout(
        margin={"l": margin.l + _TITLE_ROOM, "t": margin.t + _TITLE_ROOM},
        width=old[0] + _TITLE_ROOM,
        height=old[1] + _TITLE_ROOM,
    )
    figure.update_xaxes(title={"text": t("figures.answer"), "standoff": 6}, dtick=1)
    figure.update_yaxes(title={"text": t("figures.label"), "standoff": 6}, dtick=1)
    return figure


def class_accuracy_figure(runs: Mapping[str, ClassAccuracy]) -> go.Figure:
    """Draws the accuracy of each digit as a point with its standard error to either side.

    It is in percent. Points and not bars, because a bar has to begin at 0, where the differences that matter cannot
    be seen.

    Args:
        runs: One or two nets' accuracies by name.

    Example:
        >>> import numpy
        >>> accuracy = cnn_core.class_accuracy(numpy.eye(10, dtype=numpy.int32))
        >>> len(cnn_core.class_accuracy_figure({"a net": accuracy}).data)
        1
    """
    first = next(iter(runs.values()))
    digits = np.arange(len(first.shares))
    margin = {"l": 28, "r": 80, "t": 8, "b": 36} if len(runs) == 1 else {"l": 28, "r": 24, "t": 28, "b": 36}
    figure = go.Figure(layout=layout(margin, _ROW * len(digits) + margin["t"] + margin["b"]))
    lowest = 100.0
    for number, (name, accuracy) in enumerate(runs.items()):
        shift = (number - (len(runs) - 1) / 2) * 0.32
        shares, errors = 100 * accuracy.shares, 100 * accuracy.errors
        lowest = min(lowest, float(np.nanmin(shares - errors, initial=100.0)))
        figure.add_scatter(
            x=typed(shares),
            y=typed(digits + shift),
            name=name,
            mode="markers",
            cliponaxis=False,
            marker={"color": LINES[number], "size": 9},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": typed(np.minimum(errors, 100 - shares)),
                "arrayminus": typed(errors),
                "color": LINES[number],
                "thickness": 1.5,
                "width": 0,
            },
            customdata=np.stack([digits, accuracy.right, accuracy.counts], axis=1).astype(np.int32),
            hovertemplate=t(
                "figures.class_accuracy",
                digit="%{customdata[0]}",
                share=f"<b>%{{x:.1f}}{_PERCENT}</b>",
                right="%{customdata[1]}",
                count="%{customdata[2]}",
            )
            + "<extra></extra>",
        )
    if len(runs) == 1:
        _write_shares(figure, first)
    figure.update_layout(
        showlegend=len(runs) > 1,
        legend=LEGEND_ABOVE,
    )
    floor = 5 * np.floor(lowest / 5)
    figure.update_xaxes(
        range=[floor, 100 + 0.005 * (100 - floor)],
        tickformat=".0f",
        ticksuffix=_PERCENT,
        nticks=6,
        gridcolor=FAINT,
        zeroline=False,
        fixedrange=True,
        title={"text": t("figures.accuracy"), "standoff": 6},
    )
    figure.update_yaxes(
        range=[len(digits) - 0.5, -0.5],
        tickvals=digits,
        gridcolor=FAINT,
        zeroline=False,
        fixedrange=True,
    )
    return figure


def training_figure(
    runs: Mapping[str, History], *, measure: Literal["loss", "accuracy"], epochs: int | None = None
) -> go.Figure:
    """Draws the curves of one training or of two: on what was kept back as lines, on what was trained on as dots.

    Args:
        runs: Their histories by name, as long as they are by now.
        measure: What is drawn; accuracy in percent.
        epochs: How many there are to be, for an axis that keeps still while they come.

    Example:
        >>> figure = cnn_core.training_figure({"a net": {"loss": [0.9, 0.4]}}, measure="loss")
        >>> [trace.name for trace in figure.data]
        ['held out', 'training']
    """
    height = 260 + (len(runs) - 1) * _LEGEND_ROOM
    figure = go.Figure(layout=layout({"l": 52, "r": 8, "t": 28, "b": 40}, height))
    longest = epochs or 1
    for (name, history), color in zip(runs.items(), LINES, strict=False):
        for key, dash in ((f"validation_{measure}", "solid"), (measure, "dot")):
            values = history.get(key, ())
            longest = max(longest, len(values))
            title = t(f"figures.{'kept_back' if dash == 'solid' else 'trained_on'}")
            title = f"{name} · {title}" if len(runs) > 1 else title
            if measure == "accuracy":
                percents = [100 * value for value in values]
                add_curve(figure, percents, name=title, color=color, dash=dash, number_format=".1f", unit=_PERCENT)
            else:
                add_curve(figure, values, name=title, color=color, dash=dash, number_format=".3~g")
    figure.update_traces(marker_size=5)
    figure.update_layout(
        hovermode="x unified",
        showlegend=True,
        legend=LEGEND_ABOVE,
    )
    figure.update_xaxes(
        title={"text": t("figures.epoch"), "standoff": 8},
        range=[0.8, longest + 0.2],
        dtick=whole_step(longest),
        tick0=0,
        showgrid=False,
        zeroline=False,
    )
    axis: dict[str, Any] = {"ticksuffix": _PERCENT} if measure == "accuracy" else {"rangemode": "tozero"}
    figure.update_yaxes(
        axis, title={"text": t(f"figures.{measure}"), "standoff": 8}, gridcolor=FAINT, zeroline=False, nticks=6
    )
    return figure


def _write_shares(figure: go.Figure, accuracy: ClassAccuracy) -> None:
    """Writes each accuracy on the right, where the numbers stand below each other."""
    for digit, (share, error) in enumerate(zip(accuracy.shares, accuracy.errors, strict=True)):
        said = "–" if np.isnan(share) else f"{100 * share:.1f} ± {100 * error:.1f}{_PERCENT}"
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", y=digit, text=said, showarrow=False, xshift=6, font_size=11
        )
