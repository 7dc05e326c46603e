"""The engine: model calls and trainings, answered by worker processes so that TensorFlow stays out of this one."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.backward import TrainingStep
from cnn_core.arithmetic.operations import Operation
from cnn_core.engine.in_parts import in_parts
from cnn_core.engine.pool import State, WorkerPool
from cnn_core.engine.shown_nets import ShownNets
from cnn_core.engine.threads import start_thread
from cnn_core.engine.training_run import TrainingRun
from cnn_core.engine.trainings import Trainings
from cnn_core.errors import Busy, EngineError, NotYours, StoreError
from cnn_core.explain.ablation import HeldOutEffect, Scaling, ablate_held_out, joined_effect
from cnn_core.live.lab import LabRequest, asked_together, lab_frame, lab_frames
from cnn_core.live.why import WhyRequest, why_frames, why_part, why_parts
from cnn_core.models.comparison import Comparison, compare_step_with_tensorflow, compare_with_tensorflow
from cnn_core.models.held_out import HeldOutPass, joined_pass, pass_held_out
from cnn_core.models.history import History, history, joined_history
from cnn_core.models.inspection import Inspection, inspect
from cnn_core.models.keras_file import keras_file
from cnn_core.models.pieces import pieces
from cnn_core.nets.course import NETS, TrainingSpec, named_net
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.packed_arrays import joined_packs
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import Settings
from cnn_core.store.checkpoint import Checkpoints
from cnn_core.store.handover import VARIABLE as HANDOVER_VARIABLE
from cnn_core.store.handover import new_handover
from cnn_core.store.moments import NEWEST, Moment, Moments
from cnn_core.store.names import Names
from cnn_core.store.store import SPARE_VARIABLE, Store
from cnn_core.text import t
from cnn_core.training.loop import Progress

SECONDS_TO_START = 120.0
SECONDS_BETWEEN_LOOKS = 1.0
MOMENTS_AT_ONCE = 2
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
        self._names = Names(self.store.folder)
        self._handover = new_handover()
        environment = {HANDOVER_VARIABLE: str(self._handover.folder or "")}
        if spare:
            environment[SPARE_VARIABLE] = str(spare)
        self._calls = executor or WorkerPool(
            settings.workers,
            kept_for_strokes=int(settings.workers > 1),
            threads=settings.threads,
            environment=environment,
        )
        self._trainings = Trainings(
            self.store,
            self._moments,
            self._handover,
            most=settings.trainings,
            most_each=settings.trainings_each,
            threads=settings.training_threads,
            environment=environment,
        )
        self._shown = ShownNets()
        self._closing = threading.Event()
        self._warm_since = time.monotonic()
        self._first: Future[Inspection] | None = None  # of another executor

    def warm_up(self, images: ArrayLike) -> None:
        """Has every worker load TensorFlow and the default net, now and whenever one had to be replaced.

        The course's other nets are opened later, when there is nothing else to do.
        """
        if isinstance(self._calls, WorkerPool):
            others = [(images, net) for net in NETS.values() if net != named_net("two_block")]
            self._calls.keep_loaded(inspect, images, named_net("two_block"), further=others)
        else:
            self._first = self._calls.submit(inspect, images, named_net("two_block"))
        start_thread("keep-warm", self._keep_warm)

    @property
    def state(self) -> State:
        """Whether every worker is loaded and answers; "dead" where none is and one could not be loaded.

        A worker that replaces another is "starting", and so is one that has owed an answer for long.
        """
        if isinstance(self._calls, WorkerPool):
            return self._calls.state
        if self._first is None or not self._first.done():
            return "starting"
        return "dead" if self._first.exception() else "warm"

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

    def _keep_warm(self) -> bool:
        """Starts a trainer for later, once the engine has been warm for a while."""
        if self.state != "warm":
            self._warm_since = time.monotonic()
        elif time.monotonic() - self._warm_since > SECONDS_BEFORE_A_TRAINER:
            self._trainings.keep_warm()
        return self._closing.wait(SECONDS_BETWEEN_LOOKS)

    def _ask(self, client: Hashable, function: Callable[..., T], *args: Any, **choices: Any) -> "Future[T]":
        if isinstance(self._calls, WorkerPool):
            return self._calls.submit_for(client, function, *args, **choices)
        return self._calls.submit(function, *args, **choices)

    def inspect(
        self, images: ArrayLike, net: TrainingSpec, *, client: Hashable | None = None
    ) -> Future[Inspection]:
        """Passes digits through a net in a worker.

        Args:
            images: As for `cnn_core.inspect`.
            net: The net.
            client: Who waits for it: clients are answered by turns. None for one of nobody else's.

        Returns:
            A future of what the net makes of them, or of the error that `cnn_core.inspect` raises.
        """
        return self._ask(client, inspect, images, net)

    def compare(self, operation: Operation, *, client: Hashable | None = None) -> Future[Comparison]:
        """Computes an operation once more in a worker, by TensorFlow.

        Args:
            operation: As for `cnn_core.compare_with_tensorflow`.
            client: Who waits for it, as for `inspect`.

        Returns:
            A future of the comparison, or of the error that `cnn_core.compare_with_tensorflow` raises.
        """
        return self._ask(client, compare_with_tensorflow, operation)

    def compare_step(self, step: TrainingStep, *, client: Hashable | None = None) -> Future[Comparison]:
        """Makes a training step once more in a worker, by TensorFlow.

        Args:
            step: As for `cnn_core.models.comparison.compare_step_with_tensorflow`.
            client: Who waits for it, as for `inspect`.

        Returns:
            A future of the comparison, or of the error that `compare_step_with_tensorflow` raises.
        """
        return self._ask(client, compare_step_with_tensorflow, step)

    def frame(
        self, request: LabRequest, bitmap: NDArray[np.uint8], *, client: Hashable | None = None
    ) -> Future[bytes]:
        """Computes one update of the live page in a worker, as `cnn_core.live.lab.lab_frame` does.

        A digit at rest is no stroke. Strokes that wait together are answered together where
        `cnn_core.live.lab.asked_together` allows it. A page that asks for the newest weights of a training
        counts as watching it for a while.

        Args:
            request: What is wanted.
            bitmap: (side, side) uint8.
            client: Whose stroke it is, as for `inspect`.

        Raises:
            StoreError: Nobody has trained one of the nets, and no page shows it.
        """
        for name, moment in zip_longest(request.nets, request.moments[: len(request.nets)]):
            net = find_net(name)
            self._check_known(net)
            if moment == NEWEST:
                self._trainings.watch(net)
        if request.is_exact or not isinstance(self._calls, WorkerPool):  # a digit at rest can wait a little
            return self._ask(client, lab_frame, request, bitmap)
        return self._calls.submit_stroke(client, lab_frames, (request, bitmap), together=asked_together(request))

    def why(
        self, request: WhyRequest, bitmap: NDArray[np.uint8], *, client: Hashable | None = None
    ) -> Future[bytes]:
        """Computes one update of the page "Why this answer" in a worker, as `cnn_core.live.why.why_frame` does.

        While the digit moves it is a stroke; what is computed at rest goes by parts, so that others come between.

        Args:
            request: What is wanted.
            bitmap: (side, side) uint8.
            client: Whose it is, as for `inspect`.

        Raises:
            StoreError: Nobody has trained the net.
        """
        self._check_known(find_net(request.net))
        if isinstance(self._calls, WorkerPool) and not request.is_exact:
            return self._calls.submit_stroke(client, why_frames, (request, bitmap))
        return in_parts(
            [partial(self._ask, client, why_part, request, bitmap, part) for part in why_parts(request)],
            joined_packs,
        )

    def show(self, net: TrainingSpec) -> None:
        """Says that a page shows a net, so that strokes of it may come though nobody has trained it.

        Args:
            net: The net.
        """
        self._shown.add(net)

    def _check_known(self, net: TrainingSpec) -> None:
        """Raises where nothing but a message's word says that there is such a net: a worker would build it."""
        if net in self._shown or net in NETS.values() or self.run_of(net) or self.store.has(net):
            return
        if not self._moments.list(net):
            raise StoreError(t("store.missing", net=training_text(net)))

    def held_out(self, net: TrainingSpec, *, client: Hashable | None = None) -> Future[HeldOutPass]:
        """Passes the held-out digits through a net in workers, as `cnn_core.pass_held_out` does.

        It goes piece by piece, so that others wait for none but one.

        Args:
            net: The net.
            client: Who waits for it, as for `inspect`.
        """
        images = load_digits().held_out_images
        return in_parts(
            [
                partial(self._ask, client, pass_held_out, net, images=images[piece])
                for piece in pieces(len(images), net.model)
            ],
            joined_pass,
        )

    def ablated(
        self, net: TrainingSpec, scalings: Sequence[Scaling], *, client: Hashable | None = None
    ) -> Future[HeldOutEffect]:
        """Passes the held-out digits through an ablated net in workers, as `cnn_core.ablate_held_out` does.

        It goes piece by piece, so that others wait for none but one.

        Args:
            net: The net.
            scalings: What is multiplied by what.
            client: Who waits for it, as for `inspect`.
        """
        count = len(load_digits().held_out_labels)
        return in_parts(
            [
                partial(self._ask, client, ablate_held_out, net, scalings, some=range(piece.start, piece.stop))
                for piece in pieces(count, net.model)
            ],
            joined_effect,
        )

    def keras_file(self, net: TrainingSpec, *, client: Hashable | None = None) -> Future[bytes]:
        """Makes the `.keras` file of a net in a worker, as `cnn_core.keras_file` does.

        Args:
            net: The net.
            client: Who waits for it, as for `inspect`.
        """
        return self._ask(client, keras_file, net)

    def history(
        self, net: TrainingSpec, pixels: NDArray[np.uint8], *, client: Hashable | None = None
    ) -> Future[History]:
        """Asks a net what it makes of a digit at every moment that is kept of its training, by parts in workers.

        Args:
            net: The net.
            pixels: The digit, (28, 28) uint8.
            client: Who waits for it, as for `inspect`.
        """
        steps = [moment.step for moment in self.moments(net)]
        parts = [steps[at : at + MOMENTS_AT_ONCE] for at in range(0, len(steps), MOMENTS_AT_ONCE)] or [[]]
        return in_parts(
            [partial(self._ask, client, history, net, pixels, steps=part) for part in parts], joined_history
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
        return self._ask(client, function, *args, **choices)

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

        One after another is under way, at low priority, by turns of their owners. One that was ended before its
        last step, by a cancel or with its server, goes on from its checkpoint.

        Args:
            net: What to train.
            owner: Who starts it, and alone may pause or cancel it; "" for the server itself.
            on_progress: Called with each report, in a thread of the engine's, if this call starts the training.
            again: Whether to train a net that the store has, so that its moments are kept.

        Returns:
            The run, whose `owner` is the one that started it.

        Raises:
            Busy: As many as the settings allow wait or are under way, in all or of this owner.
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
            Busy: As many as the settings allow wait or are under way, in all or of its owner.
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

    def may_delete(self, net: TrainingSpec, *, owner: str = "") -> bool:
        """Whether a net is not somebody else's, nor one of the course's own, which belong to all.

        Args:
            net: The net.
            owner: Who asks.
        """
        run = self.run_of(net)
        whose = run.net_owner if run else None
        if whose is None:
            return not owner or net not in NETS.values()
        return whose == owner

    def name_of(self, net: TrainingSpec) -> str:
        """Returns what somebody has called a net; empty where nobody has."""
        return "" if net in NETS.values() else self._names.name_of(net)

    def rename(self, net: TrainingSpec, name: str, *, owner: str = "") -> None:
        """Gives a net a name, or takes it away.

        Args:
            net: A net of the store, or one whose training is under way.
            name: What it is to be called; see `cnn_core.store.names.clean_name`.
            owner: Who asks for it.

        Raises:
            NotYours: Somebody else trained it since this engine started, or it is one of the course's own.
            StoreError: It is not in the store, or the store cannot be written.
        """
        if net in NETS.values() or not self.may_delete(net, owner=owner):
            raise NotYours(t("training.not_yours_to_name", net=training_text(net)))
        run = self.run_of(net)
        if not self.store.has(net) and not (run and run.is_under_way):
            raise StoreError(t("store.missing", net=training_text(net)))
        self._names.rename(net, name)

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
        if not self.may_delete(net, owner=owner):
            raise NotYours(t("training.not_yours_to_delete", net=training_text(net)))
        if run and run.is_under_way:
            self.cancel(net, owner=owner)
            with contextlib.suppress(EngineError):
                run.done.result(SECONDS_TO_START)
        self.store.delete(net)
        self._names.delete(net)
        self._moments.delete(net)
        self._checkpoints.delete(net)

    def train_missing(self, names: Iterable[str]) -> None:
        """Starts the training of each named net that the store lacks, in this order."""
        for net in map(find_net, names):
            if self.has(net):
                continue
            if self.store.has_outdated(net):
                _log.info("%s was trained by other code or by another TensorFlow: it is trained anew", net.name)
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

    def goes_on_from(self, net: TrainingSpec) -> int | None:
        """Returns the step that `train` goes on from with an unfinished net; None where it begins anew."""
        return self._checkpoints.step(net)

    def close(self) -> None:
        """Ends all workers, in the middle of a call or training too; a training can be gone on with."""
        self._closing.set()
        self._trainings.close()
        self._calls.shutdown()
        self._handover.close()
