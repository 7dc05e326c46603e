"""A file that is not what was written: whatever reading it raises is one error, and it is set aside and logged.

A single flipped bit can make a reader raise anything: that a file is encrypted, that no such compression is known,
that memory lacks. So what its content raises is not told apart.
"""

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".damaged"
_MOST_REMEMBERED = 1000

_log = logging.getLogger(__name__)
_unmovable: dict[Path, int] = {}
"""What is damaged and lies where this process may not write, with the time of its last change."""


class NotAsWritten(Exception):
    """A file's content is not what was written."""


@contextmanager
def reading_content() -> Iterator[None]:
    """Takes every error for damage; around what reads bytes that are in memory already.

    Raises:
        NotAsWritten: For whatever was raised.
    """
    try:
        yield
    except NotAsWritten:
        raise
    except Exception as error:
        raise NotAsWritten(f"{type(error).__name__}: {error}") from error


def set_aside(path: Path, reason: object) -> None:
    """Gives a damaged file another name, or leaves it out from now on where it cannot be moved, and logs that.

    Args:
        path: Of the file.
        reason: What is wrong with it.
    """
    aside = path.with_suffix(SUFFIX)
    try:
        path.replace(aside)
    except FileNotFoundError:  # another process was faster
        return
    except OSError:
        with contextlib.suppress(OSError):
            if len(_unmovable) >= _MOST_REMEMBERED:
                _unmovable.clear()
            _unmovable[path] = path.stat().st_mtime_ns
        _log.warning("%s is damaged (%s) and cannot be moved: it is left out", path, reason)
        return
    _log.warning("%s is damaged (%s): left out, and set aside as %s", path, reason, aside.name)


def is_left_out(path: Path) -> bool:
    """Whether a file was found damaged, could not be moved, and has not changed since.

    Args:
        path: Of the file.
    """
    if path not in _unmovable:
        return False
    with contextlib.suppress(OSError):
        if path.stat().st_mtime_ns == _unmovable[path]:
            return True
    _unmovable.pop(path, None)
    return False
