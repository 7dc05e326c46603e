"""The real app, started as `make run` starts it, for browser tests and benchmarks."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

import psutil

ROOT = Path(__file__).parents[2]


class Server:
    """A running app on a free port, with a store of its own; a context manager.

    Args:
        cache: Where its store is; by default a new empty folder.
        script: What Streamlit is started on.
        arguments: Words behind the script's name.
        command: A program that is started instead, and takes `--port` itself.
        folder: Where it is started.
        environment: More environment variables.
    """

    def __init__(
        self,
        *,
        cache: Path | None = None,
        script: Path = ROOT / "app.py",
        arguments: tuple[str, ...] = (),
        command: Path | None = None,
        folder: Path = ROOT,
        **environment: str,
    ) -> None:
        self._folder = folder
        self.cache = cache or Path(tempfile.mkdtemp(prefix="convscope-store-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        if command:
            self._command = [str(command), "--port", str(self.port)]
        else:
            self._command = [sys.executable, "-m", "streamlit", "run", str(script)]
            self._command += ["--server.port", str(self.port), "--server.headless", "true", "--", *arguments]
        self._environment = os.environ | {"CONVSCOPE_CACHE": str(self.cache)} | environment
        self._log_path = Path(tempfile.mkstemp(prefix="convscope-log-", suffix=".txt")[1])

    def __enter__(self) -> "Server":
        self._start()
        return self

    def _start(self) -> None:
        self.started = time.monotonic()
        with self._log_path.open("ab") as log:
            self.process = psutil.Popen(
                self._command, cwd=self._folder, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )

    def _stop(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):  # a test may have ended it
            self.process.terminate()
        try:
            self.process.wait(15)
        except psutil.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Ends it and starts it again on the same port."""
        self._stop()
        self._start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._log_path.unlink()

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return self._log_path.read_text("utf-8", "replace")

    @property
    def workers(self) -> list[psutil.Process]:
        """Its worker processes that are alive."""
        children = self.process.children(recursive=True)
        return [child for child in children if child.status() != psutil.STATUS_ZOMBIE]

    def until_it_answers(self, seconds: float = 60.0) -> None:
        """Waits for the first answer over HTTP."""
        end = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(self.url, timeout=5):
                    return
            except urllib.error.HTTPError:
                return  # under a base path the root holds nothing
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert time.monotonic() < end, f"the server does not answer:\n{self.log}"
                time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
