"""What is chosen on the page "Why this answer": told by its component, kept in the session and in the address.

What the names in the address mean is in `ui/choosing/address_table.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import streamlit as st

from cnn_core.explain import Scaling
from cnn_core.explain.ablation import scaled_layers
from cnn_core.live.why import VIEWS
from cnn_core.live.why_net import columns
from cnn_core.live.why_strokes import StrokesChoices
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES
from cnn_core.nets.training_text import training_text
from ui.choosing.kept import kept, kept_option, kept_switch
from ui.choosing.told import told
from ui.nets.scalings import read_scalings, told_scalings, write_scalings

_GO = "_go"
_TOLD = "_told"
_NET = "_net"
_OF_NET = ("why_place", "why_off", "why_layer", "why_grad_cam")
_LOOKS = ("why_whole", "why_layer", "why_grad_cam", "why_patch", "why_stride", "why_checked")
_KEYS = ("why_view", "why_target", "why_place", "why_off", *_LOOKS)
_USUAL = StrokesChoices()
PATCHES = (1, 3, 5, 7, 9)
STRIDES = (1, 2, 3, 4)
"""What `views/strokes_view.js` offers."""


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
class Looks:
    """What is chosen within the views.

    Attributes:
        whole: Whether the net shows all channels.
        layer: The layer whose channels are ranked while none is selected; None for the usual one.
        grad_cam: The layer of Grad-CAM; None for the last convolution.
        patch: The side of an occlusion's patch.
        stride: How far it moves.
        checked: Whether the strokes are held against random weights.
    """

    whole: bool = False
    layer: str | None = None
    grad_cam: str | None = None
    patch: int = _USUAL.patch
    stride: int = _USUAL.stride
    checked: bool = False


@dataclass(frozen=True, kw_only=True)
class WhyChoice:
    """What is chosen of the explanation of an answer.

    Attributes:
        selected: What is selected; None for the whole net.
        scalings: What is switched off or turned up.
        target: The class that is explained; None for the answer.
        view: Which view is open.
        looks: What is chosen within the views.
    """

    selected: Selected | None = None
    scalings: tuple[Scaling, ...] = ()
    target: int | None = None
    view: str = VIEWS[0]
    looks: Looks = Looks()

    def as_told(self) -> dict[str, Any]:
        """Returns it as the component is told of it, and tells it."""
        return {
            "place": asdict(self.selected) if self.selected else None,
            "scalings": listed(self.scalings),
            "target": self.target,
            "view": self.view,
            "looks": asdict(self.looks),
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
        for name in _OF_NET:
            state.pop(name, None)
    told = _told(key, net)
    if told and told != state.get(key + _TOLD):
        state[key + _TOLD] = told
        state.why_place, state.why_off = told.selected, told.scalings
        state.why_target, state.why_view = told.target, told.view
        state.update(zip(_LOOKS, vars(told.looks).values(), strict=True))
    before = [state.get(name) for name in _KEYS]
    place, off = partial(_read_place, net=net), partial(read_scalings, net=net)
    choice = WhyChoice(
        view=kept_option("why_view", VIEWS, is_new_page=is_new_page),
        target=kept("why_target", None, _read_target, write=_write_target, is_new_page=is_new_page),
        selected=kept("why_place", None, place, write=_write_place, is_new_page=is_new_page),
        scalings=kept("why_off", (), off, write=write_scalings, is_new_page=is_new_page),
        looks=_kept_looks(net, is_new_page=is_new_page),
    )
    if not is_new_page and [state.get(name) for name in _KEYS] != before:
        _wish(key, choice.as_told())
    return choice


def _kept_looks(net: TrainingSpec, *, is_new_page: bool) -> Looks:
    ranked = [layer.name for layer in scaled_layers(net)]
    return Looks(
        whole=kept_switch("why_whole", is_new_page=is_new_page),
        layer=kept(
            "why_layer", None, partial(_read_name, names=ranked), write=_write_name, is_new_page=is_new_page
        ),
        grad_cam=kept(
            "why_grad_cam", None, partial(_read_name, names=_maps(net)), write=_write_name, is_new_page=is_new_page
        ),
        patch=kept_option("why_patch", PATCHES, default=_USUAL.patch, is_new_page=is_new_page),
        stride=kept_option("why_stride", STRIDES, default=_USUAL.stride, is_new_page=is_new_page),
        checked=kept_switch("why_checked", is_new_page=is_new_page),
    )


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
    chosen = told(key, "chosen")
    if not isinstance(chosen, Mapping) or chosen.get("net") != training_text(net):
        return None
    target, view = chosen.get("target"), chosen.get("view")
    return WhyChoice(
        selected=_selected(chosen.get("place"), net),
        scalings=told_scalings(chosen.get("scalings"), net),
        target=target if _is_index(target, CLASSES) else None,
        view=view if view in VIEWS else VIEWS[0],
        looks=_looks(chosen.get("looks"), net),
    )


def _looks(told: Any, net: TrainingSpec) -> Looks:
    """Returns what was told to be chosen within the views, as far as there is such; the usual is not named."""
    match told:
        case {
            "whole": whole,
            "layer": layer,
            "grad_cam": grad_cam,
            "patch": patch,
            "stride": stride,
            "checked": checked,
        }:
            maps = _maps(net)
            return Looks(
                whole=whole is True,
                layer=layer if layer in [each.name for each in scaled_layers(net)] else None,
                grad_cam=grad_cam if grad_cam in maps and grad_cam != _last_convolution(net) else None,
                patch=patch if patch in PATCHES else _USUAL.patch,
                stride=stride if stride in STRIDES else _USUAL.stride,
                checked=checked is True,
            )
    return Looks()


def _maps(net: TrainingSpec) -> list[str]:
    return [layer.name for layer in columns(net) if layer.is_map]


def _last_convolution(net: TrainingSpec) -> str | None:
    """Returns the layer of which Grad-CAM is shown at first."""
    found = [layer.name for layer in columns(net) if layer.is_map and layer.kind == "conv"]
    return next(reversed(found or _maps(net)), None)


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


def _is_index(value: Any, count: int) -> bool:
    return type(value) is int and 0 <= value < count


def _read_name(text: str, names: Sequence[str]) -> str:
    return names[names.index(text)]


def _write_name(name: str | None) -> str:
    return name or ""


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
