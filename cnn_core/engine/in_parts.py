"""A long call in short ones, one after another, so that others' calls come between and no stroke waits for it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

Part = TypeVar("Part")


def in_parts(calls: Sequence[Callable[[], Future[Part]]], join: Callable[[Part, Part], Part]) -> Future[Part]:
    """Makes calls one after another.

    Args:
        calls: Each starts one, when the one before has ended; at least one.
        join: Makes one result of those so far and the next.

    Returns:
        A future of all results joined, or of the first error.
    """
    whole: Future[Part] = Future()
    whole.set_running_or_notify_cancel()

    def start(number: int, so_far: Part | None) -> None:
        try:
            calls[number]().add_done_callback(lambda done: go_on(number, so_far, done))
        except Exception as error:  # the caller that waits must hear of it
            whole.set_exception(error)

    def go_on(number: int, so_far: Part | None, done: Future[Part]) -> None:
        if error := done.exception():
            whole.set_exception(error)
            return
        joined = done.result() if so_far is None else join(so_far, done.result())
        if number + 1 < len(calls):
            start(number + 1, joined)
        else:
            whole.set_result(joined)

    start(0, None)
    return whole
