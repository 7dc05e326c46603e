"""How a picture became the 28 × 28 that the net sees, what each step does to the answer, and leaving steps out."""

import numpy as np
import streamlit as st

from cnn_core.errors import ConvscopeError
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.apart.messages import LeftOut, left_out_each, shown
from cnn_core.pictures.mnist_form.form import Step
from cnn_core.pictures.mnist_form.steps import STEP_NAMES, FormOptions
from cnn_core.text import percent, t
from ui.asking import await_answer
from ui.choosing.kept import kept, pictured
from ui.clients import this_client
from ui.digits.chosen import ChosenDigit
from ui.display.pictures import pixel_picture
from ui.engine import engine, picture_reader

SIDE = 132
MOST_SIDE = 2 * SIDE
"""Of a step's picture, for screens with two dots a pixel."""
KEY = "digit_left_out"


def left_out() -> tuple[str, ...]:
    """Returns the names of the steps that are left out on this page."""
    left: tuple[str, ...] = st.session_state.get(KEY, ())
    return left


def follow_address(*, is_new_page: bool) -> None:
    """Takes the steps that the address leaves out, where that is news, and writes those that are left out."""
    nothing: tuple[str, ...] = ()
    kept(KEY, nothing, _read, is_new_page=is_new_page, write=",".join)


def form_options() -> FormOptions:
    """Returns which steps are taken on this page."""
    return FormOptions(**dict.fromkeys(left_out(), False))


def show_steps(digit: ChosenDigit, nets: tuple[TrainingSpec, ...]) -> None:
    """Shows each step of a digit with what was done, and what the answer were without it.

    Args:
        digit: What the net sees of a picture, and how it came to be.
        nets: Those that can be asked; the first that gives an answer is.
    """
    form = digit.form
    if [step.name for step in form.steps] in ([], ["mnist"]):  # there was no picture, or nothing to be done
        return
    st.header(t("steps.title"), anchor=False)
    asked = next((net for net in nets if net.model.has_logits), None)
    effects = _effects(digit, asked) if asked and len(form.steps) > 1 and not left_out() else {}
    pictures = "".join(_picture(step, effects.get(step.name, "")) for step in form.steps)
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:1.25rem;align-items:flex-start">{pictures}</div>')
    if len(form.steps) > 1 or left_out():
        st.pills(
            t("steps.leave_out"),
            STEP_NAMES,
            selection_mode="multi",
            format_func=lambda name: t(f"steps.{name}"),
            **pictured(f"{KEY}_pills", list(left_out()), _leave_out),
        )


def _read(text: str) -> tuple[str, ...]:
    """Returns the steps that a text names, in their order.

    Raises:
        ValueError: One of them is none.
    """
    named = text.split(",")
    if not set(named) <= set(STEP_NAMES):
        raise ValueError(text)
    return tuple(name for name in STEP_NAMES if name in named)


def _leave_out(names: list[str]) -> None:
    st.session_state[KEY] = tuple(name for name in STEP_NAMES if name in names)


def _effects(digit: ChosenDigit, net: TrainingSpec) -> dict[str, str]:
    """Says for each step what a net would answer if that step alone were left out."""
    try:
        forms = _without_each(digit)
    except ConvscopeError:
        return {}  # there is no time for it now
    changed = {name: other for name, other in forms.items() if not other.is_same}
    said = {name: t("steps.no_difference") for name in forms}
    if not changed:
        return said
    try:
        digits = np.stack([other.pixels for other in changed.values()])
        inspection = await_answer(engine().inspect(digits, net, client=this_client()))
    except ConvscopeError:
        return {}  # the live page above says why
    assert inspection.probabilities is not None
    for (name, other), probabilities in zip(changed.items(), inspection.probabilities, strict=True):
        answer = int(probabilities.argmax())
        said[name] = (
            t("steps.without_blank")
            if other.is_blank
            else t("steps.without", answer=answer, share=percent(float(probabilities[answer])))
        )
    return said


def _without_each(digit: ChosenDigit) -> dict[str, LeftOut]:
    if digit.brought:
        return _brought_without_each(digit.brought.data, digit.brought.name)
    return left_out_each(digit.form)


@st.cache_data(max_entries=8, show_spinner=False)
def _brought_without_each(data: bytes, name: str) -> dict[str, LeftOut]:
    return picture_reader().without_each(data, name)


def _picture(step: Step, effect: str) -> str:
    name = t(f"steps.{step.name}")
    pixels = shown(step.image, MOST_SIDE)
    caption = f"{name}. {step.note} {effect}".strip()
    return pixel_picture(pixels, alt=name, caption=caption, side=SIDE)
