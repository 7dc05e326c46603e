"""A worker process seen from the server: started, talked to over its pipes, ended."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SECONDS_TO_END = 2.0


def start_worker(
    *, threads: int = 1, niceness: int = 0, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a worker; it says "ready" over its stdout when it can take calls.

    Args:
        threads: TensorFlow's threads in it; 0 for as many as there are cores.
        niceness: How far the system lets others go first: 0 for calls that somebody waits for.
        environment: Variables that it gets beside those of this process.

    Raises:
        OSError: The system starts no process.
    """
    variables = {**os.environ, **(environment or {}), "PYTHONPATH": _import_path()}
    if threads:
        variables |= {"TF_NUM_INTRAOP_THREADS": str(threads), "TF_NUM_INTEROP_THREADS": str(threads)}
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
    return process


def end_worker(process: subprocess.Popen[bytes]) -> None:
    """Ends a worker, in the middle of a call too, and waits until it is gone.

    Args:
        process: What `start_worker` returned.
    """
    assert process.stdin
    assert process.stdout
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


def _import_path() -> str:
    here = str(Path(__file__).parents[2])
    return os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
