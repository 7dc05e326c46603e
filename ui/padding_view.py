"""What the padding comparison page shows: three paddings side by side, and what sets them apart."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from cnn_core.convolution import Convolution, convolve
from cnn_core.errors import SpecError
from cnn_core.geometry import OutputGeometry
from cnn_core.text import t
from ui.charts import show_figure
from ui.maps import (
    cell_size,
    formula_lines,
    input_figure,
    level,
    output_figure,
    padding_sentence,
    shape_text,
    unread_sentence,
    usage_figure,
)

PADDINGS = ("valid", "same", "explicit")

# Pixels.
INPUT_SIDE = 284
LARGEST_CELL = 44
NOTES_WIDTH = 190


def compare(
    image: NDArray[np.float32], kernel: NDArray[np.float32], stride: int, width: int
) -> dict[str, Convolution | SpecError]:
    """Convolves with each padding; where the kernel does not fit, the sentence that says so stands instead.

    Args:
        image: (H, W).
        kernel: (kh, kw).
        stride: Of all three.
        width: Of the explicit padding.

    Raises:
        SpecError: Not even SAME gives an output.
    """
    results: dict[str, Convolution | SpecError] = {}
    for name in PADDINGS:
        padding = width if name == "explicit" else name
        try:
            results[name] = convolve(image, kernel, strides=stride, padding=padding)
        except SpecError as error:
            if name == "same":
                raise
            results[name] = error
    return results


def findings(results: Mapping[str, Convolution | SpecError]) -> list[str]:
    """Returns what the comparison shows: whether SAME keeps the size, and how it differs from explicit padding."""
    same, explicit = results["same"], results["explicit"]
    assert isinstance(same, Convolution)
    stride = same.spec.strides[0]
    before, after = same.image.shape[:2], same.output.shape[:2]
    key = "kept" if stride == 1 else "still_kept" if before == after else "not_kept"
    said = [t(f"padding.{key}", stride=stride, **_sizes(before, after))]
    if isinstance(explicit, Convolution) and explicit.output.shape == same.output.shape:
        is_equal = bool((explicit.output == same.output).all())
        (top, bottom), (p, _) = same.geometry.padding[0], explicit.geometry.padding[0]
        size = shape_text(after)
        said.append(
            t("padding.equal", size=size)
            if is_equal
            else t("padding.differ", size=size, before=top, after=bottom, p=p)
        )
    return said


def show_comparison(results: Mapping[str, Convolution | SpecError]) -> None:
    """Shows the paddings in columns, all maps with cells of one size."""
    convolutions = {name: result for name, result in results.items() if isinstance(result, Convolution)}
    geometries = [convolution.geometry for convolution in convolutions.values()]
    rows = max(geometry.rows.padded_size for geometry in geometries)
    columns = max(geometry.columns.padded_size for geometry in geometries)
    cell = cell_size(rows, columns, INPUT_SIDE, LARGEST_CELL)
    most = max(int(geometry.usage().max()) for geometry in geometries)
    inputs = {
        name: input_figure(convolution.image[:, :, 0], cell, geometry=convolution.geometry)
        for name, convolution in convolutions.items()
    }
    level(inputs.values())
    for place, (name, result) in zip(st.columns(len(results), gap="medium"), results.items(), strict=True):
        with place:
            if isinstance(result, SpecError):
                st.markdown(f"**{t(f'padding.{name}')}**")
                st.error(str(result))
                continue
            geometry = result.geometry
            sizes = t("padding.sizes", **_sizes(result.image.shape[:2], geometry.shape))
            st.markdown(f"**{t(f'padding.{name}')}** · {sizes}")
            with st.container(horizontal=True, gap="small"):
                _map(inputs[name], "input", name)
                _map(output_figure(result.output, 0, cell), "output", name)
            with st.container(horizontal=True, gap="small"):
                _map(usage_figure(geometry, cell, most), "usage", name)
                with st.container(width=NOTES_WIDTH):
                    _notes(geometry)


def _map(figure: go.Figure, what: str, name: str) -> None:
    with st.container(width="content", gap=None):
        st.caption(t(f"padding.{what}"))
        show_figure(figure, key=f"padding_{name}_{what}", alt=t(f"padding.{what}_alt", name=t(f"padding.{name}")))


def _notes(geometry: OutputGeometry) -> None:
    st.caption(f"{padding_sentence(geometry) or t('padding.none')} {unread_sentence(geometry)}".strip())
    for axes, formula in formula_lines(geometry):
        lines = [f"{axes}:", *formula.split("; ")]  # the column is too narrow for one line
        st.markdown("  \n".join(f":small[{line}]" for line in lines))


def _sizes(before: tuple[int, ...], after: tuple[int, ...]) -> dict[str, str]:
    return {"before": shape_text(before), "after": shape_text(after)}
