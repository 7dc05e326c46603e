"""Training a net in this process: alone, or with its moments kept and its net stored.

The steps are `loop.py`'s, what is kept meanwhile `keeper.py`'s.
"""

import logging
import time
from collections.abc import Callable, Collection

from cnn_core.backend import load_keras
from cnn_core.errors import Cancelled, DamagedEntry, Diverged
from cnn_core.nets.course import TrainingSpec
from cnn_core.pictures.digits import Digits, load_digits
from cnn_core.store.checkpoint import Checkpoints
from cnn_core.store.handover import Handover, known_handover
from cnn_core.store.moments import Moments, default_moments
from cnn_core.store.store import Store, TrainedModel, default_store
from cnn_core.text import t
from cnn_core.training.keeper import TrainingKeeper
from cnn_core.training.loop import Progress, TrainingLoop
from cnn_core.training.wishes import Wishes

SECONDS_BETWEEN_REPORTS = 0.2

_log = logging.getLogger(__name__)


def train(
    net: TrainingSpec,
    *,
    digits: Digits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> TrainedModel:
    """Trains a net in this process.

    Args:
        net: What to train.
        digits: What to train and measure on; by default the embedded digits.
        on_progress: Called some five times a second and after each epoch; what it raises ends the training.

    Returns:
        The trained model; `Store.save` keeps it.

    Raises:
        Diverged: Its loss is no number any more.
    """
    loop = TrainingLoop(net, digits or load_digits())
    reports = _Reports(loop, on_progress)
    while not loop.is_done:
        loop.advance()
        reports.report_if_due()
    return loop.finished()


def train_and_save(
    net: TrainingSpec,
    *,
    store: Store | None = None,
    moments: Moments | None = None,
    digits: Digits | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    wishes: Wishes | None = None,
    again: bool = False,
    others: Collection[TrainingSpec] = (),
) -> TrainedModel:
    """Returns a net from the store, training and storing it first where the store lacks it.

    Its moments are kept on the way. A training of the same net that was ended before goes on from its checkpoint.

    Args:
        net: What to train.
        store: Where the net is kept; by default the store that the settings name.
        moments: Where its moments are kept; by default beside the store that the settings name.
        digits: What to train and measure on; by default the embedded digits.
        on_progress: Called at the start, some five times a second and after each epoch.
        wishes: What others want of the training meanwhile.
        again: Whether to train a net that is stored too, so that its moments are kept.
        others: Trainings that will go on later, whose checkpoints stay however much the store holds.

    Raises:
        Cancelled: Somebody wished so; a checkpoint is kept.
        Diverged: Its loss is no number any more; the moments before stay.
        StoreError: The store cannot be read or written.
    """
    store = (store or default_store()).keeping(others)
    with store.training(net):
        try:
            trained = None if again else store.load(net)
        except DamagedEntry as damage:
            _log.warning("%s", damage)
            trained = None
        if trained is None:
            checkpoints = Checkpoints(store.folder, store=store)
            try:
                trained = _train_and_keep(
                    net,
                    digits or load_digits(),
                    moments or default_moments(),
                    checkpoints,
                    on_progress,
                    wishes or Wishes(),
                )
            except Diverged:
                checkpoints.delete(net)  # it would come to the same again
                raise
            store.save(trained)
            checkpoints.delete(net)
    return trained


def get_ready() -> None:
    """Loads all that a training needs, so that one that is asked for later starts at once."""
    load_digits()
    load_keras()


def _train_and_keep(
    net: TrainingSpec,
    digits: Digits,
    moments: Moments,
    checkpoints: Checkpoints,
    on_progress: Callable[[Progress], None] | None,
    wishes: Wishes,
) -> TrainedModel:
    loop = _begun(net, digits, checkpoints)
    moments.delete(net, after=loop.step if loop.was_resumed else -1)
    handover: Handover = known_handover()
    with TrainingKeeper(loop, moments=moments, checkpoints=checkpoints, handover=handover, wishes=wishes) as keeper:
        reports = _Reports(loop, on_progress, keeper)
        reports.report()
        while True:
            keeper.keep()
            if wishes.is_cancelled or wishes.is_paused:
                _obey(wishes, keeper, reports)
            if loop.is_done:
                break
            loop.advance()
            reports.report_if_due()
    return loop.finished()


def _begun(net: TrainingSpec, digits: Digits, checkpoints: Checkpoints) -> TrainingLoop:
    """Returns a training at its first step, or at that of its checkpoint where there is one."""
    loop = TrainingLoop(net, digits)
    if checkpoint := checkpoints.load(net):
        try:
            loop.restore(checkpoint)
        except (ValueError, KeyError, TypeError) as error:
            _log.warning("checkpoint of %s cannot be used (%s): the training begins anew", net.name, error)
            checkpoints.delete(net)
            return TrainingLoop(net, digits)
    return loop


def _obey(wishes: Wishes, keeper: TrainingKeeper, reports: "_Reports") -> None:
    """Keeps where the training stands, then waits or ends, as is wished."""
    keeper.keep_checkpoint()
    if not wishes.is_cancelled:
        keeper.hand_over()
        reports.report()
        wishes.wait()
    if wishes.is_cancelled:
        raise Cancelled(t("training.cancelled"))


class _Reports:
    """Tells how far a training is, not too often."""

    def __init__(
        self,
        loop: TrainingLoop,
        tell: Callable[[Progress], None] | None,
        keeper: TrainingKeeper | None = None,
    ) -> None:
        self._loop = loop
        self._tell = tell
        self._keeper = keeper
        self._told = time.monotonic()

    def report_if_due(self) -> None:
        if self._loop.is_at_epoch or time.monotonic() - self._told > SECONDS_BETWEEN_REPORTS:
            self.report()

    def report(self) -> None:
        self._told = time.monotonic()
        if self._tell and self._loop.steps:
            self._tell(self._loop.progress(notice=self._keeper.notice if self._keeper else None))
