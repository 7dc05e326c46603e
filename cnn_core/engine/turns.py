"""Calls that wait for a worker: whose turn it is, where it runs, and which strokes are answered together."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cnn_core.text import language

MOST_TOGETHER = 16
"""How many strokes are answered by one call: with more, each would wait longer than that saves."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Task:
    """A call that waits, and the future of its result.

    Attributes:
        function: What is to be run. That of a stroke takes a list of items and returns a result for each.
        args: Its arguments; of a stroke, its item alone.
        kwargs: Those by name.
        future: Of the result.
        client: Who waits for it; one that nobody is named for is a client of its own.
        is_stroke: Whether somebody's hand waits for it.
        together: What it has in common with the strokes that one call can answer with it; None where it goes alone.
        attempts: How often it was tried; its future is running from the first time on.
        language: Of who asks.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    future: Future[Any] = field(default_factory=Future)
    client: Hashable = field(default_factory=object)
    is_stroke: bool = False
    together: Hashable | None = None
    attempts: int = 0
    language: str = field(default_factory=language.get)

    def is_wanted(self) -> bool:
        """Marks its future as running; tells whether anybody still waits for it."""
        return bool(self.attempts) or self.future.set_running_or_notify_cancel()


_Lane: TypeAlias = OrderedDict[Hashable, deque[Task]]


class Turns:
    """Holds calls until a worker is free; safe to be used by many threads.

    Clients have turns, and so have strokes and other calls. Whatever one client asks for, it has one worker at a
    time; and the first workers may be left to strokes. So a stroke waits for one stroke of everybody else at most,
    and where there is one worker for one other call too; and others are answered however many people draw.

    Args:
        workers: How many there are, by numbers from 0.
        kept_for_strokes: How many of them, from the first on, run nothing but strokes.
    """

    def __init__(self, workers: int = 1, *, kept_for_strokes: int = 0) -> None:
        self._kept_for_strokes = kept_for_strokes
        self._changed = threading.Condition()
        self._strokes: _Lane = OrderedDict()
        self._others: _Lane = OrderedDict()
        self._own: dict[int, deque[Task]] = {worker: deque() for worker in range(workers)}
        self._idle: dict[int, tuple[bool, int]] = {}
        self._under_way: dict[int, list[Task]] = {}
        self._was_stroke: dict[int, bool] = {}
        self._is_closed = False

    def put(self, task: Task) -> None:
        """Lets a task wait; one that was tried before is the next of its client."""
        with self._changed:
            lane = self._strokes if task.is_stroke else self._others
            waiting = lane.setdefault(task.client, deque())
            if task.attempts:
                waiting.appendleft(task)
                lane.move_to_end(task.client, last=False)
            else:
                waiting.append(task)
            self._changed.notify_all()

    def put_for(self, worker: int, task: Task) -> None:
        """Lets a task wait that is one worker's own, before all others."""
        with self._changed:
            self._own[worker].append(task)
            self._changed.notify_all()

    def take(self, worker: int = 0, *, is_loaded: bool = True) -> list[Task]:
        """Waits for the tasks whose turn it is, and marks their futures as running. What was taken before is done.

        Args:
            worker: Who takes. Of several that are idle, the first one does, so that its nets stay opened.
            is_loaded: Whether it can begin at once; one that can goes first.

        Returns:
            One task, or strokes that go together; none once all is closed and answered.
        """
        with self._changed:
            self._under_way.pop(worker, None)
            self._idle[worker] = (not is_loaded, worker)
            self._changed.notify_all()  # whom it worked for may be answered by others now
            try:
                while True:
                    if tasks := self._next_own(worker) or self._next(worker):
                        return tasks
                    if self._is_closed and not self._strokes and not self._others:
                        return []
                    self._changed.wait()
            finally:
                del self._idle[worker]
                self._changed.notify_all()  # what is left is for the next that is idle

    def close(self) -> None:
        """Lets `take` come to an end when nothing waits any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _next_own(self, worker: int) -> list[Task]:
        own = self._own[worker]
        while own:
            task = own.popleft()
            if task.is_wanted():
                return [task]
        return []

    def _next(self, worker: int) -> list[Task]:
        """Takes what comes next of all that waits; nothing where there is nothing for this worker."""
        while (found := self._first(worker)) is not None:
            lane, client = found
            first = _taken(lane, client)
            if not first.is_wanted():
                continue
            self._was_stroke[worker] = first.is_stroke
            tasks = [first, *(self._with(lane, first) if first.together is not None else ())]
            self._under_way[worker] = tasks
            return tasks
        return []

    def _first(self, worker: int) -> tuple[_Lane, Hashable] | None:
        """Returns the client whose turn it is, and in which lane; None where this worker has none to serve."""
        served, lanes = self._served(), []
        if self._is_first(worker, among=0):
            lanes.append(self._strokes)
        if self._is_first(worker, among=self._kept_for_strokes):
            lanes.insert(0 if self._was_stroke.get(worker) else 1, self._others)
        for lane in lanes:
            for client in lane:
                if client not in served:
                    return lane, client
        return None

    def _is_first(self, worker: int, *, among: int) -> bool:
        """Whether no other idle worker is before this one, among those from a number on."""
        return worker >= among and self._idle[worker] == min(
            rank for other, rank in self._idle.items() if other >= among
        )

    def _served(self) -> set[Hashable]:
        return {task.client for tasks in self._under_way.values() for task in tasks}

    def _with(self, lane: _Lane, first: Task) -> Iterator[Task]:
        """Takes the strokes of other clients that go with the first."""
        left = MOST_TOGETHER - 1
        served = self._served() | {first.client}
        for client in list(lane):
            if not left:
                return
            if client not in served and lane[client][0].together == first.together:
                task = _taken(lane, client)
                if task.is_wanted():
                    left -= 1
                    yield task


def _taken(lane: _Lane, client: Hashable) -> Task:
    """Takes the first task of a client, who then stands behind all others."""
    waiting = lane.pop(client)
    task = waiting.popleft()
    if waiting:
        lane[client] = waiting
    return task
