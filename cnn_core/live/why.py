"""One update of the page "Why this answer": a digit, an answer, and one view of why it is given.

A worker runs `why_frame`, as it runs `lab_frame` of the live page; messages and frames have the form that
`packed_arrays.py` describes. What a view adds to a frame stands in a file of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.softmax import softmax
from cnn_core.errors import SpecError
from cnn_core.explain.ablation import MOST_FACTOR, Scaling
from cnn_core.explain.asked import answering, digit_pixels
from cnn_core.explain.contributions import contributions
from cnn_core.explain.turning import find_turning
from cnn_core.live.hand import HandRequest, hand_choices, hand_digit, hand_header, number_and_bitmap
from cnn_core.live.messages import MOST_CHANNELS, header_of, listed, one_of, packed, some_channels, whole
from cnn_core.live.why_net import NetView, add_net_view
from cnn_core.live.why_ranking import ranking_arrays
from cnn_core.live.why_space import space_arrays
from cnn_core.live.why_strokes import METHODS, StrokesChoices, strokes_arrays
from cnn_core.models.inspection import logits_of
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.spec import CLASSES, layer_shapes
from cnn_core.nets.training_text import find_net
from cnn_core.packed_arrays import ArrayPack
from cnn_core.text import t

KIND = "why"
"""What a message's header says, so that the socket knows it from one of the live page."""
MOST_SCALINGS = 512
VIEWS = ("net", "strokes", "ranking", "space")
"""What can be open, by the names that the page's scripts have for it too."""


@dataclass(frozen=True, kw_only=True)
class WhyRequest(HandRequest):
    """What the page wants to paint.

    Attributes:
        net: The net, as `find_net` reads it; it gives an answer.
        target: The class that is explained; None for the net's answer before anything is switched off.
        scalings: What is switched off or turned up.
        view: Which of `VIEWS` is open.
        net_view: What that of the whole net shows.
        strokes: What is chosen in that of the strokes.
        ranked_layer: The layer whose channels are ranked; needed where that view is open.
        is_space_known: Whether the held-out digits' places in the net were sent before.
    """

    net: str = "two_block/default"
    target: int | None = None
    scalings: tuple[Scaling, ...] = ()
    view: str = VIEWS[0]
    net_view: NetView = field(default_factory=NetView)
    strokes: StrokesChoices = field(default_factory=StrokesChoices)
    ranked_layer: str = ""
    is_space_known: bool = False


def is_why(message: bytes) -> bool:
    """Whether a message of the socket comes from this page."""
    try:
        return bool(header_of(message).get("kind") == KIND)
    except (AttributeError, ValueError, RecursionError):
        return False


def parse_why(message: bytes) -> tuple[int, WhyRequest, NDArray[np.uint8]]:
    """Reads a message of the page.

    Returns:
        Its number, what it wants, and the bitmap (side, side) uint8, bright ink on black.

    Raises:
        SpecError: The message is not what the page sends.
    """
    try:
        header = header_of(message)
        find_net(header["net"])
        request = WhyRequest(
            **hand_choices(header),
            net=header["net"],
            target=None if header["target"] is None else whole(header["target"], 0, CLASSES - 1),
            scalings=tuple(_scaling(item) for item in listed(header["scalings"], MOST_SCALINGS)),
            view=one_of(header["view"], VIEWS),
            **_wish(header),
        )
        number, bitmap = number_and_bitmap(message, header, request)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise SpecError(t("live.malformed")) from error
    return number, request, bitmap


def pack_why(number: int, bitmap: NDArray[np.uint8], /, **wanted: Any) -> bytes:
    """Packs a message as the page does, for clients without a browser.

    Args:
        number: Its number.
        bitmap: (side, side) uint8.
        wanted: Fields of the header that differ from the defaults.
    """
    header = hand_header(number, bitmap) | {
        "kind": KIND,
        "net": "two_block/default",
        "target": None,
        "scalings": [],
        "view": VIEWS[0],
        "net_view": {"channels": 8, "shown": {}, "kept": {}},
    }
    return packed(header | wanted, bitmap)


def why_frame(request: WhyRequest, bitmap: NDArray[np.uint8]) -> bytes:
    """Computes one frame.

    Args:
        request: What is wanted.
        bitmap: (side, side) uint8.

    Returns:
        A packed frame. Its header has `target`, the class that is explained, and `net` and `view` of the request.
        At rest in the view of the whole net, its `turning` says which channels of the last convolution turn the
        answer when they are off too, and to what; None where no few do.
        Its arrays: `seen` (28, 28) uint8; `logits` and `probabilities` (10,) float32; `base_logits` and
        `base_probabilities`, those of the net as it is; `part/<layer>` (C,) float32, what each channel of the last
        convolution contributes; and what the view adds.

    Raises:
        SpecError: A scaling or a target is not allowed.
        StoreError: The net is not trained yet.
    """
    return _frame(request, bitmap, METHODS)


def why_frames(asked: Sequence[tuple[WhyRequest, NDArray[np.uint8]]]) -> list[bytes]:
    """Computes the frames of several, one after another.

    Args:
        asked: What `why_frame` takes, of each.
    """
    return [why_frame(request, bitmap) for request, bitmap in asked]


def why_parts(request: WhyRequest) -> tuple[tuple[str, ...], ...]:
    """Returns which methods of explanation each part of a frame asks, so that none takes long.

    A digit that moves, and every view but that of the strokes, has one part.
    """
    is_long = request.view == "strokes" and request.is_exact
    return ((), *((method,) for method in METHODS)) if is_long else (METHODS,)


def why_part(request: WhyRequest, bitmap: NDArray[np.uint8], methods: tuple[str, ...]) -> bytes:
    """Computes one part of a frame; `joined_packs` of all of them is the frame of `why_frame`.

    Args:
        request: What is wanted.
        bitmap: (side, side) uint8.
        methods: One of `why_parts`.

    Raises:
        SpecError: A scaling or a target is not allowed.
        StoreError: The net is not trained yet.
    """
    if methods in why_parts(request)[:1]:
        return _frame(request, bitmap, methods)
    pixels, net = hand_digit(request, bitmap).pixels, find_net(request.net)
    part = ArrayPack()
    for name, array in _view_arrays(request, pixels, net, _target(request, _base_logits(net, pixels)), methods):
        part.add(name, array)
    return part.packed()


def _base_logits(net: TrainingSpec, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    logits: NDArray[np.float32] = logits_of(answering(net), digit_pixels(pixels))[0]
    return logits


def _target(request: WhyRequest, base: NDArray[np.float32]) -> int:
    return int(base.argmax()) if request.target is None else request.target


def _frame(request: WhyRequest, bitmap: NDArray[np.uint8], methods: tuple[str, ...]) -> bytes:
    digit = hand_digit(request, bitmap)
    net = find_net(request.net)
    base = _base_logits(net, digit.pixels)
    target = _target(request, base)
    frame = ArrayPack(
        is_blank=digit.is_blank, notices=list(digit.notices), target=target, net=request.net, view=request.view
    )
    frame.add("seen", digit.pixels)
    frame.add("base_logits", base)
    frame.add("base_probabilities", softmax(base[np.newaxis])[0])
    found = contributions(digit.pixels, net, target=target, scalings=request.scalings)
    inspection = found.inspection
    # The layer whose channels the sentence at the top names.
    last = next(layer.name for layer in reversed(layer_shapes(net.model)) if layer.kind == "conv")
    turning = None
    if request.view == "net":
        add_net_view(frame, net, found, request.net_view, is_exact=request.is_exact)
        if request.is_exact and not digit.is_blank:
            turning = find_turning(digit.pixels, net, layer=last, scalings=request.scalings)
    else:
        frame.add(f"part/{last}", found.channels[last].astype(np.float32))
        for name, array in _view_arrays(request, digit.pixels, net, target, methods):
            frame.add(name, array)
    assert inspection.logits is not None
    assert inspection.probabilities is not None
    frame.add("logits", inspection.logits[0])
    frame.add("probabilities", inspection.probabilities[0])
    return frame.packed(turning=asdict(turning) if turning else None)


def _view_arrays(
    request: WhyRequest, pixels: NDArray[np.uint8], net: TrainingSpec, target: int, methods: tuple[str, ...]
) -> Iterator[tuple[str, NDArray[Any]]]:
    match request.view:
        case "strokes":
            return strokes_arrays(
                pixels,
                net,
                target=target,
                choices=request.strokes,
                is_exact=request.is_exact,
                methods=methods,
            )
        case "ranking":
            return ranking_arrays(pixels, net, layer=request.ranked_layer, target=target, scalings=request.scalings)
        case _:
            return space_arrays(pixels, net, is_known=request.is_space_known)


def _scaling(item: Any) -> Scaling:
    layer, channel, factor = listed(item, 3)
    if not isinstance(layer, str) or isinstance(factor, bool) or not 0 <= factor <= MOST_FACTOR:
        raise ValueError(item)
    return Scaling(
        layer=layer,
        channel=None if channel is None else whole(channel, 0, MOST_CHANNELS - 1),
        factor=float(factor),
    )


def _wish(header: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what a message says for the view that is open."""
    match header["view"]:
        case "net":
            return {"net_view": _net_view(header["net_view"])}
        case "strokes":
            return {"strokes": StrokesChoices(**header["strokes"])}
        case "ranking":
            return {"ranked_layer": str(header["ranking"]["layer"])}
        case _:
            return {"is_space_known": header["space"]["is_known"] is True}


def _net_view(wanted: Any) -> NetView:
    return NetView(
        channels=None if wanted["channels"] is None else whole(wanted["channels"], 1, MOST_CHANNELS),
        shown=some_channels(wanted["shown"]),
        kept=some_channels(wanted["kept"]),
    )
