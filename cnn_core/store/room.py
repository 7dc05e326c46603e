"""How much of the disk a folder of the store may take, and what goes first when that is too much.

First go checkpoints that no run will go on from and what was set aside as damaged, then nets; the oldest first.
A checkpoint belongs to a run while its training is locked, or where the caller says so.
"""

import contextlib
import logging
import time
from collections.abc import Collection
from pathlib import Path

from cnn_core.store import damage, locks

ENTRY = ".npz"
CHECKPOINT = ".checkpoint"
SECONDS_TO_WRITE = 600.0
"""How old a part is that nobody is writing any more."""

_log = logging.getLogger(__name__)


def remove_leavings(folder: Path) -> None:
    """Removes what killed processes left in a folder and those in it: parts of files, and locks that nobody holds.

    Args:
        folder: Of the store.
    """
    for part in [*folder.glob("*.part"), *folder.glob("*/*.part")]:
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > SECONDS_TO_WRITE:
                part.unlink()
    for lock in folder.glob(f"*{locks.SUFFIX}"):
        locks.remove_free(lock)


def make_room(folder: Path, most_bytes: int, *, keep: Collection[Path] = ()) -> None:
    """Removes the oldest files of a folder while it holds too much.

    Args:
        folder: Of the store.
        most_bytes: How much it may hold; what lies in folders in it has limits of its own.
        keep: What stays, however much there is.
    """
    found = []
    for suffix in (CHECKPOINT, damage.SUFFIX, ENTRY):
        for path in folder.glob(f"*{suffix}"):
            with contextlib.suppress(OSError):  # another server was faster
                known = path.stat()
                found.append((suffix == ENTRY, known.st_mtime, known.st_size, path))
    total = sum(size for _, _, size, _ in found)
    for _, _, size, path in sorted(found):
        if total <= most_bytes:
            return
        if path not in keep and not _is_of_a_run(path):
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size
                _log.info("store holds too much: %s removed", path.name)


def _is_of_a_run(path: Path) -> bool:
    return path.suffix == CHECKPOINT and locks.is_locked(path.with_suffix(locks.SUFFIX))
