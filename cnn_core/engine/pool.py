"""Worker processes behind the standard `Executor` interface, each replaced when it dies, hangs or has grown.

Not `ProcessPoolExecutor`: Streamlit puts the page script in the place of `__main__`, which a spawned pool would
execute in each worker, and one dead worker breaks that whole pool.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor, Future, InvalidStateError
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from cnn_core.engine.process import SECONDS_TO_END
from cnn_core.engine.slot import ATTEMPTS, DiedInMidCall, Slot, TooLate, resident_bytes
from cnn_core.engine.threads import start_thread
from cnn_core.engine.turns import Task, Turns
from cnn_core.engine.wire import Call
from cnn_core.errors import Cancelled, WorkerDied, WorkerFailed
from cnn_core.text import language, t

SECONDS_FOR_A_STROKE = 20.0
SECONDS_FOR_A_CALL = 40.0
"""How long an answer may take: far longer than on a busy machine, for a net that must be opened first."""
SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_BETWEEN_LOADS = 1.0
"""After one that ended in an error."""
SECONDS_TO_GROW = 60.0
"""How long a worker is left alone after one that has grown was replaced by it."""
SECONDS_TO_TELL = 1.0

NICENESS = 3
"""Of a worker that runs long calls beside one that is kept for strokes: the system lets strokes go first, too."""

State = Literal["starting", "warm", "dead"]

_log = logging.getLogger(__name__)


class WorkerPool(Executor):
    """Worker processes that share what waits; whose turn it is, `turns.py` says.

    Args:
        workers: How many processes.
        kept_for_strokes: How many of them run nothing but strokes; the others are of lower priority then.
        threads: TensorFlow's threads in each.
        environment: Variables that the processes get beside those of this one.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        kept_for_strokes: int = 0,
        threads: int = 1,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._turns = Turns(workers, kept_for_strokes=kept_for_strokes)
        self._closing = threading.Event()
        self._first_call: Call | None = None
        self._further: Sequence[tuple[Any, ...]] = ()
        self._furthered: dict[int, tuple[int | None, int]] = {}  # of each slot: which process, and how far it is
        self._opening: Future[Any] | None = None
        self._loads: dict[int, tuple[Future[Any], float]] = {}  # of each slot the last, and when the next may come
        self._slots = [
            Slot(
                threads=threads,
                niceness=NICENESS if 0 < kept_for_strokes <= number else 0,
                environment=dict(environment or {}),
            )
            for number in range(workers)
        ]
        self._threads = [
            start_thread(f"worker-{number}", partial(self._serve, number)) for number in range(workers)
        ]
        self._threads.append(start_thread("workers-watch", self._watch))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Runs a function in a worker.

        Args:
            fn: Importable by module and name; what it returns is made of this project's classes, arrays and
                plain values.
            args: Positional arguments.
            kwargs: Named arguments.

        Returns:
            A future of the result. It ends in the function's own error when that is one of this project's, in
            `WorkerFailed` for any other, in `WorkerDied` when two workers ended over it or it took longer than
            `SECONDS_FOR_A_CALL`, and in `Cancelled` when the pool is shut down first.
        """
        return self._put(Task(function=fn, args=args, kwargs=kwargs))

    def submit_for(self, client: Hashable, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Runs a function in a worker, as `submit` does, when it is a client's turn.

        Args:
            client: Who waits for it; None for nobody in particular.
            fn: As for `submit`.
            args: Positional arguments.
            kwargs: Named arguments.
        """
        if client is None:
            return self.submit(fn, *args, **kwargs)
        return self._put(Task(function=fn, args=args, kwargs=kwargs, client=client))

    def submit_stroke(
        self,
        client: Hashable,
        fn: Callable[[list[Any]], Sequence[Any]],
        item: Any,
        *,
        together: Hashable | None = None,
    ) -> Future[Any]:
        """Answers a stroke in a worker, by one call with others that wait where that can be.

        Args:
            client: Whose stroke it is; None for nobody in particular.
            fn: From a list of items to a result for each, in their order; importable like that of `submit`.
            item: What is asked.
            together: What it has in common with the strokes that one call can answer with it; None where it goes
                alone.

        Returns:
            A future of the result for this item. Where a call for several ends in an error, each of them is tried
            alone, so that nobody's stroke costs others theirs.
        """
        client = object() if client is None else client
        if together is not None:
            together = together, language.get()
        return self._put(Task(function=fn, args=(item,), client=client, is_stroke=True, together=together))

    def keep_loaded(self, fn: Callable[..., Any], /, *args: Any, further: Sequence[tuple[Any, ...]] = ()) -> None:
        """Starts every worker now, and again when one has ended, and has each run a call before all others.

        Args:
            fn: As for `submit`; what it opens is opened when the first question comes.
            args: Positional arguments.
            further: Other arguments, for which each worker runs it later, when it has nothing else to do; one
                worker after another, so that strokes wait for none of it. What it refuses then is let be.
        """
        self._further = further
        self._first_call = Call(fn, args, {})

    @property
    def state(self) -> State:
        """Whether all workers are loaded and answer; "dead" where none is and one could not be."""
        loaded = [slot for slot in self._slots if slot.is_loaded and slot.process_id is not None]
        if not loaded and any(slot.has_failed for slot in self._slots):
            return "dead"
        if len(loaded) < len(self._slots) or any(slot.is_silent for slot in self._slots):
            return "starting"
        return "warm"

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of the worker processes that are alive."""
        return tuple(pid for slot in self._slots if (pid := slot.process_id) is not None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the workers, in the middle of a call too; calls that have no answer yet end in `Cancelled`.

        Args:
            wait: Whether to return only when they are gone.
            cancel_futures: Part of the interface; an unanswered call always ends here.
        """
        self._closing.set()
        self._turns.close()
        for slot in self._slots:
            slot.close()
        if wait:
            for thread in self._threads:
                thread.join(timeout=2 * SECONDS_TO_END)

    def _put(self, task: Task) -> Future[Any]:
        if self._closing.is_set():
            task.future.set_exception(Cancelled(t("engine.cancelled")))
        else:
            self._turns.put(task)
        return task.future

    def _watch(self) -> bool:
        """Ends what hangs, and has a worker started where one is missing, or another where one has grown."""
        for number, slot in enumerate(self._slots):
            slot.look()
            if self._first_call:
                self._keep(number, slot, self._first_call)
        return self._closing.wait(SECONDS_BETWEEN_LOOKS)

    def _keep(self, number: int, slot: Slot, first_call: Call) -> None:
        loading, not_before = self._loads.get(number, (None, 0.0))
        if loading and not loading.done():
            return
        is_short = slot.is_short
        if (is_short or slot.has_grown) and time.monotonic() >= not_before:
            task = Task(function=first_call.function, args=first_call.args)
            pause = SECONDS_BETWEEN_LOADS if slot.has_failed else 0.0 if is_short else SECONDS_TO_GROW
            self._loads[number] = task.future, time.monotonic() + pause
            self._turns.put_for(number, task)
        elif not is_short:
            self._open_further(number, slot, first_call)

    def _open_further(self, number: int, slot: Slot, first_call: Call) -> None:
        """Has an idle worker run the next of the further calls, if no other one does."""
        process, done = self._furthered.get(number, (None, 0))
        done = done if process == slot.process_id else 0
        if done < len(self._further) and not slot.is_busy and (self._opening is None or self._opening.done()):
            task = Task(function=first_call.function, args=self._further[done])
            self._furthered[number] = slot.process_id, done + 1
            self._opening = task.future
            self._turns.put_for(number, task)

    def _serve(self, number: int) -> bool:
        """Runs what is due in a slot's process; tells whether nothing is due any more."""
        slot = self._slots[number]
        tasks = self._turns.take(number, is_loaded=slot.is_loaded)
        try:
            if tasks and tasks[0].future is self._loads.get(number, (None,))[0]:
                self._load(slot, tasks[0])
            elif len(tasks) < 2 or not self._answered_together(slot, tasks):
                for task in tasks:
                    self._answer(slot, task)
        except Exception:
            for task in tasks:  # whoever waits must hear of it
                _fail(task, WorkerFailed(t("engine.failed")))
            raise
        return not tasks

    def _load(self, slot: Slot, task: Task) -> None:
        """Has a slot's process opened for the first question, in place of one that has grown."""
        if slot.is_loaded and slot.has_grown:
            _log.info(
                "worker %s has grown to %d MB and is replaced",
                slot.process_id,
                resident_bytes(slot.process_id) // 10**6,
            )
            slot.end()
        started = time.monotonic()
        self._answer(slot, task, is_anybodys=False)
        error = task.future.exception()
        slot.has_failed, slot.is_loaded = error is not None, error is None
        seconds = time.monotonic() - started
        if error and not self._closing.is_set():
            _log.error("worker cannot answer: %s", error)
        elif not error and seconds > SECONDS_TO_TELL:
            _log.info("worker %s is loaded after %.1f s", slot.process_id, seconds)

    def _answered_together(self, slot: Slot, tasks: list[Task]) -> bool:
        """Answers strokes by one call; tells whether it did, and else leaves each to be tried alone."""
        call = Call(tasks[0].function, ([task.args[0] for task in tasks],), {}, language=tasks[0].language)
        try:
            reply = slot.run(call, SECONDS_FOR_A_STROKE)
        except TooLate as late:
            for task in tasks:
                _fail(task, late)
            return True
        except Exception:  # the worker died, or one of them cannot be pickled
            return False
        if reply.kind != "result":
            return False
        for task, result in zip(tasks, reply.value, strict=True):
            task.future.set_result(result)
        return True

    def _answer(self, slot: Slot, task: Task, *, is_anybodys: bool = True) -> None:
        """Runs a task in a slot's process; one that died over it costs anybody's task a second try."""
        args = ([*task.args],) if task.is_stroke else task.args
        seconds = SECONDS_FOR_A_STROKE if task.is_stroke else SECONDS_FOR_A_CALL
        try:
            reply = slot.run(Call(task.function, args, task.kwargs, language=task.language), seconds)
        except WorkerDied as died:
            if self._closing.is_set():
                _fail(task, Cancelled(t("engine.cancelled")))
            elif isinstance(died, DiedInMidCall) and is_anybodys and task.attempts + 1 < ATTEMPTS:
                self._turns.put(replace(task, together=None, attempts=task.attempts + 1))  # whichever is free first
            else:
                _fail(task, died)
            return
        except Exception:
            _log.exception("call could not be run")
            _fail(task, WorkerFailed(t("engine.failed")))
            return
        if reply.kind == "result":
            task.future.set_result(reply.value[0] if task.is_stroke else reply.value)
        elif reply.kind == "refused":
            _fail(task, reply.value)
        else:
            _log.error("call failed in worker: %s", reply.value)
            _fail(task, WorkerFailed(t("engine.failed")))


def _fail(task: Task, error: BaseException) -> None:
    with contextlib.suppress(InvalidStateError):
        task.future.set_exception(error)
