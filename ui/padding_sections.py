"""The tabs below the comparison; only the one that is open is computed."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn_core.chart_figures import sizes_figure
from cnn_core.colors import color_range
from cnn_core.convolution import Convolution
from cnn_core.digits import load_digits
from cnn_core.map_figures import grid_figure
from cnn_core.text import t
from ui.cell_tables import cell_table, show_tables
from ui.charts import show_figure
from ui.geometry_words import shape_text
from ui.padding_borders import show_borders
from ui.padding_cases import COLORS, NAMES, Cases, carry_out
from ui.padding_choices import MOST_STRIDE
from ui.padding_layers import show_layers
from ui.padding_words import difference_sentence

_DIGIT = 0  # of the held-out ones
LARGEST_SIZE = 32
STRIDES = MOST_STRIDE + 2

# Pixels.
_MAP = 400
_USAGE_MAP = 288
_LARGEST_CELL = 40


@st.fragment
def show_sections(cases: Cases, axis: int) -> None:
    """Shows the tabs; what is chosen in one draws nothing else anew.

    Args:
        cases: The paddings.
        axis: Of the curves, 0 along the rows, 1 along the columns.
    """
    sections: dict[str, Callable[[], None]] = {
        "difference": lambda: show_difference(cases),
        "sizes": lambda: show_sizes(cases, axis),
        "usage": lambda: show_usage(cases),
        "borders": show_borders,
        "layers": show_layers,
    }
    tabs = st.tabs(
        [t(f"padding.tabs.{name}") for name in sections],
        key="padding_section",
        on_change="rerun",
        bind="query-params",
    )
    for tab, show in zip(tabs, sections.values(), strict=True):
        if tab.open:
            with tab:
                show()


def show_difference(cases: Cases) -> None:
    """Shows where SAME and PyTorch's padding give other values, on the image or on a digit."""
    on = st.segmented_control(
        t("padding.difference.on"),
        ("image", "digit"),
        default="image",
        required=True,
        format_func=lambda name: t(f"padding.difference.{name}"),
        key="padding_on",
        bind="query-params",
    )
    same, other = cases.same, cases.in_torch
    if on == "digit":
        pixels = (load_digits().held_out_images[_DIGIT] / 255).astype(np.float32)
        same, other = (carry_out(pixels, cases.choices, cases.padding(name)) for name in ("same", "torch"))
    said = difference_sentence(same, other, argument=cases.torch.argument)
    if same.output.shape != other.output.shape or (same.output == other.output).all():
        st.markdown(said)
        return
    map_place, words = st.columns([2, 3], gap="large")
    with map_place:
        _show_difference(same, other)
    with words:
        st.markdown(said)
        st.caption(t("padding.difference.moved"))


def _show_difference(same: Convolution, other: Convolution) -> None:
    difference = (same.output - other.output)[:, :, 0]
    figure = grid_figure(
        difference,
        title=t("padding.difference.title", size=shape_text(difference.shape)),
        colors=color_range(difference, signed=True),
        size=_MAP,
    )
    show_figure(figure, key="padding_difference", alt=t("padding.difference.alt"))


def show_sizes(cases: Cases, axis: int) -> None:
    """Shows the output's size over the input's, and over the stride."""
    choices = cases.choices
    size, stride = choices.image.shape[axis], choices.stride
    titles = {name: cases.title(name) for name in NAMES} | {"torch": t("padding.curves.torch")}
    over = {
        "input": (size, [(n, stride) for n in range(1, LARGEST_SIZE + 1)]),
        "stride": (stride, [(size, s) for s in range(1, STRIDES + 1)]),
    }
    for place, (name, (now, points)) in zip(st.columns(2, gap="large"), over.items(), strict=True):
        curves = {titles[each]: [cases.size(each, axis, of=n, stride=s) for n, s in points] for each in NAMES}
        figure = sizes_figure(
            curves,
            first=1,
            mark=now,
            x_title=t(f"padding.curves.over_{name}"),
            y_title=t("padding.curves.output"),
            colors={titles[each]: COLORS[each] for each in NAMES},
        )
        with place:
            show_figure(figure, key=f"padding_sizes_{name}", alt=t(f"padding.curves.{name}_alt"), stretch=True)
    axis_name = t(f"geometry.{('rows', 'columns')[axis]}")
    st.caption(t("padding.curves.now", n=size, axis=axis_name, stride=stride))


def show_usage(cases: Cases) -> None:
    """Shows how many windows read each pixel, on one scale of colours."""
    usages = {
        name: result.geometry.usage().astype(np.float32)
        for name, result in cases.results.items()
        if isinstance(result, Convolution)
    }
    colors = color_range(np.array([0, max(usage.max() for usage in usages.values())], np.float32))
    side = min(_USAGE_MAP // cases.choices.image.shape[1], _LARGEST_CELL)
    tables = []
    for name, usage in usages.items():
        said = t("padding.usage.read", corner=int(usage[0, 0]), most=int(usage.max()))
        if unread := int((usage == 0).sum()):
            said = f"{said}, {t('padding.usage.unread', count=unread)}"
        tables.append(
            cell_table(usage, term=cases.title(name), more=said, colors=colors, side=side, is_indexed=True)
        )
    show_tables(tables)
    st.caption(t("padding.usage.meaning"))
