"""Calls that wait for a worker: whose turn it is, and which strokes are answered together."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeAlias

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
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    future: Future[Any] = field(default_factory=Future)
    client: Hashable = field(default_factory=object)
    is_stroke: bool = False
    together: Hashable | None = None


_Lane: TypeAlias = OrderedDict[Hashable, deque[Task]]


class Turns:
    """Holds calls until a worker is free; safe to be used by many threads.

    Strokes and other calls go by turns, and so do the clients of either. So a stroke waits for one other call and
    for one stroke of everybody else at most, however much anybody asks for; and others are answered however many
    people draw.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._strokes: _Lane = OrderedDict()
        self._others: _Lane = OrderedDict()
        self._was_stroke = False
        self._is_closed = False

    def put(self, task: Task) -> None:
        """Lets a task wait."""
        with self._changed:
            lane = self._strokes if task.is_stroke else self._others
            lane.setdefault(task.client, deque()).append(task)
            self._changed.notify()

    def take(self) -> list[Task]:
        """Waits for the tasks whose turn it is, and marks their futures as running.

        Returns:
            One task, or strokes that go together; none once all is closed and answered.
        """
        with self._changed:
            while True:
                if tasks := self._next():
                    return tasks
                if self._is_closed:
                    return []
                self._changed.wait()

    def close(self) -> None:
        """Lets `take` come to an end when nothing waits any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _next(self) -> list[Task]:
        """Takes what comes next of all that waits; nothing where all was cancelled."""
        while self._strokes or self._others:
            is_stroke = bool(self._strokes) and not (self._was_stroke and self._others)
            lane = self._strokes if is_stroke else self._others
            first = _taken(lane, next(iter(lane)))
            if not first.future.set_running_or_notify_cancel():
                continue
            self._was_stroke = is_stroke
            tasks = [first]
            if first.together is not None:
                tasks += _with(lane, first)
            return tasks
        return []


def _with(lane: _Lane, first: Task) -> Iterator[Task]:
    """Takes the strokes of other clients that go with the first."""
    left = MOST_TOGETHER - 1
    for client in list(lane):
        if not left:
            return
        if client != first.client and lane[client][0].together == first.together:
            task = _taken(lane, client)
            if task.future.set_running_or_notify_cancel():
                left -= 1
                yield task


def _taken(lane: _Lane, client: Hashable) -> Task:
    """Takes the first task of a client, who then stands behind all others."""
    waiting = lane.pop(client)
    task = waiting.popleft()
    if waiting:
        lane[client] = waiting
    return task
