"""What a live page sends: four bytes of length (little-endian), so many bytes of JSON, then a bitmap.

A value that no page sends is a `ValueError` here; the reader of the message makes a sentence of it.
"""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGIT_SIDE = 28
MOST_LAYERS = 32
MOST_CHANNELS = 2048

Channels = tuple[tuple[str, tuple[int, ...]], ...]
"""Some channels of some layers."""


def header_of(message: bytes) -> Any:
    """Returns what the JSON of a message holds, whatever that is.

    Raises:
        ValueError, RecursionError: It is no JSON.
    """
    return json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])


def bitmap_of(message: bytes, *, side: int, is_digit: bool) -> NDArray[np.uint8]:
    """Returns the bitmap of a message, (side, side) uint8.

    Args:
        message: The message.
        side: Of a drawing, in pixels.
        is_digit: Whether it is a digit in MNIST's form, (28, 28), instead.

    Raises:
        ValueError: It has another size.
    """
    pixels = np.frombuffer(message, np.uint8, offset=4 + int.from_bytes(message[:4], "little"))
    side = DIGIT_SIDE if is_digit else side
    return pixels.reshape(side, side)


def packed(header: dict[str, Any], bitmap: NDArray[np.uint8]) -> bytes:
    """Packs a message as a page does, for clients without a browser."""
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "little") + text + bitmap.tobytes()


def one_of(value: Any, allowed: tuple[str, ...]) -> Any:
    """Returns a value that is one of the allowed; any other is a `ValueError`."""
    if value not in allowed:
        raise ValueError(value)
    return value


def whole(value: Any, least: int, most: int) -> int:
    """Returns a whole number within bounds; anything else is a `ValueError`."""
    if type(value) is not int or not least <= value <= most:
        raise ValueError(value)
    return value


def some_channels(value: Any) -> Channels:
    """Returns the channels that a message names by layer; anything else is an error of its kind."""
    layers = list(value.items())[:MOST_LAYERS]
    return tuple(
        (layer, tuple(whole(channel, 0, MOST_CHANNELS - 1) for channel in listed(channels, MOST_CHANNELS)))
        for layer, channels in layers
    )


def listed(value: Any, most: int) -> list[Any]:
    """Returns a list of at most so many items; anything else is a `ValueError`."""
    if not isinstance(value, list) or not len(value) <= most:
        raise ValueError(value)
    return value
