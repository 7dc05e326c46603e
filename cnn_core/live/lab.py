"""One update of the live page: from a bitmap to everything that is painted, packed as bytes, in one call.

A worker runs `lab_frame`, so that the server only hands bytes on. Frames and requests have the form that
`packed_arrays.py` describes.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.live.hand import HandRequest, hand_choices, hand_digit, hand_header, number_and_bitmap
from cnn_core.live.messages import MOST_LAYERS, Channels, header_of, listed, one_of, packed, some_channels, whole
from cnn_core.live.shares import shares
from cnn_core.models.inspection import Inspection, inspect_opened
from cnn_core.models.opened import OpenedNet
from cnn_core.models.past import net_at
from cnn_core.nets.spec import LayerShape
from cnn_core.nets.training_text import find_net
from cnn_core.packed_arrays import ArrayPack, unpack_arrays
from cnn_core.pictures.disturbance import RANGES, UNDISTURBED, Disturbance, disturb, disturbance_series
from cnn_core.store.moments import NEWEST
from cnn_core.text import t

MOST_BYTES = 64 * 1024
MOST_NETS = 2
CURVE_POINTS = 33


@dataclass(frozen=True, kw_only=True)
class LabRequest(HandRequest):
    """What the live page wants to paint; exact maps come as float32, others as shares of their scale in 0..255.

    Attributes:
        nets: One or two nets, as `find_net` reads them.
        moments: For each of them the step of a kept moment, `NEWEST` for the weights of the training under way, or
            None for the finished weights; what is missing at the end is None.
        filters: Whether the kernels of each net's first layer are wanted.
        layers: Names of the layers whose maps are in view; the others are not sent.
        channels: How many of each layer; None for all.
        settled: None for the first channels of each layer. Otherwise the strongest are shown, and this names those
            that stay in view while the digit moves, by `n/<layer>`; where it is silent they are chosen anew.
        per_channel: Whether each channel has a scale of its own.
        disturbance: What is done to the digit.
        curve: The disturbance whose effect on the probabilities is wanted over its whole range, if any.
    """

    nets: tuple[str, ...] = ("two_block/default",)
    moments: tuple[int | None, ...] = ()
    filters: bool = False
    layers: tuple[str, ...] = ()
    channels: int | None = 8
    settled: Channels | None = None
    per_channel: bool = False
    disturbance: Disturbance = field(default_factory=Disturbance)
    curve: str | None = None


def parse_lab(message: bytes) -> tuple[int, LabRequest, NDArray[np.uint8]]:
    """Reads a message of the live page.

    Returns:
        Its number, what it wants, and the bitmap (side, side) uint8, bright ink on black.

    Raises:
        SpecError: The message is not what the page sends.
    """
    try:
        header = header_of(message)
        request = LabRequest(
            **hand_choices(header),
            nets=tuple(_net(name) for name in listed(header["nets"], MOST_NETS)),
            moments=tuple(_moment(moment) for moment in listed(header.get("moments", []), MOST_NETS)),
            filters=header.get("filters") is True,
            layers=tuple(str(name) for name in listed(header["layers"], MOST_LAYERS)),
            channels=None if header["channels"] is None else whole(header["channels"], 1, 1024),
            settled=None if header.get("settled") is None else some_channels(header["settled"]),
            per_channel=header["per_channel"] is True,
            disturbance=Disturbance(**header["disturbance"]),
            curve=None if header["curve"] is None else one_of(header["curve"], tuple(RANGES)),
        )
        number, bitmap = number_and_bitmap(message, header, request)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise SpecError(t("live.malformed")) from error
    return number, request, bitmap


def pack_lab(number: int, bitmap: NDArray[np.uint8], /, **wanted: Any) -> bytes:
    """Packs a message as the page does, for clients without a browser.

    Args:
        number: Its number.
        bitmap: (side, side) uint8.
        wanted: Fields of `LabRequest` that differ from the defaults.
    """
    header = hand_header(number, bitmap) | {
        "nets": ["two_block/default"],
        "moments": [],
        "filters": False,
        "layers": [],
        "channels": 8,
        "settled": None,
        "per_channel": False,
        "disturbance": {},
        "curve": None,
    }
    return packed(header | wanted, bitmap)


def lab_frame(request: LabRequest, bitmap: NDArray[np.uint8]) -> bytes:
    """Computes one frame.

    Args:
        request: What is wanted.
        bitmap: (side, side) uint8.

    Returns:
        A packed frame. Its header's `moments` has for each net the step whose weights are shown, None for the
        finished ones. Its arrays: `seen` (28, 28) uint8; for net number n `n/logits` and `n/probabilities` (10,)
        float32; for each layer wanted `n/<layer>` (C, H, W), uint8 or float32, with `channels`, which they are, and
        `most`, the values that 255 stands for (where the layer is signed, 1 stands for its negative and 128 for
        zero); `n/filters`
        (F, kh, kw) uint8 like a signed layer, with one `most` for all; `n/curve` (33, 10) float32.

    Raises:
        StoreError: A net is not trained yet, or has no such moment.
    """
    (frame,) = lab_frames([(request, bitmap)])
    return frame


def asked_together(request: LabRequest) -> Hashable | None:
    """Returns what requests have in common whose frames can be computed together; None for one that goes alone.

    The digits of a batch pass through the nets at once, which costs a fraction of one pass each. TensorFlow adds up
    in another order then, so that the last bits of its numbers differ. So a digit at rest goes alone: its numbers
    are exactly those of `inspect`. So does a curve, which is a batch of its own.
    """
    return None if request.is_exact or request.curve else (request.nets, request.moments)


def lab_frames(asked: Sequence[tuple[LabRequest, NDArray[np.uint8]]]) -> list[bytes]:
    """Computes the frames of several that wait together, by one pass through each net.

    Args:
        asked: What `lab_frame` takes, of each; all ask the same nets at the same moments.

    Returns:
        A frame for each, in their order. Its numbers are those of `lab_frame` but for their last bits: they differ
        by less than a hundred-thousandth of the largest of their layer, a share of a layer's scale by 1 at most.

    Raises:
        StoreError: A net is not trained yet, or has no such moment.
    """
    first = asked[0][0]
    digits = [hand_digit(request, bitmap) for request, bitmap in asked]
    seen = np.stack(
        [disturb(digit.pixels, request.disturbance) for digit, (request, _) in zip(digits, asked, strict=True)]
    )
    shown: list[int | None] = []
    frames = []
    for digit, pixels, (request, _) in zip(digits, seen, asked, strict=True):
        is_blank = digit.is_blank and request.disturbance == UNDISTURBED
        frame = ArrayPack(is_blank=is_blank, notices=list(digit.notices), moments=shown)
        frame.add("seen", pixels)
        frames.append(frame)
    for number, (name, moment) in enumerate(zip_longest(first.nets, first.moments[: len(first.nets)])):
        with net_at(find_net(name), moment) as (opened, step):
            shown.append(step)
            inspection = inspect_opened(seen, opened)
            for index, (frame, digit, (request, _)) in enumerate(zip(frames, digits, asked, strict=True)):
                _add_net(frame, number, opened, inspection, index, digit.pixels, request)
    return [frame.packed() for frame in frames]


def _add_net(
    frame: ArrayPack,
    number: int,
    opened: OpenedNet,
    inspection: Inspection,
    index: int,
    undisturbed: NDArray[np.uint8],
    request: LabRequest,
) -> None:
    """Adds to a frame what a net makes of the digit, which is one of those that were inspected."""
    if inspection.logits is not None and inspection.probabilities is not None:
        frame.add(f"{number}/logits", inspection.logits[index])
        frame.add(f"{number}/probabilities", inspection.probabilities[index])
    if request.filters:
        _add_filters(frame, f"{number}/filters", opened.first_kernel)
    maps = {
        layer: inspection.activations[layer.name][index] for layer in opened.layers if layer.is_map
    }  # (H, W, C)
    chosen = _chosen(number, maps, request)
    for layer, values in maps.items():
        if layer.name in request.layers:
            name = f"{number}/{layer.name}"
            _add_maps(frame, name, values, chosen[layer.name], is_signed=layer.is_signed, request=request)
    if request.curve and opened.net.model.has_logits:
        values = np.linspace(*RANGES[request.curve], CURVE_POINTS)
        series = disturbance_series(undisturbed, request.disturbance, request.curve, values.tolist())
        probabilities = inspect_opened(series, opened).probabilities
        assert probabilities is not None
        frame.add(f"{number}/curve", probabilities)


def _chosen(
    number: int, maps: Mapping[LayerShape, NDArray[np.float32]], request: LabRequest
) -> dict[str, list[int]]:
    """Chooses the channels of each layer that are shown, in their order.

    A layer that keeps its channels apart shows those of the convolution that it lies on, so that one sees what
    becomes of each.
    """
    settled = dict(request.settled or ())
    groups: list[list[LayerShape]] = []
    for layer in maps:
        if layer.kind == "conv" or not groups:
            groups.append([])
        groups[-1].append(layer)
    chosen: dict[str, list[int]] = {}
    for group in groups:
        last = group[-1]
        count = last.shape[-1]
        known = next(filter(None, (settled.get(f"{number}/{layer.name}") for layer in group)), ())
        channels = [channel for channel in known if channel < count]
        if request.settled is None:
            channels = [*range(count)]
        elif not channels:
            channels = _strongest(maps[last], request.channels)
        chosen.update({layer.name: channels[: request.channels] for layer in group})
    return chosen


def _strongest(maps: NDArray[np.float32], count: int | None) -> list[int]:
    sums = np.abs(maps).sum(axis=(0, 1))
    return sorted(np.argsort(-sums, kind="stable")[:count].tolist())


def _add_maps(
    frame: ArrayPack,
    name: str,
    maps: NDArray[np.float32],
    channels: list[int],
    *,
    is_signed: bool,
    request: LabRequest,
) -> None:
    farthest = _farthest(maps)
    if not np.isfinite(farthest):  # a net that diverged gives no numbers
        maps = np.nan_to_num(maps)
        farthest = _farthest(maps)
    shown = np.ascontiguousarray(maps[:, :, channels].transpose(2, 0, 1))  # (C, H, W)
    # A scale ends at 0 and at its most, or, where a layer goes below zero, at its most on either side.
    most = np.abs(shown).max(axis=(1, 2)) if request.per_channel else np.full(len(shown), farthest)
    values = shown if request.is_exact else shares(shown, most, is_signed=is_signed)
    frame.add(name, values, most=most.tolist(), channels=channels)


def _farthest(maps: NDArray[np.float32]) -> np.float32:
    """Returns how far the values go from zero, as `abs` and `max` do, but without a copy of them all."""
    return np.float32(max(abs(maps.max()), abs(maps.min())))


def _add_filters(frame: ArrayPack, name: str, kernel: NDArray[np.float32]) -> None:
    filters = np.nan_to_num(kernel[:, :, 0].transpose(2, 0, 1))  # (F, kh, kw)
    most = np.full(len(filters), np.abs(filters).max())
    frame.add(name, shares(filters, most, is_signed=True), most=most.tolist())


def unpack_frame(frame: bytes) -> tuple[Mapping[str, Any], dict[str, NDArray[Any]]]:
    """Reads a frame back, as the page does: its header and its arrays by name."""
    return unpack_arrays(frame)


def _net(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    find_net(value)
    return value


def _moment(value: Any) -> int | None:
    return value if value is None else whole(value, NEWEST, 2**31)
