"""Choosing an operation: which, and how its window moves. Every choice stands in the page's address.

No slider reaches a state in which nothing can be computed: each ends where the window would not fit any more.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnn_core.arithmetic.activation import Activation
from cnn_core.arithmetic.convolution import ConvSpec
from cnn_core.arithmetic.depthwise import DepthwiseSpec
from cnn_core.arithmetic.geometry import Padding, Pair
from cnn_core.arithmetic.operations import OperationSpec
from cnn_core.arithmetic.pooling import PoolSpec
from cnn_core.arithmetic.transposed import TransposedSpec
from cnn_core.errors import SpecError
from cnn_core.text import t
from ui.choosing.handles import Handles
from ui.choosing.kept import is_shown, kept, kept_option, kept_switch, segments, select, switch
from ui.display.inline_text import inline_markdown
from ui.operations.grids import GridLimits, read_grids, write_grids
from ui.operations.sheets import commas_said

KINDS = ("convolution", "depthwise", "max_pooling", "average_pooling", "transposed")
POOLINGS = ("max_pooling", "average_pooling")
PADDINGS = ("VALID", "SAME", "Explicit")
SIDES = ("toy_top", "toy_bottom", "toy_left", "toy_right")

MOST_STRIDE = 5
MOST_PADDING = 4
MOST_DILATION = 3
MOST_WINDOW = 5
DEFAULT_WINDOW = 2
DEFAULT_PADDING = 1
NO_BIAS: tuple[float, ...] = (0.0,)
BIAS_LIMITS = GridLimits(noun="bias", most_size=24)

# Pixels.
_KIND_WIDTH = 190
_SLIDER = 110
_APART_SLIDER = 130
_SIDE_SLIDER = 70
_MORE_WIDTH = 320


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What is chosen of an operation before its kernel is, and what the kernel will have to fit.

    Attributes:
        kind: Which operation.
        padding: As `PADDINGS` names it.
        image_size: Rows and columns.
    """

    kind: str
    padding: str
    image_size: Pair

    @property
    def is_pooling(self) -> bool:
        """Whether it has no kernel, but a window."""
        return self.kind in POOLINGS

    @property
    def can_flip(self) -> bool:
        """Whether there is a kernel that is laid on the image."""
        return self.kind in ("convolution", "depthwise")

    @property
    def most_window(self) -> Pair:
        """The most rows and columns of a window for which there is room, given the right widths of the padding."""
        if self.padding == "VALID" and self.kind != "transposed":
            return min(self.image_size[0], MOST_WINDOW), min(self.image_size[1], MOST_WINDOW)
        return MOST_WINDOW, MOST_WINDOW


@dataclass(frozen=True, kw_only=True)
class Rarer:
    """What is chosen behind a button.

    Attributes:
        is_apart: Whether rows and columns have strides, dilation rates and windows of their own.
        has_sides: Whether each side has an explicit padding of its own.
        flip: Whether the kernel is turned round.
        has_relu: Whether what is negative becomes 0.
        bias: What is added; see `ChosenOperation`.
    """

    is_apart: bool
    has_sides: bool
    flip: bool
    has_relu: bool
    bias: tuple[float, ...]


def choose_frame(image_size: Pair) -> Frame:
    """Shows the choice of the operation and of its padding.

    Args:
        image_size: Rows and columns.
    """
    kind = kept_option("toy_operation", KINDS, is_new_page=not is_shown("toy_operation"))
    select(t("operation.operation"), "toy_operation", KINDS, _kind_name, width=_KIND_WIDTH)
    padding = segments(
        t("operation.padding"), "toy_padding", PADDINGS, _padding_name, hint=t("operation.padding_help")
    )
    return Frame(kind=kind, padding=padding, image_size=image_size)


def choose_rarer(frame: Frame) -> Rarer:
    """Shows what is rarer behind a button, and beside it what of that is in force.

    Args:
        frame: What was chosen before.
    """
    rarer = _kept_rarer(frame)
    _more(frame, rarer)
    return rarer


def choose_spec(handles: Handles, frame: Frame, rarer: Rarer, kernel_size: Pair | None) -> OperationSpec:
    """Shows the handles: strides, widths of the padding and dilation.

    Args:
        handles: Where they stand.
        frame: What was chosen before.
        rarer: The same.
        kernel_size: Of the kernel; None for a pooling, whose window is chosen here.

    Returns:
        All but the numbers of image, kernel and bias.
    """
    window = kernel_size or _window(handles, frame, rarer)
    # Before the strides, though what it may be follows from them.
    width_place = handles.group("place") if frame.padding == "Explicit" else nullcontext()
    strides = _strides(handles, frame, rarer, window)
    with width_place:
        padding = _padding(handles, frame, rarer, window, strides)
    dilation_rate = _dilation(handles, frame, rarer, window, padding)
    activation: Activation = "relu" if rarer.has_relu else "linear"
    slid: dict[str, Any] = {"kernel_size": window, "strides": strides, "padding": padding}
    spec: OperationSpec
    match frame.kind:
        case "max_pooling":
            spec = PoolSpec(mode="max", **slid)
        case "average_pooling":
            spec = PoolSpec(mode="average", **slid)
        case "transposed":
            spec = TransposedSpec(dilation_rate=dilation_rate, activation=activation, **slid)
        case "depthwise":
            spec = DepthwiseSpec(dilation_rate=dilation_rate, flip=rarer.flip, activation=activation, **slid)
        case _:
            spec = ConvSpec(dilation_rate=dilation_rate, flip=rarer.flip, activation=activation, **slid)
    return spec


def _kept_rarer(frame: Frame) -> Rarer:
    news = {"is_new_page": "toy_more" not in st.session_state}
    is_sum = not frame.is_pooling
    return Rarer(
        is_apart=kept_switch("toy_apart", **news),
        has_sides=kept_switch("toy_sides", is_used=frame.padding == "Explicit", **news),
        flip=kept_switch("toy_flip", is_used=frame.can_flip, **news),
        has_relu=kept_switch("toy_relu", is_used=is_sum, **news),
        bias=kept("toy_bias", NO_BIAS, _read_bias, is_used=is_sum, write=_write_bias, **news),
    )


def _window(handles: Handles, frame: Frame, rarer: Rarer) -> Pair:
    standard = tuple(min(DEFAULT_WINDOW, most) for most in frame.most_window)
    return _pair(handles, "window", "toy_window", rarer, most=frame.most_window, default=(standard[0], standard[1]))


def _strides(handles: Handles, frame: Frame, rarer: Rarer, window: Pair) -> Pair:
    most = (MOST_STRIDE, MOST_STRIDE)
    if frame.is_pooling:
        handles.leave("toy_stride", "toy_stride_columns")
        return _pair(handles, "stride", "toy_pool_stride", rarer, most=most, default=window)
    handles.leave("toy_window", "toy_window_columns", "toy_pool_stride", "toy_pool_stride_columns")
    return _pair(handles, "stride", "toy_stride", rarer, most=most)


def _dilation(handles: Handles, frame: Frame, rarer: Rarer, window: Pair, padding: Padding) -> Pair:
    if frame.is_pooling:
        handles.leave("toy_dilation", "toy_dilation_columns")
        return 1, 1
    most = []
    for axis, size in enumerate(window):
        room = MOST_DILATION
        if frame.kind != "transposed" and padding != "same" and size > 1:
            around = 0 if padding == "valid" else sum(padding[axis])
            room = (frame.image_size[axis] + around - 1) // (size - 1)
        most.append(max(1, min(MOST_DILATION, room)))
    if not rarer.is_apart:  # along an axis of one weight every rate is the same
        spread = [rate for rate, size in zip(most, window, strict=True) if size > 1]
        most = [min(spread, default=1)] * 2
    else:
        most = [rate if size > 1 else 1 for rate, size in zip(most, window, strict=True)]
    return _pair(handles, "dilation", "toy_dilation", rarer, most=(most[0], most[1]))


def _padding(handles: Handles, frame: Frame, rarer: Rarer, window: Pair, strides: Pair) -> Padding:
    if frame.padding != "Explicit":
        handles.leave("toy_width", *SIDES)
        return "same" if frame.padding == "SAME" else "valid"
    rooms = [_room(frame, *along) for along in zip(frame.image_size, window, strides, strict=True)]
    least = max(-(-room.least // 2) for room in rooms)
    most = min(min(room.most_side, room.most // 2) for room in rooms)
    if least <= most and not rarer.has_sides:
        handles.leave(*SIDES)
        width = handles.slide(
            t("operation.width"),
            least,
            most,
            min(max(DEFAULT_PADDING, least), most),
            key="toy_width",
            width=_SLIDER,
        )
        return (width, width), (width, width)
    handles.leave("toy_width")
    with handles.group("row"):
        (top, bottom), (left, right) = (
            _two_sides(handles, keys, room) for keys, room in zip((SIDES[:2], SIDES[2:]), rooms, strict=True)
        )
    return (top, bottom), (left, right)


@dataclass(frozen=True, kw_only=True)
class _Room:
    """What the explicit padding may be along an axis.

    Attributes:
        least: Of both sides together, so that the window fits.
        most: Of both sides together.
        most_side: Of one side.
    """

    least: int
    most: int
    most_side: int


def _room(frame: Frame, size: int, window: int, stride: int) -> _Room:
    if frame.kind == "transposed":  # it is cut off, and something has to be left
        return _Room(least=0, most=(size - 1) * stride + window - 1, most_side=MOST_PADDING)
    # A pooling window must hold a pixel.
    most_side = min(MOST_PADDING, window - 1) if frame.is_pooling else MOST_PADDING
    return _Room(least=max(0, window - size), most=2 * most_side, most_side=most_side)


def _two_sides(handles: Handles, keys: tuple[str, ...], room: _Room) -> Pair:
    first = _side(handles, keys[0], 0, min(room.most_side, room.most))
    second = _side(handles, keys[1], max(0, room.least - first), min(room.most_side, room.most - first))
    return first, second


def _side(handles: Handles, key: str, least: int, most: int) -> int:
    default = min(max(DEFAULT_PADDING, least), most)
    return handles.slide(t(f"operation.{key}"), least, most, default, key=key, width=_SIDE_SLIDER)


def _pair(handles: Handles, name: str, key: str, rarer: Rarer, *, most: Pair, default: Pair | None = None) -> Pair:
    """Shows one slider for rows and columns, or one for each; without a default columns follow rows, from 1."""
    rows_default = default[0] if default else 1
    hint = t(f"operation.{name}_hint") if max(most) > 1 else t(f"operation.{name}_fixed")
    if not rarer.is_apart:
        handles.leave(f"{key}_columns")
        value = handles.slide(
            t(f"operation.{name}"), 1, min(most), min(rows_default, *most), key=key, width=_SLIDER, hint=hint
        )
        return value, value
    rows = handles.slide(
        t(f"operation.{name}_rows"), 1, most[0], rows_default, key=key, width=_APART_SLIDER, hint=hint
    )
    columns = handles.slide(
        t(f"operation.{name}_columns"),
        1,
        most[1],
        min(default[1] if default else rows, most[1]),
        key=f"{key}_columns",
        width=_APART_SLIDER,
        hint=hint,
    )
    return rows, columns


def _more(frame: Frame, rarer: Rarer) -> None:
    place = st.popover(t("operation.more"), key="toy_more", on_change="rerun")
    if place.open:  # the widgets of a closed one would send what they last showed
        with place, st.container(width=_MORE_WIDTH):
            switch(t("operation.apart"), "toy_apart", hint=t("operation.apart_hint"))
            if frame.padding == "Explicit":
                switch(t("operation.sides"), "toy_sides")
            if not frame.is_pooling:
                if frame.can_flip:
                    switch(t("operation.flip"), "toy_flip", hint=t("operation.flip_hint"))
                switch(t("operation.relu"), "toy_relu", hint=t("operation.relu_hint"))
                _bias(rarer.bias)
    if in_force := _in_force(frame, rarer):
        st.caption(inline_markdown(in_force), width="content")


def _in_force(frame: Frame, rarer: Rarer) -> str:
    if frame.is_pooling:
        return ""
    said = []
    if any(rarer.bias):
        said.append(t("operation.with_bias", bias=", ".join(f"{number:g}" for number in rarer.bias)))
    if rarer.has_relu:
        said.append(t("operation.with_relu"))
    if rarer.flip and frame.can_flip:
        said.append(t("operation.flipped"))
    return " · ".join(said)


def _bias(bias: tuple[float, ...]) -> None:
    state = st.session_state
    # A text that does not make sense stays in its field, to be mended.
    state.toy_bias_text = state.pop("toy_bias_draft", _write_bias(bias))

    def read() -> None:
        text = state.toy_bias_text
        try:
            read = _read_bias(text or _write_bias(NO_BIAS))
            state.toy_bias_notice = commas_said(text or "", ((bias,),), ((read,),))
            state.toy_bias = read
        except SpecError as error:
            state.toy_bias_notice = t("grids.kept", message=error)
            state.toy_bias_draft = text

    st.text_input(t("operation.bias"), key="toy_bias_text", on_change=read, help=t("operation.bias_hint"))
    if notice := state.pop("toy_bias_notice", ""):
        st.warning(inline_markdown(notice))


def _read_bias(text: str) -> tuple[float, ...]:
    grid = read_grids(text, BIAS_LIMITS)[0]
    if len(grid) > 1:
        raise SpecError(t("operation.bias_row"))
    return grid[0]


def _write_bias(bias: tuple[float, ...]) -> str:
    return write_grids(((bias,),))


def _kind_name(kind: str) -> str:
    return t(f"operation.{kind}")


def _padding_name(padding: str) -> str:
    return t("operation.explicit") if padding == "Explicit" else padding
