"""The sections below the comparison; only the one that is open is computed."""

from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.figures.colors import color_range, paint
from cnn_core.pictures.digits import load_digits
from cnn_core.text import t
from ui.choosing.address import leave_address
from ui.choosing.kept import segments
from ui.display.cell_tables import cell_table, number_text, tables_html
from ui.display.framed_pictures import framed_picture
from ui.display.geometry_words import shape_text
from ui.display.inline_text import inline_html
from ui.pages.padding_comparison.borders import show_borders
from ui.pages.padding_comparison.cases import Cases, carry_out
from ui.pages.padding_comparison.curves import show_curves
from ui.pages.padding_comparison.layers import show_layers
from ui.pages.padding_comparison.story import choose_axis, show_story
from ui.pages.padding_comparison.words import difference_sentence

SECTIONS = ("story", "difference", "sizes", "usage", "borders", "layers")
_OWN = {
    "story": ("padding_axis",),
    "difference": ("padding_on",),
    "usage": ("padding_axis",),
    "borders": ("padding_picture", "padding_filter", "padding_reach"),
    "layers": ("padding_digit",),
}
"""What is chosen in a section, by its names in the address."""

_DIGIT = 0  # of the held-out ones
_MOST_NUMBERED = 12  # rows and columns
# Pixels.
_USAGE_MAP = 288
_LARGEST_CELL = 40


@dataclass(frozen=True, eq=False, kw_only=True)
class Section:
    """The section that is open.

    Attributes:
        name: One of `SECTIONS`.
        place: Where it stands.
    """

    name: str
    place: DeltaGenerator


def choose_section() -> str:
    """Shows the choice of a section."""
    # Not tabs, each of which the browser would draw anew at every step of a handle.
    return segments(
        t("padding.section"),
        "padding_section",
        SECTIONS,
        lambda name: t(f"padding.sections.{name}"),
        is_labelled=False,
    )


def show_section(section: Section, cases: Cases) -> None:
    """Shows the section that is open."""
    own = _OWN.get(section.name, ())
    leave_address(*(key for keys in _OWN.values() for key in keys if key not in own))
    with section.place:
        match section.name:
            case "story":
                show_story(cases)
            case "difference":
                show_difference(cases)
            case "sizes":
                show_sizes(cases)
            case "usage":
                show_usage(cases)
            case "borders":
                show_borders()
            case _:
                show_layers()


def show_difference(cases: Cases) -> None:
    """Shows where SAME and PyTorch's padding give other values, on the image or on a digit."""
    on = segments(
        t("padding.difference.on"),
        "padding_on",
        ("image", "digit"),
        lambda name: t(f"padding.difference.{name}"),
    )
    same, other = cases.same, cases.in_torch
    if on == "digit":
        pixels = (load_digits().held_out_images[_DIGIT] / 255).astype(np.float32)
        same, other = (carry_out(pixels, cases.choices, cases.padding(name)) for name in ("same", "torch"))
    said = difference_sentence(same, other, argument=cases.torch.argument)
    if same.output.shape != other.output.shape or (same.output == other.output).all():
        st.markdown(said)
        return
    words = f"<p>{inline_html(said)}</p><small>{escape(t('padding.difference.moved'))}</small>"
    st.html(f'<div class="story">{difference_html(same, other)}<div>{words}</div></div>')


def difference_html(same: Convolution, other: Convolution) -> str:
    """Returns by how much two results of one size differ: with numbers where they can be read, or as a picture."""
    difference = (same.output - other.output)[:, :, 0]
    colors = color_range(difference, signed=True)
    title = t("padding.difference.title", size=shape_text(difference.shape))
    if max(difference.shape) <= _MOST_NUMBERED:
        most = number_text(colors.zmax)
        more = t("padding.difference.scale", most=most)
        return tables_html([cell_table(difference, term=title, more=more, colors=colors, is_indexed=True)])
    H, W = difference.shape
    drawn = framed_picture(
        paint(difference, colors), frame=(H, W), at=(0, 0), alt=f"{title}: {t('padding.difference.alt')}"
    )
    more = t("padding.difference.scale", most=f"{colors.zmax:.3g}")
    caption = f"<figcaption><b>{escape(title)}</b><span>{escape(more)}</span></figcaption>"
    return f'<div class="grids"><figure class="picture">{caption}{drawn}</figure></div>'


def show_sizes(cases: Cases) -> None:
    """Shows the output's size over the input's, and over the stride."""
    axis = choose_axis(cases)
    show_curves(cases, axis)
    choices = cases.choices
    now = {"n": choices.image.shape[axis], "stride": choices.stride}
    st.caption(t("padding.curves.now", axis=t(f"geometry.{('rows', 'columns')[axis]}"), **now))


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
    st.html(tables_html(tables))
    st.caption(t("padding.usage.meaning"))
