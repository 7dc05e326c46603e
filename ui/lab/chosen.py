"""What is chosen on the live page's component: told by it, kept in the session and in the address.

The names `mnist_logits`, `mnist_disturbed`, `mnist_curve`, `mnist_moment` and `mnist_cell` of
`ui/choosing/address_table.py`, on both pages that show the component.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import streamlit as st

from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.disturbance import RANGES, UNDISTURBED
from ui.choosing.kept import kept, kept_option, kept_switch
from ui.choosing.left_out import leave_out_moment
from ui.choosing.told import told
from ui.digits.hand import lab_state
from ui.engine import engine

_GO = "_go"
_TOLD = "_told"
_NETS = "_nets"
_OF_NETS = ("mnist_moment", "mnist_cell")
_KEYS = ("mnist_logits", "mnist_disturbed", "mnist_curve", *_OF_NETS)
_CLOSED = ""
_END = "end"


@dataclass(frozen=True, kw_only=True)
class LabCell:
    """A cell of a map.

    Attributes:
        net: Which of the nets that are shown.
        layer: Its name.
        channel: Of the layer.
        row: From the top.
        column: From the left.
    """

    net: int
    layer: str
    channel: int
    row: int
    column: int


@dataclass(frozen=True, kw_only=True)
class LabChoice:
    """What is chosen on the component.

    Attributes:
        logits: Whether the bars are logits.
        disturbed: Each disturbance that does something, with its value.
        curve: The disturbance whose curve is open; empty while their panel is closed.
        moments: Of each net the step of the kept moment that is shown, None for its end; empty for the end of all.
        cell: The selected cell, if one is.
    """

    logits: bool = False
    disturbed: tuple[tuple[str, float], ...] = ()
    curve: str = _CLOSED
    moments: tuple[int | None, ...] = ()
    cell: LabCell | None = None

    def as_told(self) -> dict[str, Any]:
        """Returns it as the component is told of it."""
        return {
            "logits": self.logits,
            "disturbed": dict(self.disturbed),
            "curve": self.curve or None,
            "moments": list(self.moments),
            "cell": asdict(self.cell) if self.cell else None,
        }


def chosen_of(key: str, nets: Sequence[TrainingSpec], *, is_new_page: bool) -> LabChoice:
    """Returns what is chosen, and has the component follow where the address is news.

    Args:
        key: Of the component.
        nets: That are shown.
        is_new_page: Whether the page was not shown before this run.
    """
    state, names = st.session_state, [training_text(net) for net in nets]
    if state.get(_NETS) != names:  # a moment or a cell of others means nothing in these
        state[_NETS] = names
        for name in _OF_NETS:
            state.pop(name, None)
    _take_told(key, nets)
    before = [state.get(name) for name in _KEYS]
    moment, cell = partial(_read_moments, nets=nets), partial(_read_cell, nets=nets)
    choice = LabChoice(
        logits=kept_switch("mnist_logits", is_new_page=is_new_page),
        disturbed=kept("mnist_disturbed", (), read_disturbed, write=_write_disturbed, is_new_page=is_new_page),
        curve=kept_option("mnist_curve", (_CLOSED, *RANGES), is_new_page=is_new_page),
        moments=kept("mnist_moment", (), moment, write=_write_moments, is_new_page=is_new_page),
        cell=kept("mnist_cell", None, cell, write=_write_cell, is_new_page=is_new_page),
    )
    # A page that leads to itself by way of another may keep its component, which looks at a wish alone then.
    is_kept = key + _TOLD in state
    if is_kept if is_new_page else [state.get(name) for name in _KEYS] != before:
        number = state.get(key + _GO, {"number": 0})["number"] + 1
        state[key + _GO] = {"number": number, **choice.as_told()}
    return choice


def wanted(key: str) -> dict[str, Any] | None:
    """Returns what the component is to choose, under a number; it has followed each number once."""
    wish: dict[str, Any] | None = st.session_state.get(key + _GO)
    return wish


def _take_told(key: str, nets: Sequence[TrainingSpec]) -> None:
    """Takes over what the component has told since the last run, as far as it is of these nets."""
    state, names = st.session_state, [training_text(net) for net in nets]
    looks = told(key, "looks")
    if isinstance(looks, Mapping) and looks.get("nets") == names and looks != state.get(key + _TOLD):
        state[key + _TOLD] = looks
        state.mnist_logits = looks.get("logits") is True
        state.mnist_disturbed = _disturbed(looks.get("disturbed"))
        state.mnist_curve = looks.get("curve") if looks.get("curve") in RANGES else _CLOSED
        state.mnist_moment = _moments(looks.get("moments"), nets)
    selected = lab_state(key).selected
    if selected and selected != state.get(f"{key}{_TOLD}_cell"):
        state[f"{key}{_TOLD}_cell"] = selected  # kept: the browser tells it again after a step has closed the cell
        of = selected.get("net")
        state.mnist_cell = _cell(names.index(of), selected, nets) if of in names else None


def _disturbed(told: Any) -> tuple[tuple[str, float], ...]:
    """Returns what was told to disturb, in the order in which it is done."""
    found = []
    for name, (least, most) in RANGES.items():
        value = told.get(name) if isinstance(told, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            continue
        if least <= value <= most and value != getattr(UNDISTURBED, name):
            found.append((name, float(value)))
    return tuple(found)


def _moments(told: Any, nets: Sequence[TrainingSpec]) -> tuple[int | None, ...]:
    is_right = isinstance(told, list) and len(told) == len(nets)
    if not is_right or not all(step is None or (type(step) is int and step >= 0) for step in told):
        return ()
    return tuple(told) if any(step is not None for step in told) else ()


def _cell(number: int, told: Mapping[str, Any], nets: Sequence[TrainingSpec]) -> LabCell | None:
    match dict(told):
        case {"layer": str(layer), "channel": int(channel), "row": int(row), "column": int(column)}:
            shapes = {each.name: each.shape for each in layer_shapes(nets[number].model) if each.is_map}
            place = (row, column, channel)
            if layer in shapes and all(0 <= at < size for at, size in zip(place, shapes[layer], strict=True)):
                return LabCell(net=number, layer=layer, channel=channel, row=row, column=column)
    return None


def read_disturbed(text: str) -> tuple[tuple[str, float], ...]:
    """Returns each disturbance that an address has, with its value, in the order in which it is done.

    Args:
        text: Not empty, such as `"rotation*15;right*6"`.

    Raises:
        ValueError: One is none, or goes further than it may.
    """
    told = {}
    for part in text.split(";"):
        name, _, value = part.partition("*")
        told[name] = float(value)
    found = _disturbed(told)
    if len(found) < len(told):
        raise ValueError(text)
    return found


def _write_disturbed(disturbed: tuple[tuple[str, float], ...]) -> str:
    return ";".join(f"{name}*{value:.6g}" for name, value in disturbed)


def _read_moments(text: str, nets: Sequence[TrainingSpec]) -> tuple[int | None, ...]:
    found = _moments([None if part == _END else int(part) for part in text.split(",")], nets)
    for net, step in zip(nets, found, strict=False):
        if step is not None and step not in [moment.step for moment in engine().moments(net)]:
            leave_out_moment(text)
            return ()
    if not found:
        raise ValueError(text)
    return found


def _write_moments(moments: tuple[int | None, ...]) -> str:
    return ",".join(_END if step is None else str(step) for step in moments)


def _read_cell(text: str, nets: Sequence[TrainingSpec]) -> LabCell:
    place, _, number = text.partition("@")
    layer, channel, row, column = place.split(".")
    at = int(number or 0)
    told = {"layer": layer, "channel": int(channel), "row": int(row), "column": int(column)}
    found = _cell(at, told, nets) if 0 <= at < len(nets) else None
    if found is None:
        raise ValueError(text)
    return found


def _write_cell(cell: LabCell | None) -> str:
    if cell is None:
        return ""
    of = f"@{cell.net}" if cell.net else ""
    return f"{cell.layer}.{cell.channel}.{cell.row}.{cell.column}{of}"
