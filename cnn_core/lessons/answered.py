"""A check that asks a net: what it makes of the learner's digit, as the page's state has it.

    answered.net = "two_block/notebook"     which net is asked; without it the one that the page shows
    answered.as = 7                         the answer that is wanted
    answered.disturbed = ["right", "down"]  by what the digit may be disturbed, and has to be

Nothing is asked here: who judges is told what came of it (`NetAnswer`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cnn_core.errors import SpecError
from cnn_core.lessons.asked_of_nets import net_named
from cnn_core.lessons.checks import Check, Done, NetAnswer, Verdict
from cnn_core.nets.spec import CLASSES
from cnn_core.nets.training_text import training_text
from cnn_core.pictures.disturbance import RANGES
from cnn_core.pictures.mnist_form.steps import STEP_NAMES
from cnn_core.text import percent, t

WANTED: Final = ("as", "not", "at_least", "at_most", "drawn", "off", "disturbed", "left_out")
"""What can be wanted of a digit and of the answer to it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What can become of a digit.

    Attributes:
        is_answer: The answer; None for any.
        is_not: An answer that it is not; None for none.
        least: The least probability of the answer.
        most: The most.
        is_drawn: Whether the digit is the learner's own drawing; None for either.
        is_off: Whether a channel is switched off or turned; None for either.
        disturbed: By which disturbances it may be disturbed, one of them at least; empty for by none, and None
            for any or none.
        left_out: Which steps may be left out on the way to MNIST's form, likewise.
    """

    is_answer: int | None = None
    is_not: int | None = None
    least: float = 0.0
    most: float = 1.0
    is_drawn: bool | None = None
    is_off: bool | None = None
    disturbed: tuple[str, ...] | None = None
    left_out: tuple[str, ...] | None = None

    def holds(self, found: NetAnswer) -> bool:
        """Whether this is what came of a digit."""
        return (
            self.is_answer in (None, found.answer)
            and self.is_not != found.answer
            and self.least <= found.probability <= self.most
            and self.is_drawn in (None, found.is_drawn)
            and self.is_off in (None, found.is_off)
            and _some_alone(found.disturbed, self.disturbed)
            and _some_alone(found.left_out, self.left_out)
        )


@dataclass(frozen=True, kw_only=True)
class AnswerCheck(Check):
    """A net is to answer in some way.

    Attributes:
        net: The net that is to be asked, as an address has it; empty for the one that the page shows.
        wanted: What is to come of the digit.
        mistakes: What is said of other outcomes.
    """

    net: str
    wanted: Outcome
    mistakes: tuple[tuple[Outcome, str], ...] = ()

    asks_net = True

    @property
    def answer(self) -> str:
        """See `Check`."""
        return ""

    def judge(self, done: Done) -> Verdict:
        """See `Check`."""
        found = done.answered
        if found is None or found.is_blank:
            return Verdict(kind="unread", said=t("lessons.no_digit") if found else "")
        if self.net not in ("", found.net):
            return Verdict(kind="unread", said=t("lessons.other_net", came=found.net, wanted=self.net))
        if self.wanted.holds(found):
            return Verdict(kind="right")
        said = next((said for outcome, said in self.mistakes if outcome.holds(found)), "")
        # A hand on its way there passes one answer after the other.
        share = percent(found.probability)
        return Verdict(
            kind="wrong" if said else "unread",
            said=said or t("lessons.answered", answer=found.answer, share=share),
        )


def net_of(came: Mapping[str, Any]) -> str:
    """Returns the net that a check names, as an address has it; empty where it names none.

    Raises:
        SpecError: There is no such net, or it gives no answer.
    """
    if "net" not in came:
        return ""
    net = net_named(came["net"])
    if not net.model.has_logits:
        raise SpecError(t("lessons.answers_not", came=came["net"]))
    return training_text(net)


def outcome_of(came: object) -> Outcome:
    """Returns what a lesson's file wants of an answer.

    Raises:
        SpecError: It wants nothing, or what cannot be.
    """
    wanted = came if isinstance(came, Mapping) else {}
    unknown = [name for name in wanted if name not in (*WANTED, "net")]
    if unknown or not set(wanted) & set(WANTED):
        raise SpecError(t("lessons.outcome", came=str(unknown[0] if unknown else came), allowed=", ".join(WANTED)))
    return Outcome(
        is_answer=_class(wanted, "as"),
        is_not=_class(wanted, "not"),
        least=_share(wanted, "at_least", 0.0),
        most=_share(wanted, "at_most", 1.0),
        is_drawn=_switch(wanted, "drawn"),
        is_off=_switch(wanted, "off"),
        disturbed=_names(wanted, "disturbed", tuple(RANGES)),
        left_out=_names(wanted, "left_out", STEP_NAMES),
    )


def _some_alone(found: tuple[str, ...], allowed: tuple[str, ...] | None) -> bool:
    """Whether something of what is allowed was done and nothing else; nothing, where nothing is allowed."""
    return allowed is None or (set(found) <= set(allowed) and bool(found) == bool(allowed))


def _class(wanted: Mapping[str, Any], name: str) -> int | None:
    came = wanted.get(name)
    if came is not None and (type(came) is not int or not 0 <= came < CLASSES):
        raise SpecError(t("lessons.no_answer", name=name, came=came, most=CLASSES - 1))
    return came


def _share(wanted: Mapping[str, Any], name: str, default: float) -> float:
    came = wanted.get(name, default)
    if type(came) not in (int, float) or not 0 <= came <= 1:
        raise SpecError(t("lessons.no_share", name=name, came=came))
    return float(came)


def _switch(wanted: Mapping[str, Any], name: str) -> bool | None:
    came = wanted.get(name)
    if came is not None and type(came) is not bool:
        raise SpecError(t("lessons.no_switch", name=name, came=came))
    return came


def _names(wanted: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> tuple[str, ...] | None:
    came = wanted.get(name)
    if came is not None and not (isinstance(came, list) and all(each in allowed for each in came)):
        raise SpecError(t("lessons.no_names", name=name, came=came, allowed=", ".join(allowed)))
    return None if came is None else tuple(came)
