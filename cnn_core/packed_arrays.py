"""Arrays behind a JSON header in one run of bytes: what live frames and kept moments are made of.

Four bytes of length (little-endian), so many bytes of JSON, then the arrays, each from a multiple of eight on. The
header's `arrays` has of each its `name`, `type`, `shape` and `at`, and whatever else is said of it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.text import t


class ArrayPack:
    """Collects arrays.

    Args:
        header: What else the header says.
    """

    def __init__(self, **header: Any) -> None:
        self._header = header
        self._arrays: list[dict[str, Any]] = []
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, name: str, array: NDArray[Any], **more: Any) -> None:
        """Adds an array.

        Args:
            name: Its name.
            array: Any shape; numbers only.
            more: What else is said of it.
        """
        data = np.ascontiguousarray(array).tobytes()
        entry = {"name": name, "type": array.dtype.str[1:], "shape": array.shape, "at": self._size, **more}
        self._arrays.append(entry)
        padding = b"\0" * (-len(data) % 8)
        self._parts += [data, padding]
        self._size += len(data) + len(padding)

    def packed(self, **more: Any) -> bytes:
        """Returns all of it.

        Args:
            more: What the header says besides.
        """
        header = _dumped(self._header | {"arrays": self._arrays} | more)
        header += b" " * (-(4 + len(header)) % 8)
        return b"".join([len(header).to_bytes(4, "little"), header, *self._parts])

    def sealed(self) -> bytes:
        """Returns all of it with its length and a checksum of everything, for `unpack_sealed`."""
        header = self._header | {"arrays": self._arrays, "bytes": self._size}
        return self.packed(bytes=self._size, sha256=_digest(header, b"".join(self._parts)))


def joined_packs(first: bytes, second: bytes) -> bytes:
    """Returns a pack with the arrays of two, and the header of the first.

    Args:
        first: What `ArrayPack.packed` returns.
        second: Another; nothing of its header is kept but what it says of its arrays.
    """
    headers, bodies = [], []
    for data in (first, second):
        end = 4 + _length(data)
        headers.append(json.loads(data[4:end]))
        bodies.append(data[end:])
    behind = [entry | {"at": entry["at"] + len(bodies[0])} for entry in headers[1]["arrays"]]
    header = _dumped(headers[0] | {"arrays": headers[0]["arrays"] + behind})
    header += b" " * (-(4 + len(header)) % 8)
    return b"".join([len(header).to_bytes(4, "little"), header, *bodies])


def read_header(path: Path) -> tuple[dict[str, Any], int]:
    """Reads the header of a pack in a file, without its arrays.

    Args:
        path: Of the file.

    Returns:
        The header, and how many bytes lie behind it.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no such pack.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        length = _length(file.read(4))
        said = file.read(min(length, size))
    with _whatever_is_wrong():
        header = json.loads(said)
        if not isinstance(header, dict):
            raise ValueError(header)
    return header, size - 4 - length


def unpack_arrays(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Reads a pack back: its header, and its arrays by name, which are read-only views.

    Raises:
        ValueError: It is no such pack.
    """
    length = _length(data)
    arrays = {}
    with _whatever_is_wrong():
        header = json.loads(data[4 : 4 + length])
        for entry in header["arrays"]:
            count = int(np.prod(entry["shape"]))
            flat = np.frombuffer(data, entry["type"], count, 4 + length + entry["at"])
            arrays[entry["name"]] = flat.reshape(entry["shape"])
    return header, arrays


def unpack_sealed(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Reads a pack that was sealed; nothing in it is other than it was.

    Raises:
        ValueError: It is no such pack, or has changed.
    """
    header, arrays = unpack_arrays(data)
    if header.pop("sha256", None) != _digest(header, data[4 + _length(data) :]):
        raise ValueError(t("store.checksum"))
    return header, arrays


@contextmanager
def _whatever_is_wrong() -> Iterator[None]:
    """Takes every error for one kind: what a changed byte can make JSON and NumPy raise is not to be foreseen."""
    try:
        yield
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _dumped(header: dict[str, Any]) -> bytes:
    return json.dumps(header, separators=(",", ":")).encode()


def _digest(header: dict[str, Any], body: bytes) -> str:
    return hashlib.sha256(_dumped(header) + body).hexdigest()


def _length(start: bytes) -> int:
    return int.from_bytes(start[:4], "little")
