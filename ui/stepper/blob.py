"""All that the browser draws and reckons with, in one blob: four bytes of length, so much JSON, then the arrays.

Every operation comes in one form, so that the browser's arithmetic is the same for all: weights `(kh, kw, K, F)`
with a table of the channels that each filter reads, and who meets whom along the two axes (see
`cnn_core.arithmetic.links`). A pooling has weights of 1 for it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.convolution import Convolution
from cnn_core.arithmetic.depthwise import DepthwiseConvolution
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import Pooling
from cnn_core.arithmetic.transposed import TransposedConvolution
from cnn_core.figures.colors import DIVERGING, SEQUENTIAL, ColorRange, color_range
from ui.display.geometry_words import shape_text
from ui.stepper.panel import Misfit, Panel, ring_of

_ALIGNED = 4  # bytes
_KINDS = {
    Convolution: "convolution",
    DepthwiseConvolution: "depthwise",
    TransposedConvolution: "transposed",
}


class _Arrays:
    """Arrays one behind the other; an array that came before is not taken twice."""

    def __init__(self) -> None:
        self._places: dict[bytes, dict[str, Any]] = {}
        self._size = 0

    def add(self, values: NDArray[Any]) -> dict[str, Any]:
        """Takes an array, as float32 or, if it is whole, as int32, and returns where it lies."""
        kind = np.int32 if values.dtype.kind in "iu" else np.float32
        data = np.ascontiguousarray(values, kind).tobytes()
        known = self._places.get(data)
        if known is None:
            known = self._places[data] = {"at": self._size}
            self._size += len(data)
        return known | {"type": "i4" if kind is np.int32 else "f4", "shape": values.shape}

    @property
    def data(self) -> bytes:
        return b"".join(self._places)


def pack(panels: Sequence[Panel], more: Mapping[str, Any]) -> bytes:
    """Packs panels.

    Args:
        panels: What is shown.
        more: What else the header holds.
    """
    arrays = _Arrays()
    shown = {
        "panels": [_panel(panel, arrays) for panel in panels],
        "scales": {"sequential": SEQUENTIAL, "diverging": DIVERGING},
    }
    data, text = arrays.data, json.dumps(shown)
    digest = hashlib.blake2b(data + text.encode(), digest_size=8).hexdigest()
    header = json.dumps({**shown, "version": digest, **more}).encode()
    header += b" " * (-len(header) % _ALIGNED)
    return len(header).to_bytes(_ALIGNED, "little") + header + data


def normalized_weights(operation: Operation) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Returns an operation's weights and which channels they are for.

    Returns:
        `(kh, kw, K, F)` float32 and `(F, K)`: weight `[i, j, k, f]` is what filter f multiplies channel `[f, k]`
        by, at row i and column j of the kernel.
    """
    if isinstance(operation, Pooling):
        channels = np.arange(operation.image.shape[2])[:, np.newaxis]  # (F, 1)
        return np.ones((*operation.spec.kernel_size, 1, len(channels)), np.float32), channels
    filters = [operation.read_by(index) for index in range(operation.output.shape[2])]
    return np.stack([kernel for _, kernel in filters], axis=-1), np.stack([channels for channels, _ in filters])


def _panel(panel: Panel, arrays: _Arrays) -> dict[str, Any]:
    operation = panel.operation
    found = _misfit(operation, arrays) if isinstance(operation, Misfit) else _operation(operation, arrays)
    caption = [line for line in panel.caption if line]
    return {"name": panel.name, "caption": caption, "is_rgb": panel.is_rgb, **found}


def _misfit(misfit: Misfit, arrays: _Arrays) -> dict[str, Any]:
    image, kernel = misfit.image, misfit.kernel
    shapes = {"input": shape_text(image.shape)}
    colors: dict[str, Any] = {"input": _colors(color_range(image))}
    taken = {"image": arrays.add(image)}
    if kernel is not None:
        shapes["kernel"] = shape_text(kernel.shape)
        colors["kernel"] = _each(kernel)
        taken["weights"] = arrays.add(kernel)
    return {"kind": None, "reason": misfit.reason, "shapes": shapes, "colors": colors, "arrays": taken}


def _operation(operation: Operation, arrays: _Arrays) -> dict[str, Any]:
    weights, channels = normalized_weights(operation)
    links = operation.links()
    kind: str
    if isinstance(operation, Pooling):
        kind, activation, kernel_shape = operation.spec.mode, "linear", weights.shape[:2]
        bias = np.zeros(operation.output.shape[2], np.float32)
    else:
        kind, activation, kernel_shape = _KINDS[type(operation)], operation.spec.activation, operation.kernel.shape
        bias = operation.bias
    return {
        "kind": kind,
        "activation": activation,
        "ring": ring_of(operation),
        "shapes": {
            "input": shape_text(operation.image.shape),
            "kernel": shape_text(kernel_shape),
            "output": shape_text(operation.output.shape),
        },
        "colors": {
            "input": _colors(color_range(operation.image)),
            "kernel": _each(weights),
            "output": _each(operation.output),
        },
        "arrays": {
            "image": arrays.add(operation.image),
            "weights": arrays.add(weights),
            "channels": arrays.add(channels),
            "bias": arrays.add(bias),
            "output": arrays.add(operation.output),
            **{
                f"{axis}_{name}": arrays.add(getattr(along, name))
                for axis, along in (("rows", links.rows), ("columns", links.columns))
                for name in ("inputs", "taps", "outputs")
            },
        },
    }


def _each(values: NDArray[np.float32]) -> list[Any]:
    """Returns a colour range for each of the last axis."""
    return [_colors(color_range(values[..., index])) for index in range(values.shape[-1])]


def _colors(colors: ColorRange) -> dict[str, Any]:
    name = "diverging" if colors.scale == DIVERGING else "sequential"
    return {"scale": name, "zmin": colors.zmin, "zmax": colors.zmax}
