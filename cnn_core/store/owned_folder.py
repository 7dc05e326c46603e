"""Folders for as long as a server lives; what killed servers left is removed when the next one starts.

An owner holds a lock on a file in its folder. A lock is the only sure sign: process numbers are given again, and
mean nothing to a server in another container that shares the place.
"""

import contextlib
import shutil
import time
import weakref
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import IO

from cnn_core.store.locks import hold

_OWNER = "owner.lock"
_SECONDS_TO_LOCK = 600.0
"""How old an empty folder is that nobody is about to lock."""


class OwnedFolder:
    """A new folder that is removed with its owner.

    Args:
        prefix: What its name begins with. Folders of that prefix whose owners are gone are removed first.
        place: Where it is made; by default where the system has temporary files.

    Raises:
        OSError: It cannot be made.
    """

    def __init__(self, prefix: str, *, place: Path | None = None) -> None:
        place = place or Path(gettempdir())
        for left in place.glob(f"{prefix}*"):
            _remove_if_left(left)
        self.path = Path(mkdtemp(prefix=prefix, dir=place))
        self._remove = weakref.finalize(self, _remove, self.path, hold(self.path / _OWNER))

    def close(self) -> None:
        """Removes it with all that is in it, as the end of this process does."""
        self._remove()


def _remove(folder: Path, held: IO[bytes] | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if held:
        held.close()


def _remove_if_left(folder: Path) -> None:
    owner = folder / _OWNER
    if owner.is_file():
        if held := hold(owner):
            with held:
                shutil.rmtree(folder, ignore_errors=True)
        return
    with contextlib.suppress(
        OSError
    ):  # its server was killed before it could lock it; never one that holds anything
        if time.time() - folder.stat().st_mtime > _SECONDS_TO_LOCK:
            folder.rmdir()
