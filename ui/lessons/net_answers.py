"""What a net makes of the digit that a page shows: the digit is read from the page's address, and the engine asked.

A drawing is told by the browser as a bitmap, since strokes become pixels there. A picture that somebody brought is
in no address, so that nothing is asked of it.
"""

import base64
import binascii
from collections.abc import Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import SpecError
from cnn_core.explain import Scaling
from cnn_core.lessons.checks import NetAnswer
from cnn_core.live.lab import LabRequest, unpack_frame
from cnn_core.live.why import WhyRequest
from cnn_core.nets.course import RANDOM_FILTERS, TrainingSpec, named_net
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.disturbance import Disturbance
from cnn_core.pictures.mnist_form.steps import STEP_NAMES
from cnn_core.text import t
from ui.engine import engine
from ui.lab.chosen import read_disturbed
from ui.nets.scalings import read_scalings

DRAWN_SIDE = 140
"""Of the bitmap that a canvas gives, as `ui/scripts/drawing.js` has it."""

_WHY: Final = "explanation"
_FIRST_NET = "two_block"
_END = "end"

State = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownDigit:
    """A digit that a page shows, and the net that it is shown to.

    Attributes:
        net: The first of the nets.
        moment: The step of the kept moment whose weights are shown; None for the finished ones.
        bitmap: A held-out digit, (28, 28) uint8, or a drawing, (140, 140) uint8.
        is_drawn: Whether it is a drawing.
        left_out: Which steps are left out on its way to MNIST's form.
        disturbance: What is done to it.
        disturbed: By what.
        scalings: Which channels of the net are switched off or turned.
    """

    net: TrainingSpec
    moment: int | None
    bitmap: NDArray[np.uint8]
    is_drawn: bool
    left_out: tuple[str, ...]
    disturbance: Disturbance
    disturbed: tuple[str, ...]
    scalings: tuple[Scaling, ...]


def shown_digit(page: str, state: State, drawing: str) -> ShownDigit:
    """Returns the digit that a page shows.

    Args:
        page: Its name in the address.
        state: What its address says.
        drawing: The canvas' bitmap as base64; empty where nothing is drawn.

    Raises:
        SpecError: The page shows none whose pixels are known.
    """
    of = "why" if page == _WHY else "mnist"
    source = state.get(f"{of}_source", "draw")
    if source not in ("draw", "pick"):
        raise SpecError(t("lesson.brought"))
    drawn = _drawn(drawing) if source == "draw" and drawing else None
    net = _net(page, state)
    try:
        disturbed = dict(read_disturbed(moved)) if of == "mnist" and (moved := state.get("mnist_disturbed")) else {}
        return ShownDigit(
            net=net,
            moment=_moment(state.get("mnist_moment", "")) if of == "mnist" else None,
            bitmap=_held_out(state.get(f"{of}_index", "0")) if drawn is None else drawn,
            is_drawn=drawn is not None,
            left_out=tuple(name for name in STEP_NAMES if name in state.get("digit_left_out", "").split(",")),
            disturbance=Disturbance(**disturbed),
            disturbed=tuple(disturbed),
            scalings=read_scalings(off, net) if of == "why" and (off := state.get("why_off")) else (),
        )
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise SpecError(t("lesson.unread_state")) from error


def ask_of(digit: ShownDigit, *, client: Hashable) -> "Future[bytes]":
    """Asks the engine what the net makes of a digit: the frame that the page itself is answered at rest.

    Args:
        digit: The digit and the net.
        client: Whose turn it is.

    Raises:
        StoreError: Nobody has trained the net.
    """
    bitmap = digit.bitmap
    of_hand: dict[str, Any] = {
        "bitmap": "drawing" if digit.is_drawn else "digit",
        "side": len(bitmap),
        "left_out": digit.left_out,
        "is_exact": True,
    }
    net = training_text(digit.net)
    if digit.scalings:
        return engine().why(WhyRequest(**of_hand, net=net, scalings=digit.scalings), bitmap, client=client)
    lab = LabRequest(**of_hand, nets=(net,), moments=(digit.moment,), disturbance=digit.disturbance)
    return engine().frame(lab, bitmap, client=client)


def net_answer(digit: ShownDigit, frame: bytes) -> NetAnswer:
    """Returns what came of a digit.

    Args:
        digit: What was asked.
        frame: What `ask_of` was answered.
    """
    header, arrays = unpack_frame(frame)
    shares = arrays["probabilities" if digit.scalings else "0/probabilities"]
    answer = int(shares.argmax())
    return NetAnswer(
        net=training_text(digit.net),
        answer=answer,
        probability=float(shares[answer]),
        is_blank=bool(header["is_blank"]),
        is_drawn=digit.is_drawn,
        is_off=bool(digit.scalings),
        disturbed=digit.disturbed,
        left_out=digit.left_out if digit.is_drawn else (),
    )


def _net(page: str, state: State) -> TrainingSpec:
    if page != "mnist_inspection":
        return find_net(state.get("net", _FIRST_NET))
    model = state.get("mnist_net", _FIRST_NET)
    if model == RANDOM_FILTERS.name:
        raise SpecError(t("lesson.no_answer"))
    return named_net(f"{_FIRST_NET if model == 'both' else model}/{state.get('mnist_recipe', 'default')}")


def _held_out(text: str) -> NDArray[np.uint8]:
    images = load_digits().held_out_images
    index = int(text.removesuffix(".0"))
    if index < 0:
        raise ValueError(text)
    pixels: NDArray[np.uint8] = images[index]
    return pixels


def _drawn(text: str) -> NDArray[np.uint8]:
    """Returns the bitmap of a drawing, (140, 140) uint8.

    Raises:
        SpecError: It is none.
    """
    try:
        pixels = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
        return pixels.reshape(DRAWN_SIDE, DRAWN_SIDE)
    except (binascii.Error, ValueError) as error:
        raise SpecError(t("live.malformed")) from error


def _moment(text: str) -> int | None:
    first = text.partition(",")[0]
    return None if first in ("", _END) else int(first)
