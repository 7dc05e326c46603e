"""One channel of a net: what it reads, finds and looks for, and which classes rise and fall without it."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.errors import ConvscopeError
from cnn_core.explain import (
    Cell,
    LayerProfile,
    Scaling,
    cell_window,
    digit_of,
    filter_of,
    inspect_scaled,
    rank_channels,
)
from cnn_core.figures.colors import ACCENT, HALO, color_range
from cnn_core.figures.explanation import changes_figure, spread_figure
from cnn_core.figures.maps import grid_figure, mosaic_figure
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import LayerShape, layer_shapes
from cnn_core.text import percent, t
from ui.asking import await_answer
from ui.clients import this_client
from ui.display.charts import show_figure
from ui.display.framed_pictures import FRAME_SHEET, framed_picture
from ui.display.inline_text import inline_markdown
from ui.engine import engine
from ui.pages.explanation.layer_search import searched_layer
from ui.pages.explanation.why.chosen import Selected

MOST_NUMBERED = 14  # cells in a row of the large map
TOP = 16  # digits that are shown
_FILTERS_IN_A_ROW = 8

# Pixels.
_MAP = 420
_FILTERS = 420

_HERE = Path(__file__).parent


def show_channel(
    net: TrainingSpec,
    pixels: NDArray[np.uint8],
    selected: Selected,
    scalings: Sequence[Scaling],
    target: int | None,
) -> None:
    """Shows a channel.

    Args:
        net: The net, trained.
        pixels: The digit as the net sees it, (28, 28) uint8.
        selected: A layer and a channel of it.
        scalings: What is switched off or turned up.
        target: The class that is explained; None for the answer.
    """
    st.html(FRAME_SHEET)
    st.html(_HERE / "channel.css")
    layer = next(each for each in layer_shapes(net.model) if each.name == selected.layer)
    channel = selected.channel or 0
    others = tuple(
        each for each in scalings if each.layer != layer.name or each.channel not in (None, channel)
    )  # a channel that is off is shown as it would be
    try:
        values = _values(net, pixels, layer.name, channel, others)
        title = "title" if layer.is_map else "unit_title"
        st.subheader(inline_markdown(t(f"why_channel.{title}", layer=layer.name, channel=channel)), anchor=False)
        facts = st.container(horizontal=True, gap="small")
        reads, finds, changes = st.columns(3, gap="large")
        with reads:
            _show_filters(net, layer, channel)
        with finds:
            _show_map(layer, values)
        with changes:
            _show_changes(net, pixels, layer, channel, others, target)
    except ConvscopeError as error:
        st.error(inline_markdown(error))
        return
    profile = searched_layer(net, layer.name)
    if profile is None:
        return
    with facts:
        _show_life(profile, channel, values)
    digits, spread = st.columns([2, 1], gap="large")
    with digits:
        _show_top_digits(net, layer, profile, channel)
    with spread:
        _show_spread(profile, channel, values)


def _values(
    net: TrainingSpec, pixels: NDArray[np.uint8], layer: str, channel: int, scalings: tuple[Scaling, ...]
) -> NDArray[np.float32]:
    """Returns a channel's map (H, W) on a digit; of a dense layer's unit its one number, (1, 1)."""
    inspection = await_answer(engine().ask_for(this_client(), inspect_scaled, pixels, net, scalings))
    values = inspection.activations[layer][0][..., channel]
    return np.atleast_2d(values)


def _show_filters(net: TrainingSpec, layer: LayerShape, channel: int) -> None:
    st.markdown(f"**{t('why_channel.reads')}**")
    window = cell_window(net.model, Cell(layer=layer.name, channel=channel, row=0, column=0))
    below = t("cell.digit") if window.below == "pixels" else window.below
    if layer.kind not in ("conv", "dense"):
        st.markdown(inline_markdown(t(f"why_channel.{layer.kind}", below=below, channel=channel)))
        return
    weights = _filter(net, layer.name, channel)
    shape = {each.name: each.shape for each in layer_shapes(net.model)}.get(window.below, (28, 28, 1))
    if weights.ndim == 1:  # a dense unit reads each channel of the maps below at all its places
        weights = weights.reshape(shape if len(shape) == 3 else (1, len(weights), 1))
    if weights.shape[2] == 1:
        figure = grid_figure(weights[:, :, 0], colors=color_range(weights, signed=True), size=_FILTERS // 2)
    else:
        columns = _FILTERS_IN_A_ROW if weights.shape[2] <= _FILTERS_IN_A_ROW**2 // 2 else 2 * _FILTERS_IN_A_ROW
        figure = mosaic_figure(weights, layer_name=below, columns=columns, width=_FILTERS)
    alt = t("why_channel.filters", count=weights.shape[2], below=below)
    show_figure(figure, key="why_channel_filters", alt=alt)
    st.caption(inline_markdown(alt))


@st.cache_data(max_entries=200, show_spinner=False)
def _filter(net: TrainingSpec, layer: str, channel: int) -> NDArray[np.float32]:
    return await_answer(engine().ask_for(this_client(), filter_of, net, layer, channel))


def _show_map(layer: LayerShape, values: NDArray[np.float32]) -> None:
    st.markdown(f"**{t('why_channel.finds')}**")
    if values.size == 1:
        st.metric(t("why_channel.unit"), f"{values.item():.4g}".replace("-", "−"))
        return
    figure = grid_figure(
        values,
        colors=color_range(values, signed=layer.is_signed),
        size=_MAP,
        show_values=values.shape[1] <= MOST_NUMBERED,
    )
    show_figure(figure, key="why_channel_map", alt=t("why_channel.map_alt", most=f"{values.max():.3g}"))
    st.caption(t("why_channel.cells"))


def _show_changes(
    net: TrainingSpec,
    pixels: NDArray[np.uint8],
    layer: LayerShape,
    channel: int,
    scalings: tuple[Scaling, ...],
    target: int | None,
) -> None:
    st.markdown(f"**{t('why_channel.without')}**")
    ranking = await_answer(
        engine().ask_for(
            this_client(), rank_channels, pixels, net, layer=layer.name, target=target, scalings=scalings
        )
    )
    here, average = ranking.changes[channel], _mean_changes(net, layer.name, channel)
    figure = changes_figure({t("why_channel.this_digit"): here, t("why_channel.on_average"): average})
    said = t(
        "why_channel.changes",
        falls=int(here.argmin()),
        rises=int(here.argmax()),
        rank=int(np.flatnonzero(ranking.order == channel)[0]) + 1,
        count=len(ranking.order),
        target=ranking.target,
    )
    show_figure(figure, key="why_channel_changes", alt=said, stretch=True)
    st.caption(inline_markdown(said))


@st.cache_data(max_entries=500, show_spinner=False)
def _mean_changes(net: TrainingSpec, layer: str, channel: int) -> NDArray[np.float64]:
    without = (Scaling(layer=layer, channel=channel),)
    return await_answer(engine().ablated(net, without, client=this_client())).mean_changes


def _show_life(profile: LayerProfile, channel: int, values: NDArray[np.float32]) -> None:
    if profile.is_dead[channel]:
        st.badge(t("why_channel.dead"), color="red")
        return
    share = percent(float(profile.active_shares[channel]))
    st.badge(inline_markdown(t("why_channel.alive", share=share)), color="green")
    if not values.any():
        st.badge(t("why_channel.quiet"), color="gray")


def _show_top_digits(net: TrainingSpec, layer: LayerShape, profile: LayerProfile, channel: int) -> None:
    st.markdown(f"**{t('why_channel.excites')}**")
    if profile.is_dead[channel]:
        st.markdown(t("why_channel.nothing"))
        return
    tops = zip(
        profile.top_digits[channel, :TOP],
        profile.top_values[channel, :TOP],
        profile.top_rows[channel, :TOP],
        profile.top_columns[channel, :TOP],
        strict=True,
    )
    cells = [(int(index), float(value), int(row), int(column)) for index, value, row, column in tops if value > 0]
    st.html(_gallery(net, layer, channel, cells))
    labels = np.bincount([digit_of(index)[1] for index, *_ in cells], minlength=10)
    said = t("why_channel.mostly", label=int(labels.argmax()), times=int(labels.max()), count=len(cells))
    st.caption(inline_markdown(f"{t('why_channel.searched')} {said}"))


def _gallery(
    net: TrainingSpec, layer: LayerShape, channel: int, cells: Iterable[tuple[int, float, int, int]]
) -> str:
    """Returns digits as HTML, each with a line around what the channel's strongest cell sees of it."""
    figures = []
    for index, value, row, column in cells:
        image, label = digit_of(index)
        window = cell_window(net.model, Cell(layer=layer.name, channel=channel, row=row, column=column))
        ends = [(max(first, 0), min(last, 27) + 1) for first, last in (window.field_rows, window.field_columns)]
        said = t("why_channel.top_alt", label=label, value=f"{value:.3g}", row=row, column=column)
        picture = framed_picture(
            np.repeat(image[:, :, np.newaxis], 3, axis=2),
            frame=(28, 28),
            at=(0, 0),
            boxes=[(ends[0], ends[1])],
            alt=said,
        )
        caption = f"<figcaption><b>{label}</b><span>{value:.3g}</span></figcaption>"
        figures.append(f'<figure title="{escape(said)}">{picture}{caption}</figure>')
    return f'<div class="top-digits" style="--accent:{ACCENT};--halo:{HALO}">{"".join(figures)}</div>'


def _show_spread(profile: LayerProfile, channel: int, values: NDArray[np.float32]) -> None:
    st.markdown(f"**{t('why_channel.spread')}**")
    figure = spread_figure(profile.counts[channel], profile.edges(channel), mark=float(values.max()))
    said = t(
        "why_channel.spread_said",
        share=percent(float(profile.active_shares[channel])),
        most=f"{profile.highs[channel]:.3g}",
        mean=f"{profile.means[channel]:.3g}".replace("-", "−"),
    )
    show_figure(figure, key="why_channel_spread", alt=said, stretch=True)
    st.caption(inline_markdown(said))
