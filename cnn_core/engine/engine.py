"""The engine: model calls and trainings, answered by worker processes so that TensorFlow stays out of this one."""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.engine.pool import WorkerPool
from cnn_core.inspection import Inspection, inspect
from cnn_core.live import LiveRequest, live_frame
from cnn_core.nets import TrainingSpec, named_net
from cnn_core.settings import Settings
from cnn_core.store import Store
from cnn_core.training import Progress, train_and_save

TRAINER_NICENESS = 10

_log = logging.getLogger(__name__)


class TrainingRun:
    """A training that is waiting, under way or through; everybody who asked for its net shares it.

    Attributes:
        spec: What is trained.
        progress: The last that the trainer reported; None until its first report.
        done: Ends in None when the net is in the store, or in the error that ended the training.
    """

    def __init__(self, spec: TrainingSpec) -> None:
        self.spec = spec
        self.progress: Progress | None = None
        self.done: Future[None] = Future()


class Engine:
    """Answers model calls, and trains each net once however many ask for it.

    Args:
        settings: How many workers and threads, and where the store is.
        executor: What runs the model calls instead of a pool of local worker processes: any standard executor,
            of this machine or of others.
    """

    def __init__(self, settings: Settings, *, executor: Executor | None = None) -> None:
        self.store = Store(settings.cache / "models")
        self._calls = executor or WorkerPool(settings.workers, threads=settings.threads)
        self._trainer = WorkerPool(1, threads=0, niceness=TRAINER_NICENESS, reuse=False)
        self._runs: dict[TrainingSpec, TrainingRun] = {}
        self._lock = threading.Lock()
        self._warm: Future[Inspection] | None = None

    def warm_up(self, images: ArrayLike) -> None:
        """Has a worker load TensorFlow and the default net, so that the first call is answered at once."""
        self._warm = self.inspect(images, named_net("two_block"))

    @property
    def is_warm(self) -> bool:
        """Whether the call of `warm_up` has been answered."""
        return self._warm is not None and self._warm.done()

    def inspect(self, images: ArrayLike, net: TrainingSpec) -> Future[Inspection]:
        """Passes digits through a net in a worker.

        Args:
            images: As for `cnn_core.inspect`.
            net: The net.

        Returns:
            A future of what the net makes of them, or of the error that `cnn_core.inspect` raises.
        """
        return self._calls.submit(inspect, images, net)

    def frame(self, request: LiveRequest, bitmap: NDArray[np.uint8]) -> Future[bytes]:
        """Computes one update of the live page in a worker, as `cnn_core.live.live_frame` does."""
        return self._calls.submit(live_frame, request, bitmap)

    def has(self, net: TrainingSpec) -> bool:
        """Whether a net can be asked now: it is in the store, or needs no training."""
        return net.recipe.epochs == 0 or self.store.has(net)

    def train(self, net: TrainingSpec, *, on_progress: Callable[[Progress], None] | None = None) -> TrainingRun:
        """Starts a training, or joins the one of the same spec that waits or is under way.

        Args:
            net: What to train.
            on_progress: Called with each report, in a thread of the engine's, if this call starts the training.

        Returns:
            The run; one after another is under way, at low priority.
        """
        with self._lock:
            run = self._runs.get(net)
            if run and not run.done.done():
                return run
            run = self._runs[net] = TrainingRun(net)

        def report(progress: Progress) -> None:
            run.progress = progress
            if on_progress:
                on_progress(progress)

        training = self._trainer.submit_with_progress(train_and_save, report, net, store=self.store)
        training.add_done_callback(lambda finished: _finish(run, finished))
        return run

    def train_missing(self, names: Iterable[str]) -> None:
        """Starts the training of each named net that the store lacks, in this order."""
        for net in map(named_net, names):
            if not self.has(net):
                self.train(net)

    def run_of(self, net: TrainingSpec) -> TrainingRun | None:
        """Returns the last run of a net since this engine started; None if there was none."""
        return self._runs.get(net)

    def close(self) -> None:
        """Ends all workers, in the middle of a call or training too."""
        self._trainer.shutdown()
        self._calls.shutdown()


def _finish(run: TrainingRun, training: "Future[object]") -> None:
    error = training.exception()
    if error is None:
        run.done.set_result(None)
    else:
        _log.error("training of %s ended: %s", run.spec.name, error)
        run.done.set_exception(error)
