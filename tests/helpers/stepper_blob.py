"""Reads what the stepper is sent, as the browser does, and makes operations of every kind to send."""

import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from cnn_core.arithmetic.convolution import convolve
from cnn_core.arithmetic.depthwise import convolve_depthwise
from cnn_core.arithmetic.operations import Operation
from cnn_core.arithmetic.pooling import POOL_MODES, pool
from cnn_core.arithmetic.transposed import convolve_transposed
from cnn_core.errors import SpecError
from tests.helpers.specs import random_choices

KINDS = ("convolution", "depthwise", "transposed", "max", "average")


def read(blob: bytes) -> dict[str, Any]:
    """Returns the header, with the arrays of each panel in place of where they lie."""
    length = int.from_bytes(blob[:4], "little")
    header: dict[str, Any] = json.loads(blob[4 : 4 + length])
    for panel in header["panels"]:
        for name, place in panel["arrays"].items():
            kind, shape = np.dtype(f"<{place['type']}"), place["shape"]
            values = np.frombuffer(blob, kind, int(np.prod(shape)), 4 + length + place["at"])
            panel["arrays"][name] = values.reshape(shape)
    return header


def sent(at: AppTest) -> dict[str, Any]:
    """Returns what the stepper of a page was sent."""
    (found,) = [each for each in at.get("bidi_component") if each.proto.component_name == "convscope_stepper"]
    return read(found.proto.bytes)


def random_operation(random: np.random.Generator, kind: str) -> Operation:
    """Carries out an operation with a small image; what cannot be is drawn again."""
    while True:
        size, kernel_size, choices = random_choices(random, longest_side=8)
        channels, filters = random.integers(1, 4, 2)
        image = random.normal(size=(*size, channels)).astype(np.float32)
        if random.integers(2):
            image = np.rint(2 * image)  # many are equal, and there are zeros
        more = {"activation": ["linear", "relu"][random.integers(2)], **choices}
        try:
            for mode in POOL_MODES:
                if kind == mode:
                    return pool(image, kernel_size, mode=mode, **choices)
            if kind == "transposed":
                kernel, bias = random.normal(size=(*kernel_size, filters, channels)), random.normal(size=filters)
                return convolve_transposed(image, kernel, bias=bias, **more)
            kernel = random.normal(size=(*kernel_size, channels, filters))
            more["flip"] = bool(random.integers(2))
            if kind == "depthwise":
                return convolve_depthwise(image, kernel, bias=random.normal(size=channels * filters), **more)
            return convolve(image, kernel, bias=random.normal(size=filters), **more)
        except SpecError:
            continue
