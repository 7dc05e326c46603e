"""Starts workers: forked from one process that has loaded TensorFlow where the system can, else each by itself."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from cnn_core.engine.forked import THREADS, ForkServer
from cnn_core.engine.process import SpawnedWorker, WorkerProcess

_lock = threading.Lock()
_fork_server: ForkServer | None = None


def start_worker(
    *, threads: int = 1, niceness: int = 0, environment: Mapping[str, str] | None = None
) -> WorkerProcess:
    """Starts a worker; it says "ready" over its stdout when it can take calls.

    Args:
        threads: TensorFlow's threads in it, which would be as many as there are cores.
        niceness: How far the system lets others go first: 0 for calls that somebody waits for.
        environment: Variables that it gets beside those of this process.

    Raises:
        OSError: The system starts no process.
    """
    variables = {**os.environ, **(environment or {}), "PYTHONPATH": _import_path()}
    variables |= dict.fromkeys(THREADS, str(threads))
    if sys.platform == "linux":  # elsewhere the system's own libraries do not bear a fork, or there is none
        return _fork(variables, niceness)
    return _spawn(variables, niceness)


def _fork(variables: dict[str, str], niceness: int) -> WorkerProcess:
    global _fork_server
    with _lock:
        if _fork_server and _fork_server.can_fork(variables):
            with contextlib.suppress(BrokenPipeError):  # it has just ended
                return _fork_server.fork(variables, niceness=niceness)
        if _fork_server:
            _fork_server.retire()
        _fork_server = ForkServer(variables)
        return _fork_server.fork(variables, niceness=niceness)


def _spawn(variables: dict[str, str], niceness: int) -> WorkerProcess:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cnn_core.engine.worker"],  # -P: not another cnn_core of the folder it runs in
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=variables,
        start_new_session=True,  # Ctrl-C is for the server, which then ends its workers
    )
    if niceness and hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, niceness)
    return SpawnedWorker(process)


def _import_path() -> str:
    here = str(Path(__file__).parents[2])
    return os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
