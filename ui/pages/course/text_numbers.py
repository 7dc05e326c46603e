"""The numbers of a text: the first convolution cell by cell, and the layers of a net."""

from collections.abc import Iterator

import numpy as np
import streamlit as st

from cnn_core.arithmetic.convolution import Convolution, convolve
from cnn_core.arithmetic.tracing import CellTrace
from cnn_core.figures.colors import color_range
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import IMAGE_SHAPE, LayerShape, layer_shapes
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.kernels import named_kernel
from cnn_core.text import t
from ui.display.cell_tables import cell_table, number_text, show_tables
from ui.display.inline_text import inline_markdown
from ui.display.pictures import pixel_picture

IMAGE = np.arange(1, 10, dtype=np.float32).reshape(3, 3)
DIGIT_SIDE = 168


def show_convolution() -> None:
    """Shows the image under one filter with both paddings and, beside it, under three filters."""
    valid, same = (convolve(IMAGE, named_kernel("ones"), padding=padding) for padding in ("valid", "same"))
    three = convolve(IMAGE, named_kernel("three_filters"), padding="same")
    one_place, three_place = st.columns(2, gap="large")
    with one_place:
        show_tables(_one_filter(valid, same))
        first, last = _sum(valid.trace(0, 0)), _sum(same.trace(2, 2))
        st.markdown(inline_markdown(t("course.sums", first=first, last=last, size=valid.geometry.rows.formula())))
    with three_place:
        show_tables(_three_filters(three))
        st.markdown(inline_markdown(t("course.three", kernel=three.kernel.shape, output=(1, *three.output.shape))))


def show_net(net: TrainingSpec, index: int) -> None:
    """Shows a held-out digit and the layers of a net, with where their sizes and weights come from."""
    digits, layers = load_digits(), layer_shapes(net.model)
    digit_place, table_place = st.columns([1, 5], gap="medium")
    with digit_place:
        said = t("course.digit", index=index, label=digits.held_out_labels[index])
        st.html(pixel_picture(digits.held_out_images[index], alt=said, caption=said, side=DIGIT_SIDE))
    with table_place:
        st.table(layer_columns(layers), border="horizontal", hide_index=True)
        last = [layer for layer in layers if layer.is_map][-1]
        total = sum(layer.parameters for layer in layers)
        st.caption(inline_markdown(t("course.batch", layer=last.name, shape=(1, *last.shape), total=total)))


def layer_columns(layers: tuple[LayerShape, ...]) -> dict[str, list[str]]:
    """Returns what is said of the layers of a net: its columns, by their heads, a text for each layer."""
    before = (IMAGE_SHAPE, *(layer.shape for layer in layers))
    return {
        t("course.layer"): [layer.name for layer in layers],
        t("course.shape"): [" × ".join(f"{size:,}" for size in layer.shape) for layer in layers],
        t("course.size"): [_size(layer, came) for layer, came in zip(layers, before, strict=False)],
        t("course.weights"): [_weights(layer, came) for layer, came in zip(layers, before, strict=False)],
    }


def _one_filter(valid: Convolution, same: Convolution) -> Iterator[str]:
    yield cell_table(valid.image[:, :, 0], term=t("course.image"), more=str((1, *valid.image.shape)))
    yield cell_table(valid.kernel[:, :, 0, 0], term=t("course.kernel"), more=str(valid.kernel.shape))
    yield cell_table(valid.output[:, :, 0], term="VALID", more=str((1, *valid.output.shape)))
    yield cell_table(same.output[:, :, 0], term="SAME", more=str((1, *same.output.shape)))


def _three_filters(done: Convolution) -> Iterator[str]:
    """Draws the channels on one scale, as channels of one layer."""
    colors = color_range(done.output)
    for channel in range(done.output.shape[2]):
        term = t("course.channel", channel=channel)
        filled = t("course.filled", value=number_text(done.kernel[0, 0, 0, channel]))
        yield cell_table(done.output[:, :, channel], term=term, more=filled, colors=colors)


def _sum(cell: CellTrace) -> str:
    pairs = zip(cell.patch.flat, cell.weights.flat, strict=True)
    return f"{' + '.join(f'{value:g}·{weight:g}' for value, weight in pairs)} = {cell.sum:g}"


def _size(layer: LayerShape, came: tuple[int, ...]) -> str:
    """Says where a layer's size comes from; `came` is the shape of what it reads."""
    if layer.geometry:
        rows = layer.geometry.rows
        return f"ceil({rows.size} / {rows.stride}) = {rows.output_size}"
    if layer.kind == "flatten":
        return f"{_times(*came)} = {layer.shape[0]:,}"
    return t("course.classes" if layer.name == "logits" else "course.free")


def _weights(layer: LayerShape, came: tuple[int, ...]) -> str:
    """Says how many weights a layer has, and why; `came` is the shape of what it reads."""
    if layer.kind == "conv" and layer.geometry:
        rows, columns = layer.geometry.rows.kernel_size, layer.geometry.columns.kernel_size
        return f"{_times(rows, columns, came[-1], layer.shape[-1])} = {layer.parameters:,}"
    if layer.kind == "dense":
        return f"({came[0]:,} + 1) · {layer.shape[0]} = {layer.parameters:,}"
    return str(layer.parameters)


def _times(*numbers: int) -> str:
    return " · ".join(map(str, numbers))
