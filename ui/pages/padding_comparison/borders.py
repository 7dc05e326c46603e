"""What each border does to a picture: its continuation, the result, and how far that lies from the truth.

The picture is cut from a larger one, so that what really stood around it is known.
"""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.padding.borders import BORDERS, BorderedConvolution, convolve_with_border
from cnn_core.figures.colors import ACCENT, GREY, HALO, ColorRange, color_range, paint
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.drawn import MOST_SIDE, drawn_picture
from cnn_core.pictures.kernels import gaussian_kernel, oriented_edge_kernel
from cnn_core.text import percent, t
from ui.choosing.kept import segments
from ui.choosing.live_slider import live_slider
from ui.display.framed_pictures import framed_picture

PICTURES = ("scene", "digit")
FILTERS = ("blur", "edges")
SHOWN = ("zero", "reflect", "edge", "wrap")
MOST_REACH = 6
DEFAULT_REACH = 3

_INK = ColorRange(scale=GREY, zmin=0, zmax=1)
_DIGIT = 0  # of the held-out ones
_CUT = {"scene": 8, "digit": 7}  # pixels on each side of the larger picture that are left out


@dataclass(frozen=True, eq=False, kw_only=True)
class BorderStudy:
    """A picture under every border. Made by `study_borders`.

    Attributes:
        reach: How far the kernel reads beyond a pixel, and so how wide each continuation is.
        surroundings: The picture with as much of what really stood around it, (H + 2·reach, W + 2·reach).
        truth: The result without an edge, (H, W).
        results: By the borders' names.
        errors: How far each result lies from the truth in the border, on average, by name.
    """

    reach: int
    surroundings: NDArray[np.float32]
    truth: NDArray[np.float32]
    results: dict[str, BorderedConvolution]
    errors: dict[str, float]

    @property
    def touched(self) -> NDArray[np.bool_]:
        """The border: the cells that read beyond the edge, (H, W)."""
        return self.results[SHOWN[0]].geometry.touches_padding()

    @property
    def closest(self) -> str:
        """The border that lies nearest to the truth."""
        return min(self.errors, key=self.errors.__getitem__)


@lru_cache(maxsize=2 * len(PICTURES) * len(FILTERS) * MOST_REACH)
def study_borders(picture: str, filter: str, reach: int) -> BorderStudy:  # noqa: A002
    """Convolves a picture under every border, and once with what really stood around it.

    Args:
        picture: One of `PICTURES`.
        filter: One of `FILTERS`.
        reach: From 1 to `MOST_REACH`; the kernel has 2·reach + 1 rows and columns.
    """
    whole, cut = _whole(picture), _CUT[picture]
    image = whole[cut:-cut, cut:-cut]
    surroundings = whole[cut - reach : reach - cut or None, cut - reach : reach - cut or None]
    kernel = _kernel(filter, 2 * reach + 1)
    truth = convolve(surroundings, kernel).output[:, :, 0]
    results = {name: convolve_with_border(image, kernel, name) for name in SHOWN}
    touched = results[SHOWN[0]].geometry.touches_padding()
    errors = {
        name: float(np.abs(result.output[:, :, 0] - truth)[touched].mean()) for name, result in results.items()
    }
    return BorderStudy(reach=reach, surroundings=surroundings, truth=truth, results=results, errors=errors)


@st.fragment  # its choices draw nothing else anew
def show_borders() -> None:
    """Shows the choices, the borders side by side, and which of them comes closest."""
    with st.container(horizontal=True, gap="medium"):
        picture = _one_of("picture", PICTURES)
        filter_ = _one_of("filter", FILTERS)
        reach = live_slider(
            t("padding.borders.reach"), 1, MOST_REACH, DEFAULT_REACH, key="padding_reach", width=170
        )
    study = study_borders(picture, filter_, reach)
    touched = study.touched
    st.markdown(
        t(
            "padding.borders.counted",
            k=2 * reach + 1,
            count=int(touched.sum()),
            of=touched.size,
            share=percent(float(touched.mean())),
            closest=t(f"padding.borders.{study.closest}").lower(),
        )
    )
    st.html(borders_html(study))


def borders_html(study: BorderStudy) -> str:
    """Returns the picture in its continuations, and the results below, pixel under pixel."""
    outputs = [study.truth, *(result.output[:, :, 0] for result in study.results.values())]
    colors = color_range(np.stack(outputs))
    figures = [_figure("real", study, study.surroundings, study.truth, colors)]
    for name, result in study.results.items():
        figures.append(_figure(name, study, result.padded[:, :, 0], result.output[:, :, 0], colors))
    return f'<div class="borders" style="--accent:{ACCENT};--halo:{HALO}">{"".join(figures)}</div>'


def _figure(
    name: str,
    study: BorderStudy,
    padded: NDArray[np.float32],
    output: NDArray[np.float32],
    colors: ColorRange,
) -> str:
    term = t(f"padding.borders.{name}")
    if name == "real":
        names, said = t("padding.borders.real_names"), t("padding.borders.right")
    else:
        border = BORDERS[name]
        key = "names_in_all" if border.tensorflow else "names"
        names = t(
            f"padding.borders.{key}",
            numpy=border.numpy,
            tensorflow=border.tensorflow,
            pytorch=border.pytorch,
        )
        said = t("padding.borders.off", error=f"{study.errors[name]:.3f}")
    kind = "closest" if name == study.closest else ""
    (rows, columns), reach = padded.shape, study.reach
    edge, inside = (((inset, rows - inset), (inset, columns - inset)) for inset in (reach, 2 * reach))
    before = framed_picture(
        paint(padded, _INK),
        frame=(rows, columns),
        at=(0, 0),
        boxes=[edge],
        alt=t("padding.borders.padded_alt", name=term),
    )
    after = framed_picture(
        paint(output, colors),
        frame=(rows, columns),
        at=(reach, reach),
        boxes=[edge, inside],
        alt=t("padding.borders.result_alt", name=term),
    )
    return (
        f'<figure class="{kind}"><figcaption><b>{escape(term)}</b></figcaption>{before}{after}'
        f"<p>{escape(said)}</p><span>{escape(names)}</span></figure>"
    )


def _one_of(name: str, options: tuple[str, ...]) -> str:
    return segments(
        t(f"padding.borders.{name}"), f"padding_{name}", options, lambda option: t(f"padding.borders.{option}")
    )


def _whole(picture: str) -> NDArray[np.float32]:
    """Returns the larger picture, from 0 to 1."""
    if picture == "scene":
        return drawn_picture("scene", MOST_SIDE)
    pixels: NDArray[np.float32] = (load_digits().held_out_images[_DIGIT] / 255).astype(np.float32)
    return pixels


def _kernel(filter: str, size: int) -> NDArray[np.float32]:  # noqa: A002
    return gaussian_kernel(size / 4, size) if filter == "blur" else oriented_edge_kernel(0, size)
