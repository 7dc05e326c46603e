"""Lock files between processes: one at a time holds such a file, and it is gone when nobody does.

The system lets go of a lock however its process ends, so a file that nobody holds is left from a killed one. A file
is removed only by who holds it, and who gets a lock looks whether the file is still the one of that name. So two
processes never hold what they take for the same lock.

Where the folder or the system has no locks, nobody waits.
"""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

SUFFIX = ".lock"
_MOST_TRIES = 1000


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits until nobody else holds a lock, holds it, and removes its file in the end.

    Args:
        path: Of the file; its folder is made where that lacks.
    """
    held = _hold(path, waits=True)
    try:
        yield
    finally:
        if held:
            _let_go(path, held)


def is_locked(path: Path) -> bool:
    """Whether somebody holds a lock.

    Args:
        path: Of its file, which stays as it is.
    """
    if not fcntl:
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def hold(path: Path) -> IO[bytes] | None:
    """Holds a lock until what is returned is closed or this process ends; None where somebody else holds it.

    Args:
        path: Of its file, which stays.
    """
    return _hold(path, waits=False)


def remove_free(path: Path) -> None:
    """Removes a lock's file unless somebody holds it.

    Args:
        path: Of the file.
    """
    if path.exists() and (held := _hold(path, waits=False)):
        _let_go(path, held)


def _hold(path: Path, *, waits: bool) -> IO[bytes] | None:
    if not fcntl:
        return None
    how = fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB)
    for _ in range(_MOST_TRIES):
        with contextlib.ExitStack() as stack:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = stack.enter_context(path.open("ab"))
                fcntl.flock(file, how)
                is_the_one = os.path.samestat(os.fstat(file.fileno()), path.stat())
            except FileNotFoundError:  # removed between the two
                continue
            except OSError:
                return None
            if is_the_one:
                stack.pop_all()
                return file
    return None


def _let_go(path: Path, held: IO[bytes]) -> None:
    with held, contextlib.suppress(OSError):  # removed while it is still held
        path.unlink()
