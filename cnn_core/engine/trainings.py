"""The trainings of an engine: one under way, the others in a queue, each with an owner, and a trainer kept warm.

Owners have turns: who waits with several lets others' between. A paused training waits for nobody and bars nobody.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from cnn_core.engine.threads import start_later, start_thread
from cnn_core.engine.trainer import Trainer
from cnn_core.engine.training_run import State, TrainingRun
from cnn_core.engine.wire import Reply
from cnn_core.errors import Busy, Cancelled, EngineError, NotYours, WorkerDied, WorkerFailed
from cnn_core.nets.course import TrainingSpec
from cnn_core.nets.training_text import training_text
from cnn_core.store.handover import Handover
from cnn_core.store.moments import Moments
from cnn_core.store.store import Store
from cnn_core.text import t
from cnn_core.training.loop import Progress
from cnn_core.training.train import train_and_save
from cnn_core.training.wishes import Word

ATTEMPTS = 2
"""How many trainers may die one after the other without getting any further."""
SECONDS_TO_CANCEL = 0.7
"""How long a trainer may take to keep a checkpoint; then it is killed."""
SECONDS_BETWEEN_WATCHES = 0.5
KEPT_RUNS = 100
MOST_PAUSED_EACH = 8
"""How many an owner may have paused; the one that was paused first is cancelled then, and its checkpoint stays."""

_log = logging.getLogger(__name__)
_ENDINGS: dict[str, State] = {"cancel": "cancelled", "displace": "paused"}


class Trainings:
    """Trains each net once however many ask for it, one after another, by turns of those who asked for them.

    Args:
        store: Where nets are kept.
        moments: Where their moments are kept.
        handover: Where the weights of the training under way change hands.
        most: How many may wait or be under way; a paused one does neither.
        most_each: How many of them may be one owner's, the server itself excepted.
        threads: TensorFlow's threads in each.
        environment: Variables that trainers get beside those of this process.
    """

    def __init__(
        self,
        store: Store,
        moments: Moments,
        handover: Handover,
        *,
        most: int,
        most_each: int,
        threads: int,
        environment: Mapping[str, str],
    ) -> None:
        self._store = store
        self._moments = moments
        self._handover = handover
        self._most = most
        self._most_each = most_each
        self._threads = threads
        self._served: OrderedDict[str, None] = OrderedDict()  # owners, the one that had the last turn at the end
        self._environment = environment
        self._changed = threading.Condition(threading.RLock())
        self._runs: dict[TrainingSpec, TrainingRun] = {}
        self._listeners: dict[TrainingSpec, Callable[[Progress], None]] = {}
        self._queue: list[TrainingRun] = []
        self._current: TrainingRun | None = None
        self._ending: str | None = None  # why the trainer of the current run is being ended, a key of `_ENDINGS`
        self._trainer: Trainer | None = None  # of the current run, or a warm one for the next
        self._watch_told = 0.0
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def start(
        self,
        net: TrainingSpec,
        owner: str = "",
        on_progress: Callable[[Progress], None] | None = None,
        *,
        again: bool = False,
    ) -> TrainingRun:
        """Puts a training into the queue, or joins the one of the same net; see `Engine.train`."""
        with self._changed:
            run = self._runs.get(net)
            if run and run.is_under_way:
                return run
            if self._is_closing:
                raise Cancelled(t("engine.cancelled"))
            self._check_room(owner)
            before = self._runs.pop(net, None)  # a new run is the newest
            net_owner: str | None = owner
            if self._store.has(net):  # who trains it again owns this run alone
                net_owner = before.net_owner if before else None
            run = self._runs[net] = TrainingRun(net, owner, net_owner=net_owner, is_again=again)
            if on_progress:
                self._listeners[net] = on_progress
            self._forget_oldest()
            self._enqueue(run)
            if self._thread is None:
                self._thread = start_thread("trainings", self._serve)
            return run

    def pause(self, net: TrainingSpec, owner: str) -> None:
        """Lets a training wait until `resume`; see `Engine.pause`."""
        with self._changed:
            run = self._owned(net, owner, "pause")
            self._unqueue(run)
            if run is self._current and self._trainer:
                self._trainer.tell("pause")
            self._set(run, "paused")
            self._displace_paused()
            paused = [each for each in self._runs.values() if each.state == "paused"]
            for too_many in (
                [each for each in paused if each.owner == owner][:-MOST_PAUSED_EACH],
                paused[:-KEPT_RUNS],
            ):
                for each in too_many:
                    self._cancel(each)

    def resume(self, net: TrainingSpec) -> None:
        """Lets a paused training go on, for anybody; see `Engine.resume`."""
        with self._changed:
            run = self._under_way(net, "resume")
            if run.state != "paused":
                return
            self._check_room(run.owner)
            if run is self._current and self._ending is None and self._trainer:
                self._trainer.tell("resume")
                self._set(run, "running" if run.progress else "starting")
            else:
                self._enqueue(run)

    def cancel(self, net: TrainingSpec, owner: str) -> None:
        """Ends a training within a second; see `Engine.cancel`."""
        with self._changed:
            self._cancel(self._owned(net, owner, "cancel"))

    def watch(self, net: TrainingSpec) -> None:
        """Lets the trainer of a training know that somebody watches it."""
        run, now = self._current, time.monotonic()
        if run is None or run.net != net or now - self._watch_told < SECONDS_BETWEEN_WATCHES:
            return
        with self._changed:
            if run is self._current and self._trainer:
                self._watch_told = now
                self._trainer.tell("watch")

    def runs(self) -> tuple[TrainingRun, ...]:
        """Returns the runs since this engine started, the newest first."""
        with self._changed:
            return tuple(reversed(self._runs.values()))

    def run_of(self, net: TrainingSpec) -> TrainingRun | None:
        """Returns the last run of a net since this engine started."""
        return self._runs.get(net)

    def keep_warm(self) -> None:
        """Starts a trainer for whatever is asked for next, unless there is one."""
        with self._changed:
            if self._is_closing or self._current or self._queue:
                return
            if self._trainer and self._trainer.is_alive:
                return
            self._drop_trainer()
            try:
                self._trainer = Trainer(threads=self._threads, environment=self._environment)
            except OSError as error:
                _log.warning("no trainer could be started: %s", error)

    @property
    def has_warm_trainer(self) -> bool:
        """Whether a trainer is there that has loaded all that a training needs."""
        trainer = self._trainer
        return trainer is not None and trainer.is_alive and trainer.is_ready

    @property
    def process_id(self) -> int | None:
        """The system's number of the trainer's process, if there is one."""
        trainer = self._trainer
        return trainer.process_id if trainer and trainer.is_alive else None

    def close(self) -> None:
        """Ends all trainings; checkpoints stay, so that they can be gone on with."""
        with self._changed:
            self._is_closing = True
            waiting = [run for run in self._runs.values() if run.is_under_way and run is not self._current]
            self._queue.clear()
            for run in waiting:
                self._finish(run, "cancelled", Cancelled(t("engine.cancelled")))
            if self._trainer:
                self._trainer.kill()
            self._changed.notify_all()
        if self._thread:
            self._thread.join(timeout=5)
        if self._trainer:
            self._trainer.end()

    def _serve(self) -> bool:
        """Carries out the run whose turn it is, when there is one; tells whether the engine is closing."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_closing)
            if self._is_closing:
                return True
            run = self._current = self._by_turns()[0]
            self._queue.remove(run)
            self._served[run.owner] = None
            self._served.move_to_end(run.owner)
            while len(self._served) > KEPT_RUNS:
                self._served.popitem(last=False)
            self._ending = None
            self._set(run, "starting")
            self._number_queue()
        try:
            self._handover.begin(run.net)
            self._carry_out(run)
        except Exception:
            _log.exception("training of %s failed", run.net.name)
            self._finish(run, "failed", WorkerFailed(t("engine.failed")))
        finally:
            with self._changed:
                self._current = None
                self._drop_trainer()
            self._handover.end(run.net)
        return False

    def _carry_out(self, run: TrainingRun) -> None:
        """Runs a training in a trainer, and in another one if that dies, from its checkpoint."""
        deaths, furthest = 0, -1
        while True:
            try:
                reply = self._run_once(run)
            except WorkerDied as died:
                if self._is_closing:
                    self._finish(run, "cancelled", Cancelled(t("engine.cancelled")))
                    return
                if self._ending:
                    self._end_as_wished(run)
                    return
                step = run.progress.step if run.progress else 0
                deaths = 1 if step > furthest else deaths + 1
                furthest = max(step, furthest)
                _log.warning("trainer of %s ended at step %d (%s)", run.net.name, step, died)
                if deaths >= ATTEMPTS:
                    self._finish(run, "failed", WorkerDied(t("training.died", net=training_text(run.net))))
                    return
                with self._changed:
                    self._drop_trainer()
                    if run.state != "paused":
                        self._set(run, "starting")
                continue
            self._conclude(run, reply)
            return

    def _run_once(self, run: TrainingRun) -> Reply:
        with self._changed:
            if self._ending or self._is_closing:
                raise WorkerDied(t("engine.cancelled"))
            if not (self._trainer and self._trainer.is_alive):
                try:
                    self._trainer = Trainer(threads=self._threads, environment=self._environment)
                except OSError as error:
                    raise WorkerDied(str(error)) from error
            trainer = self._trainer
            others = {other.net for other in self._runs.values() if other.is_under_way}
            if run.state == "paused":  # while its trainer was started, or when another one died
                trainer.tell("pause")
        return trainer.run(
            train_and_save,
            run.net,
            store=self._store,
            moments=self._moments,
            again=run.is_again,
            others=others,
            on_progress=lambda progress: self._report(run, progress),
        )

    def _conclude(self, run: TrainingRun, reply: Reply) -> None:
        if reply.kind == "result":
            _log.info("training of %s finished", run.net.name)
            self._finish(run, "done")
        elif self._ending and isinstance(reply.value, Cancelled):
            self._end_as_wished(run)
        elif reply.kind == "refused":
            _log.error("training of %s failed: %s", run.net.name, reply.value)
            self._finish(run, "failed", reply.value)
        else:
            _log.error("training of %s failed in its worker: %s", run.net.name, reply.value)
            self._finish(run, "failed", WorkerFailed(t("engine.failed")))

    def _end_as_wished(self, run: TrainingRun) -> None:
        assert self._ending
        if _ENDINGS[self._ending] == "cancelled":
            _log.info("training of %s cancelled", run.net.name)
            self._finish(run, "cancelled", Cancelled(t("training.cancelled")))

    def _report(self, run: TrainingRun, progress: Progress) -> None:
        with self._changed:
            if run.progress is None:
                _log.info("training of %s started in process %s", run.net.name, self.process_id)
            run.progress = progress
            self._set(run, "paused" if run.state == "paused" else "running")
            self._displace_paused()
        if listener := self._listeners.get(run.net):
            try:
                listener(progress)
            except Exception:  # the training is everybody's
                _log.exception("a listener of the training of %s failed", run.net.name)

    def _displace_paused(self) -> None:
        """Ends the trainer of a paused run that others wait behind: it goes on from its checkpoint, when it may."""
        run = self._current
        if run and run.state == "paused" and run.progress and self._queue and self._ending is None:
            self._end_trainer("displace", SECONDS_TO_CANCEL)

    def _end_trainer(self, ending: str, seconds: float) -> None:
        """Asks the trainer of the current run to keep a checkpoint and end, and kills it after some seconds."""
        self._ending = ending
        run, trainer = self._current, self._trainer
        assert run

        def kill() -> None:
            if _ENDINGS[ending] == "cancelled":  # at once, however long the system takes to end the process
                self._finish(run, "cancelled", Cancelled(t("training.cancelled")))
            if trainer:
                trainer.kill()

        if trainer and seconds:
            trainer.tell("cancel")
            start_later("trainer-ends", seconds, kill)
        else:
            kill()

    def _drop_trainer(self) -> None:
        """Ends the trainer; whatever comes of that, there is none any more."""
        trainer, self._trainer = self._trainer, None
        if trainer:
            try:
                trainer.kill()
                trainer.end()
            except Exception:
                _log.exception("a trainer could not be ended")

    def _check_room(self, owner: str) -> None:
        """Raises `Busy` where one more would be one too many."""
        waiting = [run for run in self._runs.values() if run.is_under_way and run.state != "paused"]
        if owner and sum(run.owner == owner for run in waiting) >= self._most_each:
            raise Busy(t("engine.busy_yours", most=self._most_each))
        if len(waiting) >= self._most:
            raise Busy(t("engine.busy", most=self._most))

    def _cancel(self, run: TrainingRun) -> None:
        self._unqueue(run)
        if run is self._current:
            self._end_trainer("cancel", SECONDS_TO_CANCEL if run.progress else 0.0)
        else:
            self._finish(run, "cancelled", Cancelled(t("training.cancelled")))

    def _by_turns(self) -> list[TrainingRun]:
        """Returns the queue as it will be carried out: next is always the owner whose last turn is longest ago."""
        left, turns = list(self._queue), {owner: turn for turn, owner in enumerate(self._served)}
        now = count(len(turns))
        order: list[TrainingRun] = []
        while left:
            run = min(left, key=lambda each: turns.get(each.owner, -1))  # of several, the first that came
            left.remove(run)
            turns[run.owner] = next(now)
            order.append(run)
        return order

    def _enqueue(self, run: TrainingRun) -> None:
        self._queue.append(run)
        self._set(run, "waiting")
        self._number_queue()
        self._displace_paused()
        self._changed.notify_all()

    def _unqueue(self, run: TrainingRun) -> None:
        if run in self._queue:
            self._queue.remove(run)
            self._number_queue()

    def _number_queue(self) -> None:
        places = {id(run): place for place, run in enumerate(self._by_turns(), start=1)}
        for run in self._runs.values():
            place = places.get(id(run), 0)
            if run.place != place:
                run.place = place
                run.version += 1

    def _set(self, run: TrainingRun, state: State) -> None:
        run.state = state
        run.version += 1

    def _finish(self, run: TrainingRun, state: State, error: EngineError | Any = None) -> None:
        with self._changed:
            if not run.is_under_way:
                return
            run.place = 0
            self._set(run, state)
            self._listeners.pop(run.net, None)
        if error is None:
            run.done.set_result(None)
        else:
            run.done.set_exception(error)

    def _under_way(self, net: TrainingSpec, word: Word) -> TrainingRun:
        run = self._runs.get(net)
        if run is None or not run.is_under_way:
            raise EngineError(t(f"training.nothing_to_{word}", net=training_text(net)))
        return run

    def _owned(self, net: TrainingSpec, owner: str, word: Word) -> TrainingRun:
        run = self._under_way(net, word)
        if run.owner != owner:
            raise NotYours(t("training.not_yours", net=training_text(net)))
        return run

    def _forget_oldest(self) -> None:
        ended = [net for net, run in self._runs.items() if not run.is_under_way]
        for net in ended[: max(0, len(self._runs) - KEPT_RUNS)]:
            del self._runs[net]
