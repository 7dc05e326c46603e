"""The fork server seen from the server, and the workers that are asked of it."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from typing import IO

from cnn_core.engine.process import WorkerProcess
from cnn_core.engine.threads import start_once

MOST_BYTES = 1 << 20
"""Of a request, which holds a whole environment."""
LOADED_BY = ("KERAS_", "LD_", "MKL_", "OMP_", "OPENBLAS_", "PYTHON", "TF_", "XLA_")
"""How the variables begin that are read while TensorFlow loads; the project reads its own in the worker."""
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
"""Of TensorFlow, by their variables, which are read with its first operation."""


class ForkedWorker(WorkerProcess):
    """A worker that a fork server was asked for: calls can be written to it before it is there.

    Args:
        stdin: Where it will read.
        stdout: Where it will write.
    """

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.stdin, self.stdout = stdin, stdout
        self._known = threading.Event()
        self._is_unwanted = False
        self._pid = 0
        self._pidfd: int | None = None  # readable once the process has ended; its number may be another's then

    def be_there(self, pid: int, pidfd: int | None) -> None:
        """Takes what the fork server answers.

        Args:
            pid: The system's number of the process; 0 where there is none.
            pidfd: A file descriptor of the process; None where it has ended.
        """
        self._pid, self._pidfd = pid, pidfd
        self._known.set()
        if self._is_unwanted:
            self.kill()

    @property
    def pid(self) -> int:
        """The system's number of the process; 0 while there is none yet."""
        return self._pid

    @property
    def has_ended(self) -> bool:
        """Whether it is gone, or will never be there."""
        return self._known.is_set() and self._is_gone(0)

    def wait(self, seconds: float) -> bool:
        """Waits until it is gone; one that is not there yet and is not wanted counts as gone."""
        if self._known.wait(0 if self._is_unwanted else seconds):
            return self._is_gone(seconds)
        return self._is_unwanted

    def kill(self) -> None:
        """Ends it at once, or as soon as it is there."""
        self._is_unwanted = True
        if self._known.is_set() and self._pidfd is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _is_gone(self, seconds: float) -> bool:
        if self._pidfd is None:
            return True
        watch = select.poll()
        watch.register(self._pidfd, select.POLLIN)
        return bool(watch.poll(1000 * seconds))

    def __del__(self) -> None:
        if self._pidfd is not None:
            os.close(self._pidfd)


class ForkServer:
    """A process that has loaded TensorFlow and forks workers, as they are asked for.

    Args:
        variables: Its whole environment.

    Raises:
        OSError: The system starts no process.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._loaded_by = _loaded_by(variables)
        self._pending: deque[ForkedWorker] = deque()
        self._lock = threading.Lock()
        self._is_over = False
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                # -P: not another cnn_core of the folder it runs in
                [sys.executable, "-P", "-m", "cnn_core.engine.fork_server", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**variables, "OPENBLAS_NUM_THREADS": "1"},  # threads do not survive a fork
                start_new_session=True,
            )
        start_once("fork-server", self._hear)

    def can_fork(self, variables: Mapping[str, str]) -> bool:
        """Whether it is there, and what it has loaded is what a worker of this environment would load."""
        return not self._is_over and self._process.poll() is None and self._loaded_by == _loaded_by(variables)

    def fork(self, variables: Mapping[str, str], *, niceness: int) -> ForkedWorker:
        """Asks for a worker, and returns at once.

        Args:
            variables: The worker's whole environment.
            niceness: How far the system lets others go first.

        Raises:
            OSError: The fork server is gone.
        """
        reads, stdin = os.pipe()
        stdout, writes = os.pipe()
        worker = ForkedWorker(os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"))
        request = json.dumps({"variables": dict(variables), "niceness": niceness}).encode()
        try:
            with self._lock:
                if self._is_over:
                    raise BrokenPipeError("the fork server is gone")
                socket.send_fds(self._connection, [request], [reads, writes])
                self._pending.append(worker)
        except OSError:
            worker.stdin.close()
            worker.stdout.close()
            raise
        finally:
            os.close(reads)
            os.close(writes)
        return worker

    def retire(self) -> None:
        """Lets it end when it has answered what it was asked; its workers stay."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """Ends it at once; workers that it was asked for and that are not there yet never will be."""
        self._process.kill()

    def _hear(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                answer, fds, _, _ = socket.recv_fds(self._connection, MOST_BYTES, 1)
                if not answer:
                    break
                with self._lock:
                    worker = self._pending.popleft()
                worker.be_there(json.loads(answer)["pid"], fds[0] if fds else None)
        with self._lock:
            self._is_over = True
            unanswered = list(self._pending)
            self._pending.clear()
        for worker in unanswered:
            worker.be_there(0, None)
        self._process.kill()
        self._process.wait()
        self._connection.close()


def _loaded_by(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(LOADED_BY) and name not in THREADS}
