"""One update of the live page: from a bitmap to everything that is painted, packed as bytes, in one call.

A worker runs `live_frame`, so that the server only hands bytes on. Frames and requests have the form that
`packed_arrays.py` describes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.disturbance import RANGES, UNDISTURBED, Disturbance, disturb, disturbance_series
from cnn_core.errors import SpecError
from cnn_core.explain.ablation import Scaling, inspect_scaled
from cnn_core.explain.methods import QUICK, explain_by
from cnn_core.explain.space import place_digit
from cnn_core.form_options import FormOptions
from cnn_core.inspection import Inspection, inspect
from cnn_core.model_spec import CLASSES, LayerShape, layer_shapes
from cnn_core.nets import NETS, named_net
from cnn_core.packed_arrays import ArrayPack, unpack_arrays
from cnn_core.text import t

MOST_BYTES = 64 * 1024
MOST_NETS = 2
MOST_SIDE = 200
MOST_LAYERS = 32
MOST_SCALINGS = 1024
CURVE_POINTS = 33
SIGNED_ZERO = 128
STEP_NAMES = tuple(option.name for option in fields(FormOptions))


@dataclass(frozen=True, kw_only=True)
class LiveRequest:
    """What the live page wants to paint.

    Attributes:
        bitmap: `"drawing"`, to be brought to MNIST's form, or `"digit"`, in that form already.
        side: Of the square bitmap, in pixels.
        nets: Names of one or two nets.
        layers: Names of the layers whose maps are in view; the others are not sent.
        channels: How many of each layer, from the first on; None for all.
        per_channel: Whether each channel has a scale of its own.
        is_exact: Whether the maps come as float32 rather than as shares of their scale in 0..255.
        left_out: Names of the steps that are not taken on the way to MNIST's form.
        disturbance: What is done to the digit.
        curve: The disturbance whose effect on the probabilities is wanted over its whole range, if any.
        scalings: For each net, the channels and layers that are switched off or turned up; empty for none.
        explained: The quick methods (`cnn_core.explain.QUICK`) by which the answer is explained, of the nets as
            they are, without scalings.
        target: The class that they are asked about; None for each net's own answer.
        is_placed: Whether the digit's place among the held-out ones is wanted.
    """

    bitmap: Literal["drawing", "digit"] = "drawing"
    side: int = 140
    nets: tuple[str, ...] = ("two_block/default",)
    layers: tuple[str, ...] = ()
    channels: int | None = 8
    per_channel: bool = False
    is_exact: bool = False
    left_out: tuple[str, ...] = ()
    disturbance: Disturbance = field(default_factory=Disturbance)
    curve: str | None = None
    scalings: tuple[tuple[Scaling, ...], ...] = ()
    explained: tuple[str, ...] = ()
    target: int | None = None
    is_placed: bool = False


def parse_request(message: bytes) -> tuple[int, LiveRequest, NDArray[np.uint8]]:
    """Reads a message of the live page.

    Returns:
        Its number, what it wants, and the bitmap (side, side) uint8, bright ink on black.

    Raises:
        SpecError: The message is not what the page sends.
    """
    try:
        length = int.from_bytes(message[:4], "little")
        header = json.loads(message[4 : 4 + length])
        request = LiveRequest(
            bitmap=_one_of(header["bitmap"], ("drawing", "digit")),
            side=_whole(header["side"], 1, MOST_SIDE),
            nets=tuple(_one_of(name, tuple(NETS)) for name in _list(header["nets"], MOST_NETS)),
            layers=tuple(str(name) for name in _list(header["layers"], MOST_LAYERS)),
            channels=None if header["channels"] is None else _whole(header["channels"], 1, 1024),
            per_channel=header["per_channel"] is True,
            is_exact=header["is_exact"] is True,
            left_out=tuple(_one_of(name, STEP_NAMES) for name in _list(header["left_out"], len(STEP_NAMES))),
            disturbance=Disturbance(**header["disturbance"]),
            curve=None if header["curve"] is None else _one_of(header["curve"], tuple(RANGES)),
            scalings=tuple(
                tuple(_scaling(each) for each in _list(some, MOST_SCALINGS))
                for some in _list(header.get("scalings", []), MOST_NETS)
            ),
            explained=tuple(_one_of(name, QUICK) for name in _list(header.get("explained", []), len(QUICK))),
            target=None if header.get("target") is None else _whole(header["target"], 0, CLASSES - 1),
            is_placed=header.get("is_placed") is True,
        )
        pixels = np.frombuffer(message, np.uint8, offset=4 + length)
        side = 28 if request.bitmap == "digit" else request.side
        return _whole(header["id"], 0, 2**53), request, pixels.reshape(side, side)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise SpecError(t("live.malformed")) from error


def pack_message(number: int, bitmap: NDArray[np.uint8], /, **wanted: Any) -> bytes:
    """Packs a message as the page does, for clients without a browser.

    Args:
        number: Its number.
        bitmap: (side, side) uint8.
        wanted: Fields of `LiveRequest` that differ from the defaults.
    """
    header = {
        "id": number,
        "bitmap": "drawing",
        "side": len(bitmap),
        "nets": ["two_block/default"],
        "layers": [],
        "channels": 8,
        "per_channel": False,
        "is_exact": False,
        "left_out": [],
        "disturbance": {},
        "curve": None,
        "scalings": [],
        "explained": [],
        "target": None,
        "is_placed": False,
    } | wanted
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "little") + text + bitmap.tobytes()


def live_frame(request: LiveRequest, bitmap: NDArray[np.uint8]) -> bytes:
    """Computes one frame.

    Args:
        request: What is wanted.
        bitmap: (side, side) uint8.

    Returns:
        A packed frame. Its arrays: `seen` (28, 28) uint8; for net number n `n/logits` and `n/probabilities` (10,)
        float32; for each layer wanted `n/<layer>` (C, H, W), uint8 or float32, with `most`, the value or values
        that 255 stands for (where the layer is signed, 1 stands for its negative and 128 for zero); `n/curve`
        (33, 10) float32; `n/explained/<method>` (28, 28) float32, with the class as `target`; `n/place` (2,)
        float32 and `n/neighbours` (8,) int32, as `Placed` has them.

    Raises:
        StoreError: A net is not trained yet.
    """
    from cnn_core.mnist_form import from_mnist, to_mnist_form  # SciPy, which the server's start need not wait for

    if request.bitmap == "digit":
        form = from_mnist(bitmap)
    else:
        options = FormOptions(**dict.fromkeys(request.left_out, False))
        form = to_mnist_form(bitmap, options=options, is_judged=request.is_exact)  # half a stroke is no digit yet
    seen = disturb(form.pixels, request.disturbance)
    frame = ArrayPack(is_blank=form.is_blank and request.disturbance == UNDISTURBED, notices=list(form.notices))
    frame.add("seen", seen)
    for number, name in enumerate(request.nets):
        net = named_net(name)
        scalings = request.scalings[number] if number < len(request.scalings) else ()
        inspection = inspect_scaled(seen, net, scalings) if scalings else inspect(seen, net)
        if inspection.logits is not None and inspection.probabilities is not None:
            frame.add(f"{number}/logits", inspection.logits[0])
            frame.add(f"{number}/probabilities", inspection.probabilities[0])
        for layer in layer_shapes(net.model):
            if layer.is_map and layer.name in request.layers:
                _add_maps(frame, f"{number}/{layer.name}", inspection, layer, request)
        if request.curve and net.model.has_logits:
            values = np.linspace(*RANGES[request.curve], CURVE_POINTS)
            series = disturbance_series(form.pixels, request.disturbance, request.curve, values.tolist())
            along = inspect_scaled(series, net, scalings) if scalings else inspect(series, net)
            probabilities = along.probabilities
            assert probabilities is not None
            frame.add(f"{number}/curve", probabilities)
        for method in request.explained if net.model.has_logits else ():
            found = explain_by(method, seen, net, target=request.target)
            frame.add(f"{number}/explained/{method}", found.values, target=found.target)
        if request.is_placed:
            placed = place_digit(seen, net)
            frame.add(f"{number}/place", placed.coordinates)
            frame.add(f"{number}/neighbours", placed.neighbours.astype(np.int32))
    return frame.packed()


def _add_maps(frame: ArrayPack, name: str, inspection: Inspection, layer: LayerShape, request: LiveRequest) -> None:
    maps = inspection.activations[layer.name][0]  # (H, W, C)
    shown = np.ascontiguousarray(maps[:, :, : request.channels].transpose(2, 0, 1))  # (C, H, W)
    # A scale ends at 0 and at its most, or, where a layer goes below zero, at its most on either side.
    most = np.abs(shown).max(axis=(1, 2)) if request.per_channel else np.full(len(shown), np.abs(maps).max())
    if request.is_exact:
        frame.add(name, shown, most=most.tolist())
        return
    reach = np.where(most > 0, most, 1).astype(np.float32)[:, np.newaxis, np.newaxis]
    zero, steps = (SIGNED_ZERO, 255 - SIGNED_ZERO) if layer.is_signed else (0, 255)
    frame.add(name, np.rint(zero + shown * (steps / reach)).astype(np.uint8), most=most.tolist())


def unpack_frame(frame: bytes) -> tuple[Mapping[str, Any], dict[str, NDArray[Any]]]:
    """Reads a frame back, as the page does: its header and its arrays by name."""
    return unpack_arrays(frame)


def _one_of(value: Any, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise ValueError(value)
    return value


def _whole(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(value)
    return value


def _scaling(value: Any) -> Scaling:
    layer, channel, factor = _list(value, 3)
    if type(factor) not in (int, float):
        raise ValueError(factor)
    return Scaling(layer=str(layer), channel=None if channel is None else _whole(channel, 0, 2**16), factor=factor)


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or not len(value) <= most:
        raise ValueError(value)
    return value
