"""The paddings side by side."""

import streamlit as st

from cnn_core.convolution import Convolution
from cnn_core.geometry import OutputGeometry
from ui.charts import show_figure
from ui.maps import cell_size, formula_lines, input_figure, output_figure
from ui.padding_cases import Cases
from ui.padding_words import split_sentence, unread_sentences


def show_comparison(cases: Cases) -> None:
    """Shows input and output under each padding, with where the padding lies and what no window reads."""
    for place, (name, result) in zip(st.columns(4), cases.results.items(), strict=True):
        with place:
            st.markdown(f"**{cases.title(name)}**")
            if not isinstance(result, Convolution):
                st.error(str(result))
                continue
            for line in notes(name, cases, result.geometry):
                st.caption(line)
            cell = cell_size(16, 16, 284)
            show_figure(
                input_figure(result.image[:, :, 0], cell, geometry=result.geometry),
                key=f"padding_{name}_input",
                alt="x",
            )
            show_figure(output_figure(result.output, 0, cell), key=f"padding_{name}_output", alt="y")


def notes(name: str, cases: Cases, geometry: OutputGeometry) -> list[str]:
    """X."""
    formulas = formula_lines(geometry)
    lines = [formula if len(formulas) == 1 else f"{axes}: {formula}" for axes, formula in formulas]
    return [split_sentence(geometry), *lines, *unread_sentences(geometry)]
