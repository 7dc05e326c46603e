"""The fork server, `python -m cnn_core.engine.fork_server FD`: loads TensorFlow once and forks workers.

A worker is there in some 20 ms instead of the seconds that TensorFlow takes to load, and shares the loaded code's
memory with the others. TensorFlow starts its threads with its first operation, which no process runs before it is
forked. This one ends when the server does; its workers end by their own pipes.
"""

import gc
import json
import os
import signal
import socket
import sys
import traceback
import warnings
from contextlib import suppress
from types import FrameType
from typing import Any

from cnn_core.engine import worker
from cnn_core.engine.forked import MOST_BYTES
from cnn_core.settings import settings
from cnn_core.training.train import get_ready

FDS = 2
"""Of a request: what the worker reads and what it writes."""


def main() -> None:
    """Forks a worker for each request, until the server is gone."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    get_ready()
    gc.freeze()  # a collection would copy every page that a worker shares
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        request, fds, _, _ = socket.recv_fds(connection, MOST_BYTES, FDS)
        if not request:
            os._exit(0)
        _fork(connection, json.loads(request), fds)


def _fork(connection: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid == 0:
        connection.close()
        _become_worker(request, *fds)
    for fd in fds:
        os.close(fd)  # where there is no worker, the server reads the end
    try:
        seen = [os.pidfd_open(pid)] if pid > 0 else []
    except ProcessLookupError:
        seen = []  # it has ended and was reaped already
    socket.send_fds(connection, [json.dumps({"pid": max(pid, 0)}).encode()], seen)
    for fd in seen:
        os.close(fd)


def _become_worker(request: dict[str, Any], reads: int, writes: int) -> None:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()  # Ctrl-C is for the server, which then ends its workers
        for own, standard in ((reads, 0), (writes, 1)):
            os.dup2(own, standard)
            os.close(own)
        os.environ.clear()
        os.environ |= request["variables"]
        settings.cache_clear()
        with suppress(OSError):
            os.nice(request["niceness"])
        worker.main()
    except BrokenPipeError:
        pass  # nobody wants it any more
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _reap(_signal: int, _frame: FrameType | None) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
