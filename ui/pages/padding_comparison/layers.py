"""What five layers without padding leave of a digit, beside five that keep its size and let zeros in."""

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.arithmetic.padding.repetition import RepeatedLayer, convolve_repeatedly
from cnn_core.figures.colors import ACCENT, GREY, HALO, ColorRange, paint
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.kernels import named_kernel
from cnn_core.text import percent, t
from ui.choosing.kept import segments
from ui.digits.held_out import first_with_label
from ui.display.framed_pictures import framed_picture
from ui.display.geometry_words import shape_text

LAYERS = 5
DEFAULT_LABEL = 8
_INK = ColorRange(scale=GREY, zmin=0, zmax=1)


@st.fragment  # its choices draw nothing else anew
def show_layers() -> None:
    """Shows the choice of the digit, and the layers under both paddings."""
    label = segments(t("padding.layers.digit"), "padding_digit", range(10), default=DEFAULT_LABEL)
    pixels = (load_digits().held_out_images[first_with_label(label)] / 255).astype(np.float32)
    kernel = named_kernel("gaussian_blur")[:, :, 0, 0]
    valid, same = (convolve_repeatedly(pixels, kernel, LAYERS, padding=padding) for padding in ("valid", "same"))
    said = t(
        "padding.layers.said",
        valid=shape_text(valid[-1].output.shape),
        left=percent(valid[-1].output.size / pixels.size),
        same=shape_text(same[-1].output.shape),
        touched=percent(same[-1].touched_share),
    )
    st.markdown(f"{said} {t('padding.layers.kernel')}")
    st.html(layers_html(pixels, valid, same))


def layers_html(
    pixels: NDArray[np.float32], valid: tuple[RepeatedLayer, ...], same: tuple[RepeatedLayer, ...]
) -> str:
    """Returns the layers from left to right, VALID over SAME, all in one proportion and place.

    Args:
        pixels: The digit, (28, 28), from 0 to 1.
        valid: Its layers under VALID.
        same: Its layers under SAME.
    """
    size = shape_text(pixels.shape)
    side = pixels.shape[0]
    first = _figure(
        t("padding.layers.input"), size, _picture(pixels, side, None, t("padding.layers.input_alt", size=size))
    )
    rows = []
    for name, layers in (("valid", valid), ("same", same)):
        title = t(f"padding.layers.{name}")
        figures = [first]
        for number, layer in enumerate(layers, start=1):
            shape, share = shape_text(layer.output.shape), percent(layer.touched_share)
            alt = t(f"padding.layers.{name}_alt", number=number, size=shape, share=share)
            said = f"{shape} · {t('padding.layers.touched', share=share)}" if name == "same" else shape
            touched = layer.touched if name == "same" else None
            drawn = _picture(layer.output, side, touched, alt)
            figures.append(_figure(t("padding.layers.layer", number=number), said, drawn))
        rows.append(f"<h3>{escape(title)}</h3>{''.join(figures)}")
    return f'<div class="layers" style="--accent:{ACCENT};--halo:{HALO}">{"".join(rows)}</div>'


def _figure(term: str, said: str, drawn: str) -> str:
    return f"<figure>{drawn}<figcaption><b>{escape(term)}</b><span>{escape(said)}</span></figcaption></figure>"


def _picture(values: NDArray[np.float32], side: int, touched: NDArray[np.bool_] | None, alt: str) -> str:
    """Draws a map in the middle of a square of the digit's size, and a line around what zeros have not touched."""
    H, W = values.shape
    boxes = []
    if touched is not None and not touched.all():
        rows, columns = (np.flatnonzero(~touched.all(axis=axis)).tolist() for axis in (1, 0))
        boxes = [((rows[0], rows[-1] + 1), (columns[0], columns[-1] + 1))]
    return framed_picture(
        paint(values, _INK), frame=(side, side), at=((side - H) // 2, (side - W) // 2), boxes=boxes, alt=alt
    )
