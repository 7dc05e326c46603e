"""What is chosen on the page "Why this answer": told by its component, kept in the session and in the address.

| name in the address | what it holds |
|---|---|
| `why_view` | the view that is open: one of `VIEWS` |
| `why_target` | the class that is explained, where it is not the answer |
| `why_place` | what is selected: layer, channel, row and column, as many as there are, parted by points |
| `why_off` | what is switched off or turned: `conv1.5*0` or `conv1*0.5` for a whole layer, parted by `;` |
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import streamlit as st

from cnn_core.explain import Scaling
from cnn_core.explain.ablation import MOST_FACTOR, scaled_layers
from cnn_core.live.why import VIEWS
from cnn_core.live.why_net import columns
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES
from cnn_core.nets.training_text import training_text
from ui.choosing.kept import kept, kept_option

_GO = "_go"
_TOLD = "_told"
_NET = "_net"
_KEYS = ("why_view", "why_target", "why_place", "why_off")


@dataclass(frozen=True, kw_only=True)
class Selected:
    """What is selected: a layer, one of its channels, or a cell of that channel's map.

    Attributes:
        layer: Its name.
        channel: None for the whole layer.
        row: None for the whole map.
        column: None likewise.
    """

    layer: str
    channel: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, kw_only=True)
class WhyChoice:
    """What is chosen of the explanation of an answer.

    Attributes:
        selected: What is selected; None for the whole net.
        scalings: What is switched off or turned up.
        target: The class that is explained; None for the answer.
        view: Which view is open.
    """

    selected: Selected | None = None
    scalings: tuple[Scaling, ...] = ()
    target: int | None = None
    view: str = VIEWS[0]

    def as_told(self) -> dict[str, Any]:
        """Returns it as the component is told of it, and tells it."""
        return {
            "place": asdict(self.selected) if self.selected else None,
            "scalings": listed(self.scalings),
            "target": self.target,
            "view": self.view,
        }


def chosen_of(key: str, net: TrainingSpec, *, is_new_page: bool) -> WhyChoice:
    """Returns what is chosen of a net, and has the component follow where the address is news.

    Args:
        key: Of the component.
        net: The net that is explained.
        is_new_page: Whether the page was not shown before this run.
    """
    state = st.session_state
    text = training_text(net)
    if state.get(key + _NET) != text:  # what was selected and switched off in another means nothing in this one
        state[key + _NET] = text
        for name in ("why_place", "why_off"):
            state.pop(name, None)
    told = _told(key, net)
    if told and told != state.get(key + _TOLD):
        state[key + _TOLD] = told
        state.why_place, state.why_off = told.selected, told.scalings
        state.why_target, state.why_view = told.target, told.view
    before = [state.get(name) for name in _KEYS]
    place, off = partial(_read_place, net=net), partial(_read_scalings, net=net)
    choice = WhyChoice(
        view=kept_option("why_view", VIEWS, is_new_page=is_new_page),
        target=kept("why_target", None, _read_target, write=_write_target, is_new_page=is_new_page),
        selected=kept("why_place", None, place, write=_write_place, is_new_page=is_new_page),
        scalings=kept("why_off", (), off, write=_write_scalings, is_new_page=is_new_page),
    )
    if not is_new_page and [state.get(name) for name in _KEYS] != before:
        _wish(key, choice.as_told())
    return choice


def go(key: str, *, selected: Selected | None, scalings: Sequence[Scaling] | None = None) -> None:
    """Has the component select something else in the next run; to be called in a callback.

    Args:
        key: Of the component.
        selected: What; None for the whole net.
        scalings: What is switched off or turned up from then on; None to leave that as it is.
    """
    place = asdict(selected) if selected else None
    _wish(key, {"place": place} | ({} if scalings is None else {"scalings": listed(scalings)}))


def wanted(key: str) -> dict[str, Any] | None:
    """Returns what the component is to choose, under a number; it has followed each number once."""
    wish: dict[str, Any] | None = st.session_state.get(key + _GO)
    return wish


def listed(scalings: Sequence[Scaling]) -> list[list[Any]]:
    """Returns scalings as the component knows them: layer, channel, factor."""
    return [[scaling.layer, scaling.channel, scaling.factor] for scaling in scalings]


def _wish(key: str, choice: Mapping[str, Any]) -> None:
    before = st.session_state.get(key + _GO, {"number": 0})
    st.session_state[key + _GO] = {"number": before["number"] + 1, **choice}


def _told(key: str, net: TrainingSpec) -> WhyChoice | None:
    """Returns what the component has told of a net; None where it tells of another one, or nothing yet."""
    state = st.session_state.get(key)
    told = state.get("chosen") if isinstance(state, Mapping) else None
    if not isinstance(told, Mapping) or told.get("net") != training_text(net):
        return None
    target, view = told.get("target"), told.get("view")
    return WhyChoice(
        selected=_selected(told.get("place"), net),
        scalings=_scalings(told.get("scalings"), net),
        target=target if _is_index(target, CLASSES) else None,
        view=view if view in VIEWS else VIEWS[0],
    )


def _selected(told: Any, net: TrainingSpec) -> Selected | None:
    """Returns what was told to be selected, as far as the net has it."""
    match told:
        case {"layer": str(name), "channel": channel, "row": row, "column": column}:
            shapes = {layer.name: layer.shape for layer in columns(net)}
            if name not in shapes:
                return None
            rows, cells, channels = shapes[name] if len(shapes[name]) == 3 else (1, 1, shapes[name][0])
            if not _is_index(channel, channels):
                return Selected(layer=name)
            if not (_is_index(row, rows) and _is_index(column, cells)):
                return Selected(layer=name, channel=channel)
            return Selected(layer=name, channel=channel, row=row, column=column)
    return None


def _scalings(told: Any, net: TrainingSpec) -> tuple[Scaling, ...]:
    sizes = {layer.name: layer.shape[-1] for layer in scaled_layers(net)}
    found = []
    for item in told if isinstance(told, list) else ():
        match item:
            case [str(layer), channel, int() | float() as factor] if layer in sizes and 0 <= factor <= MOST_FACTOR:
                if channel is None or _is_index(channel, sizes[layer]):
                    found.append(Scaling(layer=layer, channel=channel, factor=float(factor)))
    return tuple(found)


def _is_index(value: Any, count: int) -> bool:
    return type(value) is int and 0 <= value < count


def _read_target(text: str) -> int:
    return [str(label) for label in range(CLASSES)].index(text)


def _write_target(target: int | None) -> str:
    return "" if target is None else str(target)


def _read_place(text: str, net: TrainingSpec) -> Selected | None:
    layer, *numbers = text.split(".")
    names = ("channel", "row", "column")
    place = dict.fromkeys(names) | dict(zip(names, map(int, numbers), strict=False))
    return _selected({"layer": layer} | place, net)


def _write_place(selected: Selected | None) -> str:
    if selected is None:
        return ""
    numbers = (selected.channel, selected.row, selected.column)
    return ".".join([selected.layer, *(str(number) for number in numbers if number is not None)])


def _read_scalings(text: str, net: TrainingSpec) -> tuple[Scaling, ...]:
    told = []
    for part in text.split(";"):
        place, _, factor = part.partition("*")
        layer, _, channel = place.partition(".")
        told.append([layer, int(channel) if channel else None, float(factor)])
    return _scalings(told, net)


def _write_scalings(scalings: Sequence[Scaling]) -> str:
    return ";".join(
        f"{each.layer}{'' if each.channel is None else f'.{each.channel}'}*{each.factor:.6g}" for each in scalings
    )
