"""The names that people give to their nets: one small text file a net, beside its entry.

A name is somebody's text. It is cleaned before it is kept and again when it is read: a file may hold anything.
"""

import contextlib
import unicodedata
from functools import lru_cache
from pathlib import Path

from cnn_core.nets.course import TrainingSpec
from cnn_core.store.moments import write_whole
from cnn_core.store.refusal import refusal
from cnn_core.store.store import entry_name

MOST_CHARACTERS = 40
SUFFIX = ".name"

_MOST_BYTES = 1000
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # which some scripts cannot do without


class Names:
    """The names in a folder.

    Args:
        folder: The folder, made when it is first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def name_of(self, net: TrainingSpec) -> str:
        """Returns the name of a net; empty where it has none, or none that can be read."""
        path = self._path(net)
        try:
            return _read(path, path.stat().st_mtime_ns)
        except OSError:
            return ""

    def rename(self, net: TrainingSpec, name: str) -> None:
        """Gives a net a name in the place of the one before; an empty one takes it away.

        Args:
            net: The net.
            name: What somebody typed; see `clean_name`.

        Raises:
            StoreError: The folder cannot be written.
        """
        path, cleaned = self._path(net), clean_name(name)
        try:
            if cleaned:
                write_whole(path, cleaned.encode())
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise refusal("unwritable", path.parent, error) from error

    def delete(self, net: TrainingSpec) -> None:
        """Takes away the name of a net."""
        with contextlib.suppress(OSError):
            self._path(net).unlink(missing_ok=True)

    def _path(self, net: TrainingSpec) -> Path:
        return self.folder / f"{entry_name(net)}{SUFFIX}"


def clean_name(text: str) -> str:
    """Returns a text as a name: one line, at most `MOST_CHARACTERS`, nothing unseen that turns a text around.

    Args:
        text: What somebody typed.
    """
    seen = (
        character
        for character in unicodedata.normalize("NFC", text)
        if character in _JOINERS or character.isspace() or not unicodedata.category(character).startswith("C")
    )
    return " ".join("".join(seen).split())[:MOST_CHARACTERS].strip()


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> str:
    """Reads a file once while it stays as it is."""
    with path.open("rb") as file:
        return clean_name(file.read(_MOST_BYTES).decode("utf-8", "ignore"))
