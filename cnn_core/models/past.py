"""A net with the weights of another moment: one compiled function a net, into which these are put as they are due.

Nothing is compiled for a step of the scrubber or for newer weights of a training: that is why these cost
milliseconds.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from cnn_core.errors import StoreError
from cnn_core.models.build import build_model, weights_of
from cnn_core.models.opened import OpenedNet, open_net
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.store.handover import known_handover
from cnn_core.store.moments import NEWEST, default_moments
from cnn_core.store.store import Weights, default_store
from cnn_core.text import t

NETS_AT_ONCE = 4
DRAWN = 0
"""The step at which a net is as it was drawn."""


@contextmanager
def net_at(net: TrainingSpec, moment: int | None) -> Iterator[tuple[OpenedNet, int | None]]:
    """Gives a net as it is, or was at a moment of its training; nobody else changes it meanwhile.

    Args:
        net: The net.
        moment: The step of a moment that is kept, or 0 for the net as it was drawn; None for the finished weights;
            `NEWEST` for those of the training under way as they are now, or, where none is under way, for the last
            that there are.

    Yields:
        The net, and the step whose weights it has; None for the finished ones.

    Raises:
        StoreError: The net is not trained yet, or has no such moment.
    """
    if moment is None:
        yield open_net(net), None
        return
    changeable = _changeable(net)
    with changeable.lock:
        step = changeable.hold_newest() if moment == NEWEST else changeable.hold_moment(moment)
        yield (open_net(net), None) if step is None else (changeable.net, step)


class _ChangeableNet:
    """A compiled net whose weights change, and what it holds at present."""

    def __init__(self, net: TrainingSpec) -> None:
        model = build_model(net.model, seed=net.seed)
        self.lock = threading.Lock()
        self.net = OpenedNet(net, model)
        self._spec = net
        self._drawn = weights_of(model)
        self._held: tuple[Any, int] = (DRAWN, DRAWN)  # what tells these weights from others, and their step

    def hold_moment(self, step: int) -> int:
        """Takes the weights of a moment that is kept, or of the first one."""
        if step == DRAWN:  # kept or not, and exact
            self._put(DRAWN, DRAWN, self._drawn)
        elif self._held != (step, step):
            self._put(step, step, default_moments().load(self._spec, step))
        return step

    def hold_newest(self) -> int | None:
        """Takes the newest weights that there are, and returns their step; None where the net is finished."""
        handover = known_handover()
        mark = handover.mark(self._spec)
        if mark:
            if self._held[0] == ("handed over", mark):
                return self._held[1]
            if taken := handover.take(self._spec):
                step, weights = taken
                self._put(("handed over", mark), step, weights)
                return step
        if mark is None and default_store().has(self._spec):
            return None
        if moments := default_moments().list(self._spec):
            return self.hold_moment(moments[-1].step)
        if mark is None:
            raise StoreError(t("store.missing", net=training_text(self._spec)))
        self._put(DRAWN, DRAWN, self._drawn)  # a training has begun and has nothing to show yet
        return DRAWN

    def _put(self, mark: Any, step: int, weights: Weights) -> None:
        self.net.set_weights(weights)
        self._held = (mark, step)


@lru_cache(maxsize=NETS_AT_ONCE)
def _changeable(net: TrainingSpec) -> _ChangeableNet:
    return _ChangeableNet(net)
