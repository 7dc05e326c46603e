"""Keeps what a training leaves while it goes on: moments, checkpoints, and newest weights for those who watch.

Weights are copied between two steps and packed and written in a thread of its own, so that the next step need not
wait for a disk. What cannot be written is said once and left out: the training goes on.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from cnn_core.errors import StoreError
from cnn_core.store.checkpoint import Checkpoints
from cnn_core.store.handover import Handover
from cnn_core.store.moments import Moments, moment_steps
from cnn_core.training.loop import TrainingLoop
from cnn_core.training.wishes import Wishes

SECONDS_BETWEEN_LOOKS = 0.25
MOST_SECONDS_BETWEEN_LOOKS = 1.0
PACE = 0.04
"""Of the time since the training began or went on: weights change ever more slowly, and so does what is seen."""
SECONDS_BETWEEN_CHECKPOINTS = 30.0
"""Within an epoch; an epoch's end always has one."""

_log = logging.getLogger(__name__)


def pause_between_looks(seconds: float) -> float:
    """Returns after how many seconds weights are handed over again, so many seconds after a training began."""
    return min(max(SECONDS_BETWEEN_LOOKS, PACE * seconds), MOST_SECONDS_BETWEEN_LOOKS)


class TrainingKeeper:
    """Keeps what one training leaves.

    Args:
        loop: The training.
        moments: Where its moments are kept.
        checkpoints: Where its checkpoint is kept.
        handover: Where its newest weights change hands.
        wishes: They say whether somebody watches.

    Attributes:
        notice: A sentence on what could not be kept, if anything.
    """

    def __init__(
        self,
        loop: TrainingLoop,
        *,
        moments: Moments,
        checkpoints: Checkpoints,
        handover: Handover,
        wishes: Wishes,
    ) -> None:
        self.notice: str | None = None
        self._loop = loop
        self._spec = loop.net
        self._moments = moments
        self._checkpoints = checkpoints
        self._handover = handover
        self._wishes = wishes
        self._resumed_at = loop.step if loop.was_resumed else None  # all of that step is kept already
        self._steps = set(moment_steps(loop.net, loop.steps_per_epoch)) if loop.steps else set()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="keeper")
        self._began = self._looked = self._checked = time.monotonic()
        self._writing: Future[None] | None = None

    def __enter__(self) -> "TrainingKeeper":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits until all is written."""
        self._writer.shutdown(wait=True)

    def keep(self) -> None:
        """Keeps what is due after a step."""
        loop, now = self._loop, time.monotonic()
        is_new = loop.step != self._resumed_at
        if loop.step in self._steps and is_new:
            moment, weights = loop.moment(), loop.weights
            self._write(lambda: self._moments.save(self._spec, moment, weights))
        is_due = loop.is_at_epoch or now - self._checked > SECONDS_BETWEEN_CHECKPOINTS
        if is_due and is_new and not loop.is_done:
            self.keep_checkpoint()
        is_writing = self._writing is not None and not self._writing.done()
        if (
            self._wishes.is_watched
            and now - self._looked > pause_between_looks(now - self._began)
            and not is_writing
        ):
            self.hand_over()

    def keep_checkpoint(self) -> None:
        """Keeps a checkpoint of this step."""
        self._checked = time.monotonic()
        if self._loop.step:
            checkpoint = self._loop.checkpoint()
            self._write(lambda: self._checkpoints.save(self._spec, checkpoint))

    def hand_over(self) -> None:
        """Hands the weights of this step over to those who watch."""
        self._looked = time.monotonic()
        step, weights = self._loop.step, self._loop.weights
        self._writing = self._writer.submit(self._handover.put, self._spec, step, weights)

    def _write(self, write: Callable[[], None]) -> None:
        def try_to() -> None:
            try:
                write()
            except StoreError as refusal:
                if self.notice is None:
                    _log.warning("the training goes on, but not all of it can be kept: %s", refusal)
                self.notice = refusal.sentence

        self._writer.submit(try_to)
