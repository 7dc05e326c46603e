"""A check of a net that is built on a page, such as `built = "net"` and `at_most = 10000`.

`built` is the name in the address that holds the net, and `at_most` how many parameters it may have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnn_core.errors import SpecError
from cnn_core.lessons.checks import Check, Done, Verdict
from cnn_core.nets.spec import MOST_PARAMETERS, layer_shapes
from cnn_core.nets.training_text import find_net
from cnn_core.text import t


@dataclass(frozen=True, kw_only=True)
class BuiltCheck(Check):
    """A net is to be built that has no more than so many parameters.

    Attributes:
        name: In the address, of what holds the net.
        most: Parameters.
    """

    name: str
    most: int

    @property
    def answer(self) -> str:
        """See `Check`."""
        return ""

    def judge(self, done: Done) -> Verdict:
        """See `Check`. A net that is too large is none yet, and no try: one takes parts away one after another."""
        try:
            model = find_net(done.state[self.name]).model
        except (KeyError, SpecError):
            return Verdict(kind="unread")
        count = sum(layer.parameters for layer in layer_shapes(model))
        if count <= self.most:
            return Verdict(kind="right")
        return Verdict(kind="unread", said=t("lessons.built", count=count, most=self.most))


def most_parameters(check: Mapping[str, Any]) -> int:
    """Returns how many parameters a check of a built net allows.

    Raises:
        SpecError: It is no number of them.
    """
    most = check.get("at_most")
    if type(most) is not int or not 1 <= most <= MOST_PARAMETERS:
        raise SpecError(t("lessons.most_parameters", came=most, most=MOST_PARAMETERS))
    return most
