"""How server and worker talk: pickled messages over a pair of pipes, each behind its length.

The server side takes only what an answer is made of: this project's own classes, NumPy arrays and plain values.
So nothing that a worker sends can bring TensorFlow into the server, or run code there.
"""

import io
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Literal

from cnn_core.training.wishes import Word

_LENGTH = struct.Struct("<Q")
_PLAIN = frozenset({"set", "frozenset", "complex", "range", "slice", "bytearray"})


@dataclass(frozen=True)
class Call:
    """A function that a worker is to run.

    Attributes:
        function: Importable by module and name.
        args: Positional arguments.
        kwargs: Named arguments.
        is_training: Whether the function takes `on_progress`, to send progress while it runs, and `wishes`, which
            hold what is told by a `Told` meanwhile.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    is_training: bool = False


@dataclass(frozen=True)
class Told:
    """A wish for the training that a worker runs, or will run next.

    Attributes:
        word: The wish.
    """

    word: Word


@dataclass(frozen=True)
class Reply:
    """What a worker says of the call that it runs.

    Attributes:
        kind: "ready" once, before any call; then for each call "progress" any number of times and one of
            "result", "refused" (an error of this project) and "failed" (any other, as text).
        value: The progress, the result, the error, or its traceback.
    """

    kind: Literal["ready", "progress", "result", "refused", "failed"]
    value: Any


def send(pipe: IO[bytes], message: Call | Told | Reply) -> None:
    """Writes one message.

    Raises:
        OSError: The other side is gone.
    """
    data = pickle.dumps(message, protocol=5)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive_call(pipe: IO[bytes]) -> Call | Told:
    """Reads the next call or wish, on the worker's side.

    Raises:
        EOFError: The server is gone.
    """
    call: Call | Told = pickle.loads(_read(pipe))
    return call


def receive_reply(pipe: IO[bytes]) -> Reply:
    """Reads the next reply, on the server's side.

    Raises:
        EOFError: The worker is gone.
        pickle.UnpicklingError: The reply holds what no answer is made of.
    """
    reply: Reply = _AnswersOnly(io.BytesIO(_read(pipe))).load()
    return reply


class _AnswersOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        package = module.partition(".")[0]
        if package in {"cnn_core", "numpy"} or (module == "builtins" and name in _PLAIN):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")


def _read(pipe: IO[bytes]) -> bytes:
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
