"""The engine: model calls and trainings, answered by worker processes so that TensorFlow stays out of this one."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.comparison import Comparison, Operation, compare_with_tensorflow
from cnn_core.engine.pool import WorkerPool
from cnn_core.errors import Busy
from cnn_core.inspection import Inspection, inspect
from cnn_core.live import LiveRequest, live_frame
from cnn_core.nets import TrainingSpec, named_net
from cnn_core.settings import Settings
from cnn_core.store import SPARE_VARIABLE, Store
from cnn_core.text import t
from cnn_core.training import Progress, train_and_save

TRAINER_NICENESS = 10
SECONDS_TO_START = 120.0
SECONDS_BETWEEN_LOOKS = 1.0

T = TypeVar("T")

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
        spare: A folder for trained nets that the store cannot take; by default their training ends in an error.
    """

    def __init__(self, settings: Settings, *, executor: Executor | None = None, spare: Path | None = None) -> None:
        self.store = Store(settings.cache / "models", spare=spare, most_bytes=settings.store_bytes)
        environment = {SPARE_VARIABLE: str(spare)} if spare else {}
        self._calls = executor or WorkerPool(settings.workers, threads=settings.threads, environment=environment)
        self._trainer = WorkerPool(1, threads=0, niceness=TRAINER_NICENESS, reuse=False, environment=environment)
        self._workers = settings.workers
        self._trainings = settings.trainings
        self._closing = threading.Event()
        self._runs: dict[TrainingSpec, TrainingRun] = {}
        self._lock = threading.Lock()
        self._warming: Future[Inspection] | None = None
        self._warming_since = 0.0

    def warm_up(self, images: ArrayLike) -> None:
        """Has every worker load TensorFlow and the default net, now and whenever one had to be replaced."""
        self._warm(images)
        threading.Thread(target=self._keep_warm, args=(images,), name="keep-warm", daemon=True).start()

    @property
    def state(self) -> Literal["starting", "warm", "dead"]:
        """What became of the last call that `warm_up` made: under way, answered, or ended in an error."""
        warming = self._warming
        if warming is None:
            return "starting"
        if not warming.done():
            return "starting" if time.monotonic() - self._warming_since < SECONDS_TO_START else "dead"
        if warming.exception():
            return "dead"
        return "starting" if self.live_workers == 0 else "warm"

    @property
    def is_warm(self) -> bool:
        """Whether a call would be answered at once."""
        return self.state == "warm"

    @property
    def live_workers(self) -> int | None:
        """How many processes for model calls are alive; None where another executor answers them."""
        return len(self._calls.process_ids) if isinstance(self._calls, WorkerPool) else None

    def _warm(self, images: ArrayLike) -> None:
        started = time.monotonic()
        self._warming_since = started
        self._warming = self.inspect(images, named_net("two_block"))
        self._warming.add_done_callback(lambda done: self._say_warm(done, time.monotonic() - started))

    def _say_warm(self, done: "Future[Inspection]", seconds: float) -> None:
        if error := done.exception():
            if not self._closing.is_set():
                _log.error("engine cannot answer: %s", error)
        elif seconds > 1:
            _log.info("engine is warm after %.1f s", seconds)

    def _keep_warm(self, images: ArrayLike) -> None:
        while not self._closing.wait(SECONDS_BETWEEN_LOOKS):
            assert self._warming
            live = self.live_workers
            is_short = live is not None and live < self._workers
            if self._warming.done() and (is_short or self._warming.exception()):
                self._warm(images)

    def inspect(self, images: ArrayLike, net: TrainingSpec) -> Future[Inspection]:
        """Passes digits through a net in a worker.

        Args:
            images: As for `cnn_core.inspect`.
            net: The net.

        Returns:
            A future of what the net makes of them, or of the error that `cnn_core.inspect` raises.
        """
        return self._calls.submit(inspect, images, net)

    def compare(self, operation: Operation) -> Future[Comparison]:
        """Computes an operation once more in a worker, by TensorFlow.

        Args:
            operation: As for `cnn_core.compare_with_tensorflow`.

        Returns:
            A future of the comparison, or of the error that `cnn_core.compare_with_tensorflow` raises.
        """
        return self._calls.submit(compare_with_tensorflow, operation)

    def frame(self, request: LiveRequest, bitmap: NDArray[np.uint8]) -> Future[bytes]:
        """Computes one update of the live page in a worker, as `cnn_core.live.live_frame` does."""
        return self._calls.submit(live_frame, request, bitmap)

    def ask(self, function: Callable[..., T], *args: Any, **choices: Any) -> "Future[T]":
        """Runs a function about a net in a worker, such as those of `cnn_core.explain`.

        Args:
            function: Importable by module and name; what it returns is made of this project's classes, arrays and
                plain values.
            args: Its arguments.
            choices: Those by name.

        Returns:
            A future of the result, or of the error that it raises.
        """
        return self._calls.submit(function, *args, **choices)

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

        Raises:
            Busy: As many as the settings allow wait or are under way.
        """
        with self._lock:
            run = self._runs.get(net)
            if run and not run.done.done():
                return run
            if sum(not other.done.done() for other in self._runs.values()) >= self._trainings:
                raise Busy(t("engine.busy", most=self._trainings))
            run = self._runs[net] = TrainingRun(net)

        def report(progress: Progress) -> None:
            if run.progress is None:
                _log.info("training of %s started", net.name)
            run.progress = progress
            if on_progress:
                on_progress(progress)

        training = self._trainer.submit_with_progress(train_and_save, report, net, store=self.store)
        training.add_done_callback(lambda finished: self._finish(run, finished))
        return run

    def train_missing(self, names: Iterable[str]) -> None:
        """Starts the training of each named net that the store lacks, in this order."""
        for net in map(named_net, names):
            if self.has(net):
                continue
            try:
                self.train(net)
            except Busy as error:
                _log.warning("training of %s left for later: %s", net.name, error)

    def run_of(self, net: TrainingSpec) -> TrainingRun | None:
        """Returns the last run of a net since this engine started; None if there was none."""
        return self._runs.get(net)

    def close(self) -> None:
        """Ends all workers, in the middle of a call or training too."""
        self._closing.set()
        self._trainer.shutdown()
        self._calls.shutdown()

    def _finish(self, run: TrainingRun, training: "Future[object]") -> None:
        error = training.exception()
        if error is None:
            _log.info("training of %s finished", run.spec.name)
            run.done.set_result(None)
            return
        if not self._closing.is_set():
            _log.error("training of %s failed: %s", run.spec.name, error)
        run.done.set_exception(error)
