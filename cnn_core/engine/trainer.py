"""The process of one training: kept warm before it and gone after it, so that chance in it is its own alone."""

import contextlib
import logging
import pickle
import threading
from collections.abc import Callable, Mapping
from typing import Any

from cnn_core.engine.start import start_worker
from cnn_core.engine.threads import start_once
from cnn_core.engine.wire import Call, Reply, Told, receive_reply, send
from cnn_core.errors import WorkerDied
from cnn_core.training.train import get_ready
from cnn_core.training.wishes import Word

NICENESS = 10

_log = logging.getLogger(__name__)


class Trainer:
    """A process of low priority that loads TensorFlow at once and then runs one training.

    Args:
        environment: Variables that it gets beside those of this process.

    Attributes:
        is_ready: Whether all that a training needs is loaded.

    Raises:
        OSError: The system starts no process.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = start_worker(threads=0, niceness=NICENESS, environment=environment)
        self._writing = threading.Lock()
        self.is_ready = False
        self._ready = start_once("trainer-gets-ready", self._get_ready)

    @property
    def process_id(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process is there."""
        return not self._process.has_ended

    def run(
        self, function: Callable[..., Any], *args: Any, on_progress: Callable[[Any], None], **kwargs: Any
    ) -> Reply:
        """Runs a training, and returns what became of it.

        Args:
            function: Importable by module and name; it takes `on_progress` and `wishes`.
            args: Positional arguments.
            on_progress: Called in this thread with what the training reports.
            kwargs: Named arguments.

        Raises:
            WorkerDied: The process ended before the training did.
        """
        try:
            self._ready.join()
            self._send(Call(function, args, kwargs, is_training=True))
            while (reply := self._receive()).kind == "progress":
                on_progress(reply.value)
            return reply
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise WorkerDied(repr(error)) from error

    def tell(self, word: Word) -> None:
        """Tells the training a wish; one that has not begun hears it when it does.

        Args:
            word: The wish.
        """
        with contextlib.suppress(OSError, ValueError):  # it is gone: `run` will say so
            self._send(Told(word))

    def kill(self) -> None:
        """Ends the process at once, in the middle of a step too."""
        self._process.kill()

    def end(self) -> None:
        """Ends the process and waits until it is gone."""
        self._process.end()

    def _get_ready(self) -> None:
        with contextlib.suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):  # dead: `run` will say so
            self._send(Call(get_ready, (), {}))
            while (kind := self._receive().kind) == "ready":
                pass
            self.is_ready = kind == "result"  # otherwise the training will say what is wrong

    def _receive(self) -> Reply:
        return receive_reply(self._process.stdout)

    def _send(self, message: Call | Told) -> None:
        with self._writing:
            send(self._process.stdin, message)
