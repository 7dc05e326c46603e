"""Functions that the tests run in a worker process."""

import os
import signal
import time
from pathlib import Path

from cnn_core.errors import ImageError
from cnn_core.settings import settings
from cnn_core.text import add_catalogues, t
from tests.helpers.patience import until

_kept: list[bytes] = []


def double(array):
    return 2 * array


def process_id():
    return os.getpid()


def setting(name):
    return getattr(settings(), name)


def print_and_return(value):
    print("this must not end up among the replies", flush=True)
    os.write(1, b"nor must this")
    return value


def refuse():
    raise ImageError("a sentence")


def refuse_in_words(folder, name):
    add_catalogues(Path(folder))
    raise ImageError(t("made_up.net", name=name))


def fail():
    raise ZeroDivisionError("nobody foresaw this")


def fail_in_tensorflow():
    import tensorflow as tf

    tf.zeros((2, 3)) @ tf.zeros((2, 3))


def return_a_tensor():
    import tensorflow as tf

    return tf.zeros((2, 3))


def return_an_unlisted_value():
    return Path("somewhere")


def die_once(marker: str):
    """Kills its own process in mid-call, the first time only."""
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def stop():
    """Stops its own process, which then neither answers nor ends."""
    os.kill(os.getpid(), signal.SIGSTOP)


def grow(count: int):
    """Keeps so many bytes until its process ends, and tells which that is."""
    _kept.append(b"x" * count)
    return os.getpid()


def mark(folder: str, name: str):
    """Leaves a mark that names this process."""
    if name == "refused":
        raise ImageError("a sentence")
    Path(folder, f"{name}-{os.getpid()}").touch()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(seconds: float):
    time.sleep(seconds)
    return seconds


def meet(here: str, there: str):
    """Leaves a mark, and waits for the other's."""
    Path(here).touch()
    until(Path(there).exists)
    return True


def doubles(items):
    return [(2 * item, len(items)) for item in items]


def wait_for(marker: str):
    """Waits for a mark, so that others come to wait meanwhile."""
    until(Path(marker).exists)


def stop_over_seven(items):
    """Never answers where seven is among what is asked."""
    if 7 in items:
        stop()
    return doubles(items)


def process_ids(items):
    return [os.getpid()] * len(items)


def wait_for_all(markers):
    for marker in markers:
        wait_for(marker)
    return markers


def doubles_of_even(items):
    """Refuses, fails or dies over each number that is not even, with those that are asked with it."""
    for item in items:
        if item == 1:
            raise ImageError("one")
        if item == 3:
            raise ZeroDivisionError
        if item == 5:
            os.kill(os.getpid(), signal.SIGKILL)
    return doubles(items)
