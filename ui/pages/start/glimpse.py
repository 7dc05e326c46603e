"""The start page's glimpse: a digit on its way through the two-block net.

It is the first thing that a newcomer sees, seconds before TensorFlow is there. So the pass is NumPy's, over the
weights that come with the project, and the pictures are plain HTML.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.figures.colors import ACCENT, FAINT, NEUTRAL, color_range, paint
from cnn_core.models.numpy_pass import Glimpse, glimpse_of
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import load_digits
from cnn_core.text import percent, t
from ui.display.pictures import data_address
from ui.engine import engine

_HERE = Path(__file__).parent

STRONGEST = 8  # maps of a layer


def show_glimpse(net: TrainingSpec, index: int) -> bool:
    """Shows the way of a held-out digit through a net.

    Args:
        net: A net without hidden dense layers.
        index: Of the held-out digit.

    Returns:
        Whether the net is there; if not, nothing is shown.

    Raises:
        StoreError: The store cannot be read, or its entry is damaged.
    """
    picture = _picture(net, index)
    if picture:
        st.html(_HERE / "glimpse.css")
        st.html(picture)
    return picture is not None


@st.cache_data(max_entries=20, show_spinner=False)
def _picture(net: TrainingSpec, index: int) -> str | None:
    trained = engine().store.load(net)
    if trained is None:
        return None
    digits = load_digits()
    pixels, label = digits.held_out_images[index], int(digits.held_out_labels[index])
    glimpse = glimpse_of(pixels, net.model, trained.weights)
    parts = [_input(pixels, label), *_layers(glimpse), _answer(glimpse.probabilities)]
    colors = f"--accent:{ACCENT};--neutral:{NEUTRAL};--faint:{FAINT}"
    return f'<div class="glimpse" style="{colors}">{"".join(parts)}</div>'


def _input(pixels: NDArray[np.uint8], label: int) -> str:
    term, meaning = t("start.input", shape=_by(pixels.shape)), t("start.labelled", label=label)
    return _figure(term, meaning, _image(pixels, f"{term}. {meaning}"), kind="input")


def _layers(glimpse: Glimpse) -> Iterator[str]:
    """Draws the strongest maps of each convolution, on the scale of its layer."""
    for name, maps in glimpse.maps.items():
        if not name.startswith("conv"):
            continue
        colored = paint(maps, color_range(maps))  # (H, W, C, 3)
        strongest = sorted(np.argsort(-maps.sum(axis=(0, 1)), kind="stable")[:STRONGEST].tolist())
        tiles = "".join(
            _image(colored[:, :, channel], t("start.map", layer=name, channel=channel)) for channel in strongest
        )
        meaning = t(f"start.{name}", shown=STRONGEST, channels=maps.shape[2])
        yield _figure(f"{name} · {_by(maps.shape)}", meaning, f'<div class="maps">{tiles}</div>')


def _answer(probabilities: NDArray[np.float32]) -> str:
    answer = int(probabilities.argmax())
    bars = "".join(
        f'<div class="bar{" most" if digit == answer else ""}" role="listitem"><div>{digit}</div>'
        f'<div class="track"><div style="width:{100 * share:.2f}%"></div></div><div>{percent(share)}</div></div>'
        for digit, share in enumerate(probabilities)
    )
    return _figure(
        t("start.answer", answer=answer), t("start.answer_more"), f'<div role="list">{bars}</div>', kind="answer"
    )


def _figure(term: str, meaning: str, body: str, *, kind: str = "") -> str:
    caption = f"<figcaption><b>{escape(term)}</b><span>{escape(meaning)}</span></figcaption>"
    return f'<figure class="{kind}">{caption}{body}</figure>'


def _image(pixels: NDArray[np.uint8], alt: str) -> str:
    """Returns pixels (H, W) or (H, W, 3) as a picture that says on hover what it is."""
    said = escape(alt)
    return f'<img src="{data_address(pixels)}" alt="{said}" title="{said}">'


def _by(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
