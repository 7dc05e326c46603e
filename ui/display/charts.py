"""How a figure stands on a page: one place for the arguments that every chart takes."""

import plotly.graph_objects as go
import streamlit as st

_CONFIG = {"displayModeBar": False, "scrollZoom": False}


def show_figure(figure: go.Figure, *, key: str, alt: str, stretch: bool = False) -> None:
    """Shows a figure in the size that it brings.

    Args:
        figure: The figure.
        key: Unique on the page.
        alt: What it shows, for a screen reader.
        stretch: Whether it takes the whole width instead.
    """
    st.plotly_chart(
        figure, key=key, width="stretch" if stretch else "content", theme="streamlit", config=_CONFIG, alt=alt
    )
