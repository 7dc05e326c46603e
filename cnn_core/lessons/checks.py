"""How an answer is judged: a number that was typed, a state that the page was brought into, a pinned pixel."""

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.text import t

_NUMBER = re.compile(r"[+-]?(\d{1,12}([.,]\d{0,12})?|[.,]\d{1,12})", re.ASCII)
_PIXEL = re.compile(r"input,(-?\d{1,4}),(-?\d{1,4})", re.ASCII)
_ROUNDING = 0.005
"""Of a typed number: who gives two decimals gives enough."""
_SHOWN = 24  # characters of what was typed


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is said of an answer.

    Attributes:
        kind: Whether it is right; `"unread"` where nothing was answered yet, so that it is no try; `"begun"` where
            something was, which may be on its way to the right one: it is said once the learner rests, and no try.
        said: Why; empty where it is right, which the question has a sentence for.
    """

    kind: Literal["right", "wrong", "unread", "begun"]
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class NetAnswer:
    """What a net made of the learner's digit.

    Attributes:
        net: The net, as an address has it.
        answer: The class with the largest probability.
        probability: Of that class.
        is_blank: Whether there was no digit.
        is_drawn: Whether it is the learner's own drawing.
        is_off: Whether a channel of the net was switched off or turned.
        disturbed: By what the digit was disturbed, by the fields of `Disturbance`.
        left_out: Which steps were left out on its way to MNIST's form, by the fields of `FormOptions`.
    """

    net: str
    answer: int
    probability: float
    is_blank: bool = False
    is_drawn: bool = False
    is_off: bool = False
    disturbed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Done:
    """What the learner did.

    Attributes:
        typed: Into the field beside the page.
        state: What the page's address says.
        answered: What a net made of the digit that the page shows; None where none was asked.
    """

    typed: str = ""
    state: Mapping[str, str] = field(default_factory=dict)
    answered: NetAnswer | None = None


class Check(ABC):
    """How an answer is judged."""

    is_typed: bool = False
    """Whether the answer is typed beside the page, rather than done on it."""
    asks_net: bool = False
    """Whether it is judged by what a net makes of the learner's digit."""

    @property
    @abstractmethod
    def answer(self) -> str:
        """The right answer as text; empty where it is a state, which can be shown only."""

    @abstractmethod
    def judge(self, done: Done) -> Verdict:
        """Judges what the learner did."""


@dataclass(frozen=True, kw_only=True)
class NumberCheck(Check):
    """A number is to be typed.

    Attributes:
        number: The right one.
        mistakes: What is said of the numbers that usual mistakes give.
        otherwise: What is said of any other wrong number; empty where the lesson has no sentence for it.
        asks: Which kind of number it is, as a lesson's file has it, such as "cell"; empty where that is not said.
    """

    number: float
    mistakes: tuple[tuple[float, str], ...] = ()
    otherwise: str = ""
    asks: str = ""

    is_typed = True

    @property
    def answer(self) -> str:
        """See `Check`."""
        return number_text(self.number)

    def judge(self, done: Done) -> Verdict:
        """See `Check`."""
        came = read_number(done.typed)
        if came is None:
            typed = done.typed.strip()[:_SHOWN]
            return Verdict(kind="unread", said=t("lessons.no_number", came=typed) if typed else t("lessons.empty"))
        if is_near(came, self.number):
            return Verdict(kind="right")
        otherwise = self.otherwise or t("lessons.not_yet")
        said = next((said for number, said in self.mistakes if is_near(came, number)), otherwise)
        return Verdict(kind="wrong", said=said)


@dataclass(frozen=True, kw_only=True)
class StateCheck(Check):
    """The page is to be brought into a state.

    Attributes:
        state: What its address says then, by its names; an empty text is the default, and a `*` at a text's end
            stands for any rest.
        mistakes: What is said of other states.
        opening: What the address says when the step opens, likewise.
    """

    state: Mapping[str, str]
    mistakes: tuple[tuple[Mapping[str, str], str], ...] = ()
    opening: Mapping[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> str:
        """See `Check`."""
        return ""

    def judge(self, done: Done) -> Verdict:
        """See `Check`."""
        if is_in(self.state, done.state):
            return Verdict(kind="right")
        if said := next((said for state, said in self.mistakes if is_in(state, done.state)), ""):
            return Verdict(kind="wrong", said=said)
        # A page on its way there shows one state after the other, of which none is an answer.
        is_begun = any(done.state.get(name, "") != self.opening.get(name, "") for name in self.state)
        return Verdict(kind="begun", said=t("lessons.begun")) if is_begun else Verdict(kind="unread")


@dataclass(frozen=True, kw_only=True)
class PinCheck(Check):
    """A pixel of the input is to be pinned, one that a given number of windows read.

    Attributes:
        pin: The name of the pin in the address.
        usage: How many windows read each pixel, (H, W).
        read_by: How many are to read the one that is pinned.
    """

    pin: str
    usage: NDArray[np.intp]
    read_by: int

    @property
    def answer(self) -> str:
        """See `Check`."""
        return ""

    def judge(self, done: Done) -> Verdict:
        """See `Check`."""
        found = _PIXEL.fullmatch(done.state.get(self.pin, ""))
        if not found:
            return Verdict(kind="unread")
        row, column = int(found[1]), int(found[2])
        if not (0 <= row < self.usage.shape[0] and 0 <= column < self.usage.shape[1]):
            return Verdict(kind="wrong", said=t("lessons.in_padding"))
        count = int(self.usage[row, column])
        if count == self.read_by:
            return Verdict(kind="right")
        few = {0: "lessons.read_by_none", 1: "lessons.read_by_one"}
        said = t(few[count]) if count in few else t("lessons.read_by", count=count)
        return Verdict(kind="wrong", said=said)


def read_number(text: str) -> float | None:
    """Returns the number that was typed, with a decimal point or comma; None where it is none."""
    plain = text.strip().replace("−", "-").replace(" ", "")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def number_text(number: float) -> str:
    """Returns a number as a learner would write it, with a proper minus.

    One that two decimals say in full has no more digits than it needs; any other has two decimals, so that 2.303 is
    2.30, as it was asked for.
    """
    short = round(number, 2) + 0.0
    is_in_full = math.isclose(number, short, rel_tol=1e-9, abs_tol=1e-9)
    return (f"{short:.12g}" if is_in_full else f"{short:.2f}").replace("-", "−")


def is_near(one: float, other: float) -> bool:
    """Whether two numbers are the same to two decimals."""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=_ROUNDING)


def is_in(wanted: Mapping[str, str], state: Mapping[str, str]) -> bool:
    """Whether a page's state says all that is wanted; what it does not say is the default."""
    return all(
        state.get(name, "").startswith(value[:-1]) if is_open(value) else state.get(name, "") == value
        for name, value in wanted.items()
    )


def is_open(value: str) -> bool:
    """Whether a text of a wanted state stands for several."""
    return value.endswith("*")
