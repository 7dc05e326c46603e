"""How server and worker talk: pickled messages over a pair of pipes, each behind its length.

The server side takes only what an answer is made of (`answers.py`), and no more of it than `MOST_BYTES`. So nothing
that a worker sends can bring TensorFlow into the server, run code there, or take its memory.
"""

import io
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Literal, get_args

from cnn_core.engine.answers import AnswerReader, AnswerWriter
from cnn_core.errors import ConvscopeError
from cnn_core.text import DEFAULT_LANGUAGE
from cnn_core.training.wishes import Word

Kind = Literal["ready", "progress", "result", "refused", "failed"]

_LENGTH = struct.Struct("<Q")
MOST_BYTES = 256_000_000
"""Of a message: all layers of some hundred digits of the largest net that may be built."""


@dataclass(frozen=True)
class Call:
    """A function that a worker is to run.

    Attributes:
        function: Importable by module and name.
        args: Positional arguments.
        kwargs: Named arguments.
        is_training: Whether the function takes `on_progress`, to send progress while it runs, and `wishes`, which
            hold what is told by a `Told` meanwhile.
        language: In which its sentences are said.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    is_training: bool = False
    language: str = DEFAULT_LANGUAGE


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

    kind: Kind
    value: Any


def send(pipe: IO[bytes], message: Call | Told | Reply) -> None:
    """Writes one message.

    Raises:
        OSError: The other side is gone.
    """
    data = _written(message) if isinstance(message, Reply) else pickle.dumps(message, protocol=5)
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
    reply = AnswerReader(_read(pipe), Reply).load()
    if not isinstance(reply, Reply) or reply.kind not in get_args(Kind):
        raise pickle.UnpicklingError("what came is no reply")
    if reply.kind == "refused" and not isinstance(reply.value, ConvscopeError):
        raise pickle.UnpicklingError("a refusal without its error")
    return reply


def _written(reply: Reply) -> bytes:
    data = io.BytesIO()
    AnswerWriter(data, protocol=5).dump(reply)
    return data.getvalue()


def _read(pipe: IO[bytes]) -> bytes:
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    if length > MOST_BYTES:
        raise pickle.UnpicklingError(f"a message of {length} bytes, more than {MOST_BYTES}")
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
