"""What a live page shows of a digit, as a PNG picture: made of the very frame that the page is painted from.

A frame is one of the page MNIST and Training or one of "Why this answer", with exact values, packed as
`cnn_core.packed_arrays` describes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.exports.map_sheet import Section, SheetMap, sheet_png
from cnn_core.figures.colors import GREY, SEQUENTIAL, ColorRange, color_range
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import LayerShape, layer_shapes
from cnn_core.packed_arrays import unpack_arrays
from cnn_core.text import percent, t

_IN_A_ROW = 8  # maps
_MANY_IN_A_ROW = 16
_PICTURES_IN_A_ROW = 6

Arrays = Mapping[str, NDArray[Any]]


def lab_png(net: TrainingSpec, frame: bytes, *, number: int = 0, title: str, notes: Sequence[str] = ()) -> bytes:
    """Draws what the pages MNIST and Training show of a net: the digit, the answer and the maps.

    Args:
        net: The net.
        frame: What `cnn_core.live.lab.lab_frame` returns, exact.
        number: Which of the frame's nets it is.
        title: What the net is called.
        notes: What is done to the digit or to the net, each in a few words.
    """
    header, arrays = unpack_arrays(frame)
    told = {entry["name"]: entry for entry in header["arrays"]}
    sections = [_digit(arrays)]
    probabilities = arrays.get(f"{number}/probabilities")
    if probabilities is not None:
        title = answered(title, probabilities)
        sections.append(_bars(probabilities, t("exports.probabilities")))
    for layer in layer_shapes(net.model):
        name = f"{number}/{layer.name}"
        if layer.is_map and name in told:
            channels, most = told[name]["channels"], told[name]["most"]
            is_shared = len(set(most)) < 2
            captions = [t("exports.channel", index=channel) for channel in channels]
            sections.append(_layer(layer, arrays[name], most, captions, is_shared=is_shared))
    return sheet_png(" · ".join([title, *notes]), sections)


def why_png(
    net: TrainingSpec, frame: bytes, *, title: str, notes: Sequence[str] = (), methods: Mapping[str, str]
) -> bytes:
    """Draws what the page "Why this answer" shows in the view of the whole net, or in that of the strokes.

    Args:
        net: The net.
        frame: What `cnn_core.live.why.why_frame` returns for one of these views, exact.
        title: What the net is called.
        notes: What is switched off or turned up, each in a few words.
        methods: What the methods of explanation are called.
    """
    header, arrays = unpack_arrays(frame)
    told = {entry["name"]: entry for entry in header["arrays"]}
    sections = [_digit(arrays), _bars(arrays["probabilities"], t("exports.probabilities"))]
    if notes:
        sections.append(_bars(arrays["base_probabilities"], t("exports.probabilities_before")))
    for layer in layer_shapes(net.model):
        name = f"map/{layer.name}"
        if name in told:
            channels, parts = told[name]["channels"], arrays[f"part/{layer.name}"]
            captions = [
                t("exports.channel_part", index=channel, part=f"{parts[channel]:+.3g}") for channel in channels
            ]
            most = [told[name]["most"]] * len(channels)
            sections.append(_layer(layer, arrays[name], most, captions, is_shared=True))
    for method, name in methods.items():
        if f"strokes/{method}" in arrays:
            sections.append(_explanation(name, arrays, f"strokes/{method}"))
    explained = t("exports.explained", target=header["target"])
    return sheet_png(" · ".join([answered(title, arrays["probabilities"]), explained, *notes]), sections)


def answered(title: str, probabilities: NDArray[np.float32]) -> str:
    """Returns what a net is called, with its answer and how sure it is.

    Args:
        title: What the net is called.
        probabilities: Of each class.
    """
    answer = int(probabilities.argmax())
    return t("exports.answers", net=title, answer=answer, share=percent(float(probabilities[answer])))


def _digit(arrays: Arrays) -> Section:
    seen = SheetMap(
        values=arrays["seen"].astype(np.float32), colors=ColorRange(scale=GREY, zmin=0, zmax=255), is_numbered=False
    )
    return Section(title=t("exports.seen"), maps=[seen], columns=_PICTURES_IN_A_ROW)


def _bars(probabilities: NDArray[np.float32], title: str) -> Section:
    """Shows the probability of each class as a number on its colour."""
    colors = ColorRange(scale=SEQUENTIAL, zmin=0, zmax=1)
    cells = [
        SheetMap(values=np.array([[share]], np.float32), caption=str(label), colors=colors, value_format=".1%")
        for label, share in enumerate(probabilities)
    ]
    return Section(title=title, maps=cells, columns=len(cells))


def _layer(
    layer: LayerShape, maps: NDArray[np.float32], most: Sequence[float], captions: Sequence[str], *, is_shared: bool
) -> Section:
    """Shows maps (C, H, W), each as far as its scale goes."""
    count = layer.shape[-1]
    notes = [t("exports.some", shown=len(maps), count=count)] if len(maps) < count else []
    if len(maps) > 1:
        notes.append(t("exports.one_scale" if is_shared else "exports.own_scales"))
    return Section(
        title=str(layer),
        note=" · ".join(notes),
        maps=[
            SheetMap(
                values=np.nan_to_num(values),
                caption=caption,
                colors=color_range(np.array(end), signed=layer.is_signed),
                is_numbered=values.size == 1,
            )
            for values, end, caption in zip(maps, most, captions, strict=True)
        ],
        columns=_IN_A_ROW if len(maps) <= 2 * _IN_A_ROW else _MANY_IN_A_ROW,
    )


def _explanation(title: str, arrays: Arrays, name: str) -> Section:
    """Shows what a method says of each pixel, and where it was asked, what it says of random weights."""
    shown = {t("exports.trained") if f"{name}/random" in arrays else "": arrays[name]}
    if f"{name}/random" in arrays:
        shown[t("exports.random")] = arrays[f"{name}/random"]
    maps = [
        SheetMap(values=values, caption=caption, colors=color_range(values, signed=True), is_numbered=False)
        for caption, values in shown.items()
    ]
    return Section(title=title, maps=maps, columns=_PICTURES_IN_A_ROW)
