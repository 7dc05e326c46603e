"""The process that reads pictures, `python -m cnn_core.pictures.apart.process`: asked and answering by pipes.

It ends with its server, after some idle seconds, and after a picture that took much memory, which is so given back.
"""

import os
import select
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from cnn_core.errors import ConvscopeError
from cnn_core.packed_arrays import ArrayPack
from cnn_core.pictures.apart import messages
from cnn_core.pictures.images import Picture, read_picture
from cnn_core.pictures.mnist_form.form import MnistForm, to_mnist_form
from cnn_core.pictures.mnist_form.steps import FormOptions
from cnn_core.text import language, t

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MOST_MEMORY = 2_500_000_000
"""Of addresses: a picture of 50 million pixels takes up to 1.1 GB."""
MEMORY_TO_GIVE_BACK = 250_000_000
IDLE_SECONDS = 60.0
NICENESS = 5
"""Strokes of others go first."""


def main() -> None:
    """Answers until the server is gone."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(NICENESS)
    requests = sys.stdin.buffer
    while os.name != "posix" or select.select([requests], [], [], IDLE_SECONDS)[0]:
        try:
            header, arrays = messages.receive(requests)
        except EOFError:
            return
        messages.send(replies, answer(header["what"], arrays["file"].tobytes(), header["choices"]))
        del arrays
        if _peak_memory() > MEMORY_TO_GIVE_BACK:
            return


def answer(what: str, data: bytes, choices: dict[str, Any]) -> bytes:
    """Returns the answer to one request.

    Args:
        what: A key of `_FUNCTIONS`.
        data: The file.
        choices: What else is said.
    """
    language.set(choices.pop("language"))
    try:
        return _FUNCTIONS[what](data, choices)
    except ConvscopeError as refusal:
        return ArrayPack(refused=str(refusal)).packed()
    except MemoryError:
        return ArrayPack(refused=t("images.too_much_memory")).packed()


def _picture(data: bytes, choices: dict[str, Any]) -> bytes:
    return messages.pack_picture(_read(data, **choices))


def _form(data: bytes, choices: dict[str, Any]) -> bytes:
    options, most_side = FormOptions(**choices.pop("options")), int(choices.pop("most_side"))
    return messages.pack_form(_formed(data, options, language.get(), **choices), most_side)


def _left_out(data: bytes, choices: dict[str, Any]) -> bytes:
    return messages.pack_left_out(messages.left_out_each(_formed(data, FormOptions(), language.get(), **choices)))


@lru_cache(maxsize=1)
def _formed(data: bytes, options: FormOptions, _language: str, **limits: Any) -> MnistForm:
    """Reads a picture and brings it to MNIST's form; what is asked next is mostly asked of the same."""
    return to_mnist_form(_read(data, **limits), options=options)


def _read(data: bytes, *, name: str, max_bytes: int, max_pixels: int) -> Picture:
    return read_picture(data, name, max_bytes=max_bytes, max_pixels=max_pixels)


def _peak_memory() -> int:
    """Returns the most bytes that this program has had; of a process the system counts its parent's too."""
    with suppress(OSError, StopIteration), open("/proc/self/status", encoding="ascii") as status:
        return 1024 * int(next(line for line in status if line.startswith("VmHWM:")).split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if resource else 0


_FUNCTIONS: dict[str, Callable[[bytes, dict[str, Any]], bytes]] = {
    "picture": _picture,
    "form": _form,
    "left_out": _left_out,
}

if __name__ == "__main__":
    main()
