"""Worker processes behind the standard `Executor` interface, each replaced when it dies.

Not `ProcessPoolExecutor`: Streamlit puts the page script in the place of `__main__`, which a spawned pool would
execute in each worker, and one dead worker breaks that whole pool.
"""

import logging
import math
import pickle
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor, Future
from typing import Any

from cnn_core.engine.process import SECONDS_TO_END, WorkerProcess
from cnn_core.engine.start import start_worker
from cnn_core.engine.turns import Task, Turns
from cnn_core.engine.wire import Call, Reply, receive_reply, send
from cnn_core.errors import Cancelled, WorkerDied, WorkerFailed
from cnn_core.text import t

ATTEMPTS = 2
MOST_SECONDS_BETWEEN_STARTS = 30.0

_log = logging.getLogger(__name__)


class WorkerPool(Executor):
    """Worker processes that share what waits; whose turn it is, `turns.py` says.

    Args:
        workers: How many processes.
        threads: TensorFlow's threads in each.
        environment: Variables that the processes get beside those of this one.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        threads: int = 1,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._environment = dict(environment or {})
        self._threads = threads
        self._turns = Turns()
        self._closing = threading.Event()
        self._processes: dict[int, WorkerProcess] = {}
        self._failed_starts = 0
        self._no_start_before = 0.0
        self._slots = [
            threading.Thread(target=self._serve, args=(slot,), name=f"worker-{slot}", daemon=True)
            for slot in range(workers)
        ]
        for thread in self._slots:
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Runs a function in a worker.

        Args:
            fn: Importable by module and name; what it returns is made of this project's classes, arrays and
                plain values.
            args: Positional arguments.
            kwargs: Named arguments.

        Returns:
            A future of the result. It ends in the function's own error when that is one of this project's, in
            `WorkerFailed` for any other, in `WorkerDied` when two workers ended over it, and in `Cancelled`
            when the pool is shut down first.
        """
        return self._put(Task(function=fn, args=args, kwargs=kwargs))

    def submit_for(self, client: Hashable, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Runs a function in a worker, as `submit` does, when it is a client's turn.

        Args:
            client: Who waits for it.
            fn: As for `submit`.
            args: Positional arguments.
            kwargs: Named arguments.
        """
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
            client: Whose stroke it is.
            fn: From a list of items to a result for each, in their order; importable like that of `submit`.
            item: What is asked.
            together: What it has in common with the strokes that one call can answer with it; None where it goes
                alone.

        Returns:
            A future of the result for this item. Where a call for several ends in an error, each of them is tried
            alone, so that nobody's stroke costs others theirs.
        """
        return self._put(Task(function=fn, args=(item,), client=client, is_stroke=True, together=together))

    def _put(self, task: Task) -> Future[Any]:
        if self._closing.is_set():
            task.future.set_exception(Cancelled(t("engine.cancelled")))
        else:
            self._turns.put(task)
        return task.future

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The ids of the worker processes that are alive."""
        return tuple(
            process.pid for process in list(self._processes.values()) if process.pid and not process.has_ended
        )

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the workers, in the middle of a call too; calls that have no answer yet end in `Cancelled`.

        Args:
            wait: Whether to return only when they are gone.
            cancel_futures: Part of the interface; an unanswered call always ends here.
        """
        self._closing.set()
        self._turns.close()
        for process in list(self._processes.values()):
            process.end()
        if wait:
            for thread in self._slots:
                thread.join(timeout=2 * SECONDS_TO_END)

    def _serve(self, slot: int) -> None:
        """Runs what is due, one call after the other, in this slot's process, for as long as the pool lives."""
        while tasks := self._turns.take():
            if len(tasks) > 1 and self._answered_together(slot, tasks):
                continue
            for task in tasks:
                self._answer(slot, task)

    def _answered_together(self, slot: int, tasks: list[Task]) -> bool:
        """Answers strokes by one call; tells whether it did, and else leaves each to be tried alone."""
        call = Call(tasks[0].function, ([task.args[0] for task in tasks],), {})
        try:
            reply = self._run(slot, call, attempts=1)
        except WorkerDied:
            return False
        except Exception:  # one of them cannot be pickled: the process may be in mid-call
            self._end(slot)
            return False
        if reply.kind != "result":
            return False
        for task, result in zip(tasks, reply.value, strict=True):
            task.future.set_result(result)
        return True

    def _answer(self, slot: int, task: Task) -> None:
        args = ([*task.args],) if task.is_stroke else task.args
        try:
            reply = self._run(slot, Call(task.function, args, task.kwargs), attempts=ATTEMPTS)
        except WorkerDied as died:
            error = Cancelled(t("engine.cancelled")) if self._closing.is_set() else died
            task.future.set_exception(error)
            return
        except Exception:  # the call cannot be pickled: the process may be in mid-call
            _log.exception("call could not be run")
            self._end(slot)
            task.future.set_exception(WorkerFailed(t("engine.failed")))
            return
        if reply.kind == "result":
            task.future.set_result(reply.value[0] if task.is_stroke else reply.value)
        elif reply.kind == "refused":
            task.future.set_exception(reply.value)
        else:
            _log.error("call failed in worker: %s", reply.value)
            task.future.set_exception(WorkerFailed(t("engine.failed")))

    def _end(self, slot: int) -> None:
        if process := self._processes.pop(slot, None):
            process.end()

    def _run(self, slot: int, call: Call, *, attempts: int) -> Reply:
        for _attempt in range(attempts):
            if self._closing.is_set():
                break
            process = self._processes.get(slot)
            if process and process.has_ended:
                _log.warning("worker %d ended between calls", process.pid)
                process.end()
                process = None
            if process is None:
                process = self._start(slot)
            try:
                send(process.stdin, call)
                return receive_reply(process.stdout)
            except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
                process.end()  # a ValueError is the word of a pipe that a shutdown has closed meanwhile
                self._processes.pop(slot, None)
                if not self._closing.is_set():
                    _log.warning("worker %d ended in mid-call (%r)", process.pid, error)
        raise WorkerDied(t("engine.died"))

    def _start(self, slot: int) -> WorkerProcess:
        """Starts a slot's process, unless starts have failed: then the pause before the next doubles each time."""
        pause = self._no_start_before - time.monotonic()
        if pause > 0:
            raise WorkerDied(t("engine.not_started", seconds=math.ceil(pause)))
        for _attempt in range(ATTEMPTS):
            if self._closing.is_set():
                break
            try:
                process = self._processes[slot] = start_worker(threads=self._threads, environment=self._environment)
                receive_reply(process.stdout)  # it is ready
            except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
                if not self._closing.is_set():
                    _log.warning("worker did not start (%r)", error)
                if failed := self._processes.pop(slot, None):
                    failed.end()
                continue
            self._failed_starts = 0
            _log.info("worker %d started", process.pid)
            return process
        self._failed_starts += 1
        pause = min(2.0**self._failed_starts, MOST_SECONDS_BETWEEN_STARTS)
        self._no_start_before = time.monotonic() + pause
        raise WorkerDied(t("engine.not_started", seconds=math.ceil(pause)))
