"""The engine's threads: what a piece of their work raises is logged, and they go on with the next.

A thread that ends by an exception takes with it all that it would have done later, and nobody is told. So no thread
of the engine is started but here (`tests/cnn_core/engine/test_threads.py`).
"""

import logging
import threading
import time
from collections.abc import Callable

SECONDS_AFTER_A_FAULT = 0.1
"""So that a fault that comes each time does not take a whole core."""

_log = logging.getLogger(__name__)


def start_thread(name: str, work: Callable[[], object]) -> threading.Thread:
    """Starts a thread that does a piece of work again and again, whatever comes of it.

    Args:
        name: What the log calls it.
        work: One piece. The thread ends when it returns True.
    """
    thread = threading.Thread(target=_go_on, args=(name, work), name=name, daemon=True)
    thread.start()
    return thread


def start_once(name: str, work: Callable[[], object]) -> threading.Thread:
    """Starts a thread for one piece of work; what it raises is logged.

    Args:
        name: What the log calls it.
        work: The piece.
    """
    thread = threading.Thread(target=_survived, args=(name, work), name=name, daemon=True)
    thread.start()
    return thread


def start_later(name: str, seconds: float, work: Callable[[], object]) -> threading.Thread:
    """Starts a thread for one piece of work some seconds from now; what it raises is logged.

    Args:
        name: What the log calls it.
        seconds: How long it waits.
        work: The piece.
    """
    timer = threading.Timer(seconds, _survived, args=(name, work))
    timer.daemon = True
    timer.start()
    return timer


def _go_on(name: str, work: Callable[[], object]) -> None:
    while _survived(name, work) is not True:
        pass


def _survived(name: str, work: Callable[[], object]) -> object:
    try:
        return work()
    except Exception:
        _log.exception("fault in thread %s", name)
        time.sleep(SECONDS_AFTER_A_FAULT)
        return None
