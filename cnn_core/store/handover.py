"""How the weights of a training under way reach a watcher: a file in memory, where the system has that.

The trainer puts its newest weights there some times a second, but only while somebody watches; a worker that
answers a live page takes them from there. They have no checksum, because they lie in memory
and newer ones replace them soon. An empty file says that a training has begun and has nothing to show yet.
"""

import contextlib
import os
from pathlib import Path

from cnn_core.nets.course import TrainingSpec
from cnn_core.store.damage import NotAsWritten
from cnn_core.store.moments import pack_weights, read_weights, write_whole
from cnn_core.store.owned_folder import OwnedFolder
from cnn_core.store.store import Weights, entry_name

VARIABLE = "CONVSCOPE_HANDOVER"
"""How an engine tells its workers of the folder; not a setting."""
_MEMORY = Path("/dev/shm")
_PREFIX = "convscope-handover-"


class Handover:
    """A folder in which weights change hands, or nothing where there is none.

    Args:
        folder: The folder.
        owned: The same where it is removed with this handover.
    """

    def __init__(self, folder: Path | None, *, owned: OwnedFolder | None = None) -> None:
        self.folder = folder
        self._owned = owned

    def begin(self, net: TrainingSpec) -> None:
        """Says that a training has begun.

        Args:
            net: The training.
        """
        if path := self._path(net):
            with contextlib.suppress(OSError):
                path.touch(exist_ok=True)

    def put(self, net: TrainingSpec, step: int, weights: Weights) -> None:
        """Hands over weights; where they cannot be written, a watcher sees older ones.

        Args:
            net: The training.
            step: How many steps made them.
            weights: By name, float32.
        """
        if path := self._path(net):
            with contextlib.suppress(OSError):
                write_whole(path, pack_weights({"step": step}, weights, is_sealed=False))

    def end(self, net: TrainingSpec) -> None:
        """Takes back what was handed over: the training is no longer under way.

        Args:
            net: The training.
        """
        if path := self._path(net):
            with contextlib.suppress(OSError):
                path.unlink()

    def mark(self, net: TrainingSpec) -> int | None:
        """Returns a number that changes with what is handed over: 0 for nothing yet, None if there is no training.

        Args:
            net: The training.
        """
        if path := self._path(net):
            with contextlib.suppress(OSError):
                known = path.stat()
                return known.st_mtime_ns if known.st_size else 0
        return None

    def take(self, net: TrainingSpec) -> tuple[int, Weights] | None:
        """Returns how many steps made the newest weights, and these; None where there are none.

        Args:
            net: The training.
        """
        if path := self._path(net):
            with contextlib.suppress(OSError, NotAsWritten, ValueError, KeyError, TypeError):
                header, weights = read_weights(path, is_sealed=False)
                return int(header["step"]), weights
        return None

    def close(self) -> None:
        """Removes the folder, if this handover made it."""
        if self._owned:
            self._owned.close()

    def _path(self, net: TrainingSpec) -> Path | None:
        return self.folder / entry_name(net) if self.folder else None


def new_handover() -> Handover:
    """Returns a handover in a new folder, in memory where the system has such a place.

    What servers left there that were killed is removed. Where no folder can be made, nothing changes hands.
    """
    place = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    try:
        owned = OwnedFolder(_PREFIX, place=place)
    except OSError:
        return Handover(None)
    return Handover(owned.path, owned=owned)


def known_handover() -> Handover:
    """Returns the handover of the engine whose worker this process is."""
    folder = os.environ.get(VARIABLE)
    return Handover(Path(folder) if folder else None)
