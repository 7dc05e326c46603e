"""The engine: model calls and trainings, answered by worker processes so that TensorFlow stays out of this one."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.operations import Operation
from cnn_core.engine.in_parts import in_parts
from cnn_core.engine.pool import WorkerPool
from cnn_core.engine.training_run import TrainingRun
from cnn_core.engine.trainings import Trainings
from cnn_core.errors import Busy, EngineError, NotYours
from cnn_core.live.lab import LabRequest, asked_together, lab_frame, lab_frames
from cnn_core.models.comparison import Comparison, compare_with_tensorflow
from cnn_core.models.held_out import HeldOutPass, in_batches, joined_pass, pass_held_out
from cnn_core.models.history import History, history, joined_history
from cnn_core.models.inspection import Inspection, inspect
from cnn_core.models.keras_file import keras_file
from cnn_core.nets.course import NETS, TrainingSpec, named_net
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import Settings
from cnn_core.store.checkpoint import Checkpoints
from cnn_core.store.handover import VARIABLE as HANDOVER_VARIABLE
from cnn_core.store.handover import new_handover
from cnn_core.store.moments import NEWEST, Moment, Moments
from cnn_core.store.store import SPARE_VARIABLE, Store
from cnn_core.text import t
from cnn_core.training.loop import Progress

SECONDS_TO_START = 120.0
SECONDS_BETWEEN_LOOKS = 1.0
MOMENTS_AT_ONCE = 4
SECONDS_BEFORE_A_TRAINER = 4.0
"""How long the engine is warm before it starts a trainer for later: the first pages come first."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


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
        self._moments = Moments(self.store.folder, most_bytes=settings.snapshot_bytes)
        self._checkpoints = Checkpoints(self.store.folder)
        self._handover = new_handover()
        environment = {HANDOVER_VARIABLE: str(self._handover.folder or "")}
        if spare:
            environment[SPARE_VARIABLE] = str(spare)
        self._calls = executor or WorkerPool(settings.workers, threads=settings.threads, environment=environment)
        self._trainings = Trainings(
            self.store, self._moments, self._handover, most=settings.trainings, environment=environment
        )
        self._workers = settings.workers
        self._closing = threading.Event()
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
    def has_warm_trainer(self) -> bool:
        """Whether a training that is started now begins at once, if no other is under way."""
        return self._trainings.has_warm_trainer

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
        warm_since = time.monotonic()
        while not self._closing.wait(SECONDS_BETWEEN_LOOKS):
            assert self._warming
            if self.state != "warm":
                warm_since = time.monotonic()
            elif time.monotonic() - warm_since > SECONDS_BEFORE_A_TRAINER:
                self._trainings.keep_warm()
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

    def frame(
        self, request: LabRequest, bitmap: NDArray[np.uint8], *, client: Hashable | None = None
    ) -> Future[bytes]:
        """Computes one update of the live page in a worker, as `cnn_core.live.lab.lab_frame` does.

        Strokes that wait together are answered together where `cnn_core.live.lab.asked_together` allows it. A page
        that asks for the newest weights of a training counts as watching it for a while.

        Args:
            request: What is wanted.
            bitmap: (side, side) uint8.
            client: Whose stroke it is: clients are answered by turns. None for one of nobody else's.
        """
        for net, moment in zip(request.nets, request.moments, strict=False):
            if moment == NEWEST:
                self._trainings.watch(find_net(net))
        if not isinstance(self._calls, WorkerPool):
            return self._calls.submit(lab_frame, request, bitmap)
        client = object() if client is None else client
        return self._calls.submit_stroke(client, lab_frames, (request, bitmap), together=asked_together(request))

    def held_out(self, net: TrainingSpec) -> Future[HeldOutPass]:
        """Passes the held-out digits through a net in workers, as `cnn_core.pass_held_out` does.

        It goes batch by batch, so that live pages wait for none but one.
        """
        batches = in_batches(load_digits().held_out_images)
        return in_parts(
            [partial(self._calls.submit, pass_held_out, net, images=batch) for batch in batches], joined_pass
        )

    def keras_file(self, net: TrainingSpec) -> Future[bytes]:
        """Makes the `.keras` file of a net in a worker, as `cnn_core.keras_file` does."""
        return self._calls.submit(keras_file, net)

    def history(self, net: TrainingSpec, pixels: NDArray[np.uint8]) -> Future[History]:
        """Asks a net what it makes of a digit at every moment that is kept of its training, by parts in workers.

        Args:
            net: The net.
            pixels: The digit, (28, 28) uint8.
        """
        steps = [moment.step for moment in self.moments(net)]
        parts = [steps[at : at + MOMENTS_AT_ONCE] for at in range(0, len(steps), MOMENTS_AT_ONCE)] or [[]]
        return in_parts(
            [partial(self._calls.submit, history, net, pixels, steps=part) for part in parts], joined_history
        )

    def moments(self, net: TrainingSpec) -> tuple[Moment, ...]:
        """Returns the moments that are kept of a net's training, the first first; no worker is asked.

        Args:
            net: The net.
        """
        return self._moments.list(net)

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

    def ask_for(self, client: Hashable, function: Callable[..., T], *args: Any, **choices: Any) -> "Future[T]":
        """Runs a function in a worker, as `ask` does, when it is a client's turn.

        Args:
            client: Who waits for it.
            function: As for `ask`.
            args: Its arguments.
            choices: Those by name.
        """
        if not isinstance(self._calls, WorkerPool):
            return self._calls.submit(function, *args, **choices)
        return self._calls.submit_for(client, function, *args, **choices)

    def has(self, net: TrainingSpec) -> bool:
        """Whether a net can be asked now: it is in the store, or needs no training."""
        return net.recipe.epochs == 0 or self.store.has(net)

    def train(
        self,
        net: TrainingSpec,
        *,
        owner: str = "",
        on_progress: Callable[[Progress], None] | None = None,
        again: bool = False,
    ) -> TrainingRun:
        """Starts a training, or joins the one of the same net that waits, is paused or is under way.

        One after another is under way, at low priority, in the order in which they were asked for. One that was
        ended before its last step, by a cancel or with its server, goes on from its checkpoint.

        Args:
            net: What to train.
            owner: Who starts it, and alone may pause or cancel it; "" for the server itself.
            on_progress: Called with each report, in a thread of the engine's, if this call starts the training.
            again: Whether to train a net that the store has, so that its moments are kept.

        Returns:
            The run, whose `owner` is the one that started it.

        Raises:
            Busy: As many as the settings allow wait or are under way.
        """
        return self._trainings.start(net, owner, on_progress, again=again)

    def pause(self, net: TrainingSpec, *, owner: str = "") -> None:
        """Lets a training wait until `resume`, in the middle of an epoch or in the queue.

        While nobody waits behind it, its trainer stays and goes on as if nothing had been; otherwise the next run
        takes its turn, and it goes on from its checkpoint later.

        Args:
            net: What is trained.
            owner: Who asks for it.

        Raises:
            NotYours: Somebody else started it.
            EngineError: No such training is under way.
        """
        self._trainings.pause(net, owner)

    def resume(self, net: TrainingSpec) -> None:
        """Lets a paused training go on; one whose trainer was needed for others takes its place in the queue again.

        Anybody may: it stops nobody's training, and a run whose owner is gone would otherwise bar its net.

        Args:
            net: What is trained.

        Raises:
            EngineError: No such training is under way.
        """
        self._trainings.resume(net)

    def cancel(self, net: TrainingSpec, *, owner: str = "") -> None:
        """Ends a training within a second, at whatever stage; it can be started again and goes on where it was.

        Args:
            net: What is trained.
            owner: Who asks for it.

        Raises:
            NotYours: Somebody else started it.
            EngineError: No such training is under way.
        """
        self._trainings.cancel(net, owner)

    def delete(self, net: TrainingSpec, *, owner: str = "") -> None:
        """Removes a net from the store, with its moments and its checkpoint; one under way is cancelled first.

        Args:
            net: The net.
            owner: Who asks for it.

        Raises:
            NotYours: Somebody else trained it since this engine started, or it is one of the course's own.
            StoreError: It cannot be removed.
        """
        run = self.run_of(net)
        whose = run.net_owner if run else None
        is_others = bool(owner) and net in NETS.values() if whose is None else whose != owner
        if is_others:
            raise NotYours(t("training.not_yours_to_delete", net=training_text(net)))
        if run and run.is_under_way:
            self.cancel(net, owner=owner)
            with contextlib.suppress(EngineError):
                run.done.result(SECONDS_TO_START)
        self.store.delete(net)
        self._moments.delete(net)
        self._checkpoints.delete(net)

    def train_missing(self, names: Iterable[str]) -> None:
        """Starts the training of each named net that the store lacks, in this order."""
        for net in map(find_net, names):
            if self.has(net):
                continue
            try:
                self.train(net)
            except Busy as error:
                _log.warning("training of %s left for later: %s", net.name, error)

    def run_of(self, net: TrainingSpec) -> TrainingRun | None:
        """Returns the last run of a net since this engine started; None if there was none."""
        return self._trainings.run_of(net)

    def runs(self) -> tuple[TrainingRun, ...]:
        """Returns the runs since this engine started, the newest first."""
        return self._trainings.runs()

    def unfinished(self) -> tuple[TrainingSpec, ...]:
        """Returns the nets whose training was ended before its last step, the last first.

        They were cancelled, or were under way when their server ended; `train` goes on with them. Runs that this
        engine has under way are not among them.
        """
        under_way = {run.net for run in self.runs() if run.is_under_way}
        return tuple(net for net in self._checkpoints.nets() if net not in under_way)

    def close(self) -> None:
        """Ends all workers, in the middle of a call or training too; a training can be gone on with."""
        self._closing.set()
        self._trainings.close()
        self._calls.shutdown()
        self._handover.close()
