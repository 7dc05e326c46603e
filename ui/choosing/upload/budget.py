"""How many bytes of brought files a server keeps: of each session, and of all.

Streamlit keeps what a browser sends until its session ends, looked at or not. Here the oldest files of a session go
when it has brought more than it may, and those of the session that holds most when all hold too much. A page whose
file went says that it is gone.
"""

import logging
import threading
from collections.abc import Callable

from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

LARGEST_OF_A_SESSION = 2
"""Files of the largest size that one session may have kept: the one that it shows, and one on its way."""
LARGEST_OF_ALL = 5

_log = logging.getLogger(__name__)


def bound_uploads(largest: int) -> None:
    """Holds the running server's uploads to their bounds.

    Args:
        largest: Bytes of the largest file that is taken.
    """
    if Runtime.exists() and isinstance(manager := Runtime.instance().uploaded_file_mgr, MemoryUploadedFileManager):
        bound(manager, of_a_session=LARGEST_OF_A_SESSION * largest, of_all=LARGEST_OF_ALL * largest)


def bound(manager: MemoryUploadedFileManager, *, of_a_session: int, of_all: int) -> None:
    """Has a manager let the oldest files go when a new one makes too much; the new one stays.

    Args:
        manager: What keeps the files.
        of_a_session: Bytes that one session may have kept.
        of_all: Bytes that all may have kept.
    """
    add: Callable[[str, UploadedFileRec], None] = manager.add_file
    turn = threading.Lock()

    def add_within_bounds(session_id: str, file: UploadedFileRec) -> None:
        with turn:
            manager.remove_file(session_id, file.file_id)  # so that it is the newest
            add(session_id, file)
            _trim(manager, session_id, of_a_session, file.file_id)
            _trim_the_largest(manager, of_all, file.file_id)

    manager.add_file = add_within_bounds  # type: ignore[method-assign]


def _trim(manager: MemoryUploadedFileManager, session_id: str, most: int, newest: str) -> None:
    """Removes the oldest files of a session until it has at most so many bytes."""
    files = _kept(manager).get(session_id, {})
    total = _size(files)
    for file_id, size in files.items():
        if total <= most:
            return
        if file_id != newest:
            manager.remove_file(session_id, file_id)
            total -= size
            _log.info("a session brought too much: a file of %d bytes is let go", size)


def _trim_the_largest(manager: MemoryUploadedFileManager, most: int, newest: str) -> None:
    """Removes files of whichever session holds most, one after the other, until all have at most so many bytes."""
    while True:
        sizes = {session: _size(files) for session, files in _kept(manager).items()}
        total = sum(sizes.values())
        if total <= most:
            return
        largest = max(sizes, key=lambda session: sizes[session])
        _trim(manager, largest, sizes[largest] - 1, newest)
        if _size(_kept(manager).get(largest, {})) == sizes[largest]:  # it is the new file alone
            return


def _kept(manager: MemoryUploadedFileManager) -> dict[str, dict[str, int]]:
    """Returns the bytes of each file by session, the oldest first."""
    return {
        session: {file_id: len(file.data) for file_id, file in list(files.items())}
        for session, files in list(manager.file_storage.items())
    }


def _size(files: dict[str, int]) -> int:
    return sum(files.values())
