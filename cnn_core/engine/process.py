"""A worker process seen from the server: talked to over its pipes, watched and ended."""

import contextlib
import subprocess
from abc import ABC, abstractmethod
from typing import IO

SECONDS_TO_END = 2.0


class WorkerProcess(ABC):
    """A process that reads calls and writes replies; it says "ready" when it can take the first call.

    Attributes:
        stdin: Where it reads. It ends when this is closed.
        stdout: Where it writes.
    """

    stdin: IO[bytes]
    stdout: IO[bytes]

    @property
    @abstractmethod
    def pid(self) -> int:
        """The system's number of the process; 0 while there is none yet."""

    @property
    @abstractmethod
    def has_ended(self) -> bool:
        """Whether it is gone, or will never be there."""

    @abstractmethod
    def wait(self, seconds: float) -> bool:
        """Waits until it is gone.

        Args:
            seconds: The longest wait.

        Returns:
            Whether it is gone.
        """

    @abstractmethod
    def kill(self) -> None:
        """Ends it at once, in the middle of a call too."""

    def end(self) -> None:
        """Ends it and waits until it is gone."""
        with contextlib.suppress(OSError):
            self.stdin.close()
        if not self.wait(SECONDS_TO_END):
            self.kill()
            self.wait(SECONDS_TO_END)
        self.stdout.close()


class SpawnedWorker(WorkerProcess):
    """A worker that was started as a program of its own.

    Args:
        process: The program, with both of its pipes.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self._process = process
        self.stdin, self.stdout = process.stdin, process.stdout

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def wait(self, seconds: float) -> bool:
        """Waits until it is gone; see `WorkerProcess.wait`."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self.has_ended

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()
