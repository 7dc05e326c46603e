"""A worker's place in the pool: one process at a time, watched while it answers, ended and replaced."""

import logging
import math
import mmap
import pickle
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from cnn_core.engine.process import WorkerProcess
from cnn_core.engine.start import drop_fork_server, start_worker
from cnn_core.engine.wire import Call, Reply, receive_reply, send
from cnn_core.errors import WorkerDied, WorkerFailed
from cnn_core.text import t

ATTEMPTS = 2
SECONDS_TO_START = 120.0
MOST_SECONDS_BETWEEN_STARTS = 30.0
SECONDS_TO_BE_BUSY = 5.0
"""A call that takes longer than that may never end: the place counts as silent."""
MOST_RESIDENT_BYTES = 1_200_000_000
"""Of a process between two calls; a worker with the course's nets opened has 0.4 GB, two thirds of it shared."""

_log = logging.getLogger(__name__)


class DiedInMidCall(WorkerDied):
    """A worker ended over a call, which may be no fault of the call's."""


class TooLate(WorkerDied):
    """A worker gave no answer in the time that its call may take, and was ended."""


class Slot:
    """One process after another, each for many calls. One thread runs calls; any may look.

    Args:
        threads: TensorFlow's threads in the process; 0 for as many as there are cores.
        niceness: How far the system lets other processes go first.
        environment: Variables that it gets beside those of this one.

    Attributes:
        is_loaded: Whether what `load` was told to do first is done in the process that is there now.
        has_failed: Whether the last try to load ended in an error.
    """

    def __init__(self, *, threads: int, niceness: int, environment: Mapping[str, str]) -> None:
        self._threads = threads
        self._niceness = niceness
        self._environment = environment
        self._process: WorkerProcess | None = None
        self._watching = threading.Lock()
        self._since: float | None = None  # when the call under way began, or the start of the process
        self._deadline = math.inf
        self._is_late = False
        self._is_closing = False
        self._failed_starts = 0
        self._no_start_before = 0.0
        self.is_loaded = False
        self.has_failed = False

    @property
    def process_id(self) -> int | None:
        """The system's number of the process, where one is alive."""
        process = self._process
        return process.pid if process and process.pid and not process.has_ended else None

    @property
    def is_short(self) -> bool:
        """Whether a process is to be started that nobody has asked for yet."""
        return not self._is_closing and (not self.is_loaded or self.process_id is None)

    @property
    def is_busy(self) -> bool:
        """Whether its process owes an answer."""
        return self._since is not None

    @property
    def is_silent(self) -> bool:
        """Whether its process has owed an answer for long."""
        since = self._since
        return since is not None and time.monotonic() - since > SECONDS_TO_BE_BUSY

    @property
    def has_grown(self) -> bool:
        """Whether its process has taken so much memory that another one should take its place."""
        return resident_bytes(self.process_id) > MOST_RESIDENT_BYTES

    def run(self, call: Call, seconds: float) -> Reply:
        """Runs a call in the process, which is started where there is none.

        Args:
            call: What is to be run.
            seconds: How long it may take.

        Raises:
            TooLate: It took longer; the process was ended.
            WorkerDied: The process ended, or none could be started.
            WorkerFailed: It answered what no answer is made of; it was ended.
            Exception: The call cannot be sent; the process was ended.
        """
        process = self._process
        if process and process.has_ended:
            _log.warning("worker %d ended between calls", process.pid)
            self.end()
            process = None
        if process is None:
            process = self._start()
        try:
            with _Watched(self, seconds):
                send(process.stdin, call)
                return receive_reply(process.stdout)
        except pickle.UnpicklingError as error:
            _log.error("worker %d was ended: %s", process.pid, error)
            self.end()
            raise WorkerFailed(t("engine.failed")) from error
        except (OSError, ValueError, EOFError) as error:
            self.end()  # a ValueError is the word of a pipe that a shutdown has closed meanwhile
            if self._is_late:
                _log.error("worker %d gave no answer in %.0f s and was ended", process.pid, seconds)
                raise TooLate(t("engine.late", seconds=round(seconds))) from error
            if not self._is_closing:
                _log.warning("worker %d ended in mid-call (%r)", process.pid, error)
            raise DiedInMidCall(t("engine.died")) from error
        except BaseException:  # the process may be in mid-call
            self.end()
            raise

    def look(self) -> None:
        """Ends the process if it owes an answer for longer than its call may take."""
        with self._watching:
            if self._since is None or time.monotonic() < self._deadline or self._is_late:
                return
            self._is_late = True
            if process := self._process:
                process.kill()  # its pipe ends, and whoever waits is told
                if not process.pid:
                    drop_fork_server()  # which has not even answered

    def end(self) -> None:
        """Ends the process, if there is one."""
        process, self._process = self._process, None
        self.is_loaded = False
        if process:
            if self._is_late:
                process.kill()
            process.end()

    def close(self) -> None:
        """Ends the process, in the middle of a call too; no other is started."""
        self._is_closing = True
        if process := self._process:
            process.end()

    def begin(self, seconds: float) -> None:
        """Says that an answer is owed from now on, and for how long it may be awaited."""
        with self._watching:
            self._since = time.monotonic()
            self._deadline = self._since + seconds
            self._is_late = False

    def answered(self) -> None:
        """Says that nothing is owed any more."""
        with self._watching:
            self._since = None

    def _start(self) -> WorkerProcess:
        """Starts the process, unless starts have failed: then the pause before the next doubles each time."""
        pause = self._no_start_before - time.monotonic()
        if pause > 0:
            raise WorkerDied(t("engine.not_started", seconds=math.ceil(pause)))
        for _attempt in range(ATTEMPTS):
            if self._is_closing:
                raise WorkerDied(t("engine.cancelled"))
            try:
                with _Watched(self, SECONDS_TO_START):
                    process = self._process = start_worker(
                        threads=self._threads, niceness=self._niceness, environment=self._environment
                    )
                    receive_reply(process.stdout)  # it is ready
            except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
                if not self._is_closing:
                    _log.warning("worker did not start (%r)", error)
                self.end()
                continue
            self._failed_starts = 0
            _log.info("worker %d started", process.pid)
            return process
        self._failed_starts += 1
        pause = min(2.0**self._failed_starts, MOST_SECONDS_BETWEEN_STARTS)
        self._no_start_before = time.monotonic() + pause
        raise WorkerDied(t("engine.not_started", seconds=math.ceil(pause)))


class _Watched:
    """While an answer is owed."""

    def __init__(self, slot: Slot, seconds: float) -> None:
        self._slot, self._seconds = slot, seconds

    def __enter__(self) -> None:
        self._slot.begin(self._seconds)

    def __exit__(self, *_error: object) -> None:
        self._slot.answered()


def resident_bytes(process_id: int | None) -> int:
    """Returns how much memory a process has, with what it shares; 0 where the system does not say.

    Args:
        process_id: The system's number of it.
    """
    try:
        pages = Path(f"/proc/{process_id}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * mmap.PAGESIZE
