"""A drawn digit, as both live pages send it: its choices, their reading, and its way to MNIST's form."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.live.messages import bitmap_of, listed, one_of, whole
from cnn_core.pictures.mnist_form.steps import STEP_NAMES, FormOptions
from cnn_core.text import language

if TYPE_CHECKING:
    from cnn_core.pictures.mnist_form.canvas import CanvasDigit

MOST_SIDE = 200


@dataclass(frozen=True, kw_only=True)
class HandRequest:
    """What a live page says of the digit.

    Attributes:
        bitmap: `"drawing"`, to be brought to MNIST's form, or `"digit"`, in that form already.
        side: Of the square bitmap, in pixels.
        left_out: Names of the steps that are not taken on the way to MNIST's form.
        is_exact: Whether the digit rests, so that exact values are wanted.
    """

    bitmap: Literal["drawing", "digit"] = "drawing"
    side: int = 140
    left_out: tuple[str, ...] = ()
    is_exact: bool = False


def hand_choices(header: Any) -> dict[str, Any]:
    """Returns what a message's header says for the fields of `HandRequest`.

    Raises:
        KeyError, TypeError, ValueError: It says what no page sends.
    """
    return {
        "bitmap": one_of(header["bitmap"], ("drawing", "digit")),
        "side": whole(header["side"], 1, MOST_SIDE),
        "left_out": tuple(one_of(name, STEP_NAMES) for name in listed(header["left_out"], len(STEP_NAMES))),
        "is_exact": header["is_exact"] is True,
    }


def hand_header(number: int, bitmap: NDArray[np.uint8]) -> dict[str, Any]:
    """Returns the part of a header that `hand_choices` reads, with the defaults, and the message's number."""
    return {"id": number, "bitmap": "drawing", "side": len(bitmap), "left_out": [], "is_exact": False}


def number_and_bitmap(message: bytes, header: Any, request: HandRequest) -> tuple[int, NDArray[np.uint8]]:
    """Returns a message's number and its bitmap, (side, side) uint8.

    Raises:
        KeyError, ValueError: It is no message of a page.
    """
    bitmap = bitmap_of(message, side=request.side, is_digit=request.bitmap == "digit")
    return whole(header["id"], 0, 2**53), bitmap


def hand_digit(request: HandRequest, bitmap: NDArray[np.uint8]) -> "CanvasDigit":
    """Brings a digit to MNIST's form; what was brought there lately, as where only a slider moves, is so at once.

    Args:
        request: What is said of it.
        bitmap: (side, side) uint8.
    """
    # Half a stroke is no digit yet: only what rests is judged.
    return _digit(
        request.bitmap, request.left_out, request.is_exact, bitmap.shape, bitmap.tobytes(), language.get()
    )


@lru_cache(maxsize=64)
def _digit(
    kind: str, left_out: tuple[str, ...], is_judged: bool, shape: tuple[int, ...], data: bytes, _language: str
) -> "CanvasDigit":
    from cnn_core.pictures.mnist_form.canvas import (  # SciPy, which the server's start need not wait for
        from_canvas,
        without_steps,
    )
    from cnn_core.pictures.mnist_form.form import from_mnist, to_mnist_form

    bitmap = np.frombuffer(data, np.uint8).reshape(shape)
    if kind == "digit":
        return without_steps(from_mnist(bitmap))
    if not left_out:
        return from_canvas(bitmap, is_judged=is_judged)
    options = FormOptions(**dict.fromkeys(left_out, False))
    return without_steps(to_mnist_form(bitmap, options=options, is_judged=is_judged))
