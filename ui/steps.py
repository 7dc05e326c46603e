"""How a picture became the 28 × 28 that the net sees, one step beside the other."""

import numpy as np
import streamlit as st
from PIL import Image

from cnn_core.mnist_form import MnistForm, Step
from cnn_core.text import t
from ui.pictures import pixel_picture

SIDE = 132


def show_steps(form: MnistForm) -> None:
    """Shows each step of a form with a sentence on what was done."""
    st.subheader(t("steps.title"), anchor=False)
    pictures = "".join(_picture(step) for step in form.steps)
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:1.25rem;align-items:flex-start">{pictures}</div>')


def _picture(step: Step) -> str:
    name = t(f"steps.{step.name}")
    pixels = np.rint(np.clip(step.image, 0, 1) * 255).astype(np.uint8)
    if max(pixels.shape) > 2 * SIDE:
        small = Image.fromarray(pixels)
        small.thumbnail((2 * SIDE, 2 * SIDE))
        pixels = np.asarray(small)
    return pixel_picture(pixels, alt=name, caption=f"{name}. {step.note}", side=SIDE)
