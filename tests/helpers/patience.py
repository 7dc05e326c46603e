"""How long a test waits for what comes to pass by itself: the one place where seconds stand.

These bounds end a test that would wait for ever, and measure nothing: on a machine that has much else to do,
all takes many times as long as on a quiet one. `tests/test_patience.py` finds a test that has seconds of its own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 120.0
"""For whatever takes some seconds on a quiet machine: an answer, a page, a worker's start, a small training."""
MILLISECONDS = 1000 * SECONDS
LONG_SECONDS = 5 * SECONDS
"""For what waits behind the trainings of a server's start."""
LONG_MILLISECONDS = 1000 * LONG_SECONDS
SECONDS_BETWEEN_LOOKS = 0.02
MILLISECONDS_OF_AN_ATTEMPT = 3_000
"""After which what had no effect is tried once more."""


def until(condition: Callable[[], object], tell: Callable[[], str] = str, *, seconds: float = SECONDS) -> None:
    """Waits until a condition holds.

    Args:
        condition: What is asked again and again.
        tell: What may explain that it did not come to pass, such as a log.
        seconds: The bound.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it did not come to pass:\n{tell()}"
        time.sleep(SECONDS_BETWEEN_LOOKS)


@contextmanager
def work_of_at_most(seconds: float) -> Iterator[None]:
    """Bounds how much the processor works for this process, which other processes do not make longer."""
    before = time.process_time()
    try:
        yield
    finally:
        assert time.process_time() - before < seconds
