"""What can be chosen of the step by hand. Every choice stands in the page's address."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st

from cnn_core.arithmetic.backward import TrainingStep, training_step
from cnn_core.arithmetic.convolution import convolve
from cnn_core.errors import SpecError
from cnn_core.text import t
from ui.choosing.kept import is_shown, kept, kept_option, kept_switch
from ui.operations.grids import Grid, GridLimits, grid_size, read_grids, write_grids, write_number

IMAGE_SIDE, KERNEL_SIDE, OUTPUT_SIDE = 3, 2, 2
RATE_STEP = 0.0001
MOST_RATE = 0.003

DEFAULT_IMAGE: Final[Grid] = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
DEFAULT_KERNEL: Final[Grid] = ((1, 1), (1, 1))
DEFAULT_TARGET: Final[Grid] = ((9, 12), (18, 21))
"""Three quarters of the output: the gradients are whole, and one step at the rate of 0.001 almost reaches it."""
DEFAULT_RATE = 0.001

UNTIL: Final = ("all", "gradient", "at_output", "loss", "difference", "output")
"""How far the step is shown: whole, or until a number that one may want to foretell."""

NAMES: Final = tuple(
    f"backward_{name}" for name in ("image", "kernel", "target", "rate", "weight", "relu", "until")
)
"""In the address."""
VISIT: Final = "backward_visits"
"""In the session: how many times the page was opened."""

_GRIDS: Final[Mapping[str, tuple[GridLimits, Grid]]] = {
    "image": (GridLimits(noun="image", most_size=IMAGE_SIDE), DEFAULT_IMAGE),
    "kernel": (GridLimits(noun="kernel", most_size=KERNEL_SIDE), DEFAULT_KERNEL),
    "target": (GridLimits(noun="target", most_size=OUTPUT_SIDE), DEFAULT_TARGET),
}


@dataclass(frozen=True, kw_only=True)
class ChosenStep:
    """All that a step is made of.

    Attributes:
        image: 3 × 3.
        kernel: 2 × 2.
        target: What the output should be, 2 × 2.
        rate: The learning rate.
        weight: The weight that is looked at, row by row from 0.
        has_relu: Whether a ReLU follows the convolution.
        until: How far it is shown, one of `UNTIL`.
    """

    image: Grid
    kernel: Grid
    target: Grid
    rate: float
    weight: int
    has_relu: bool
    until: str = UNTIL[0]


def choose_step() -> ChosenStep:
    """Returns what is chosen, from the address where that is news."""
    is_new_page = not is_shown("backward_relu")
    if is_new_page:
        st.session_state[VISIT] = st.session_state.get(VISIT, 0) + 1
    grids = {
        name: kept(
            f"backward_{name}",
            default,
            _reader(name),
            is_new_page=is_new_page,
            write=lambda grid: write_grids((grid,)),
        )
        for name, (_, default) in _GRIDS.items()
    }
    return ChosenStep(
        **grids,
        rate=kept("backward_rate", DEFAULT_RATE, read_rate, is_new_page=is_new_page, write=write_number),
        weight=kept("backward_weight", 0, _read_weight, is_new_page=is_new_page),
        has_relu=kept_switch("backward_relu", is_new_page=is_new_page),
        until=kept_option("backward_until", UNTIL, is_new_page=is_new_page),
    )


def step_in(state: Mapping[str, str]) -> ChosenStep:
    """Returns the step that an address has, shown whole; what it does not say is as in the example.

    Args:
        state: What the address says.

    Raises:
        SpecError: A grid is none, or has another size.
        ValueError: The learning rate is none.
    """
    grids: dict[str, Any] = {
        name: _reader(name)(text) if (text := state.get(f"backward_{name}")) else default
        for name, (_, default) in _GRIDS.items()
    }
    rate = state.get("backward_rate")
    return ChosenStep(
        **grids,
        rate=read_rate(rate) if rate else DEFAULT_RATE,
        weight=0,
        has_relu=state.get("backward_relu") == "yes",
    )


def start_again() -> None:
    """Forgets every choice; what is shown afterwards is the example. For a callback."""
    defaults = {name: default for name, (_, default) in _GRIDS.items()}
    for name, value in {**defaults, "rate": DEFAULT_RATE, "weight": 0, "relu": False, "until": UNTIL[0]}.items():
        st.session_state[f"backward_{name}"] = value


def take_over(told: object) -> None:
    """Puts what the browser tells of into the session; what is none of it changes nothing. For a callback.

    Args:
        told: The choices as texts, by their names.
    """
    if not isinstance(told, Mapping):
        return
    readers: dict[str, Callable[[str], object]] = {
        **{name: _reader(name) for name in _GRIDS},
        "rate": read_rate,
        "weight": _read_weight,
    }
    for name, read in readers.items():
        came = told.get(name)
        try:
            if isinstance(came, str):
                st.session_state[f"backward_{name}"] = read(came)
        except ValueError:
            continue


def carried_out(chosen: ChosenStep) -> TrainingStep:
    """Makes the step.

    Raises:
        SpecError: A number is larger than a float32 can be.
    """
    image, kernel = np.array(chosen.image), np.array(chosen.kernel)
    convolution = convolve(image, kernel, activation="relu" if chosen.has_relu else "linear")
    return training_step(convolution, np.array(chosen.target), chosen.rate)


def losses_said(step: TrainingStep) -> str:
    """Returns the loss before and after a step, as the component writes them: "110 → 0.304"."""
    return " → ".join(
        str(int(value)) if value.is_integer() and value < 1e7 else f"{value:.4g}"
        for value in (step.loss.value, step.loss_after.value)
    )


def read_rate(text: str) -> float:
    """Returns a learning rate.

    Raises:
        ValueError: It is none that the handle can have.
    """
    rate = float(text)
    if not math.isfinite(rate):
        raise ValueError(text)
    steps = round(rate / RATE_STEP)
    if not 0 <= steps <= round(MOST_RATE / RATE_STEP):
        raise ValueError(text)
    return round(steps * RATE_STEP, 6)


def _reader(name: str) -> Callable[[str], Grid]:
    limits, default = _GRIDS[name]

    def read(text: str) -> Grid:
        (grid,) = read_grids(text, limits)
        if grid_size(grid) != grid_size(default):
            raise SpecError(t("backward_page.size", noun=t(f"grids.{limits.noun}"), side=limits.most_size))
        return grid

    return read


def _read_weight(text: str) -> int:
    weight = int(text)
    if weight not in range(KERNEL_SIDE**2):
        raise ValueError(text)
    return weight
