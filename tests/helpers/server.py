"""The real app, started as `make run` starts it, for browser tests and benchmarks."""

import contextlib
import os
import re
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

from tests.helpers.patience import SECONDS, until

ROOT = Path(__file__).parents[2]


class Server:
    """A running app on a free port, with a store of its own; a context manager.

    Args:
        cache: Where its store is; by default a new empty folder.
        script: What Streamlit is started on.
        arguments: Words behind the script's name.
        command: A program that is started instead, and takes `--port` itself.
        module: A module that is started instead, and takes the port from the settings' variable.
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
        module: str | None = None,
        folder: Path = ROOT,
        **environment: str,
    ) -> None:
        self._folder = folder
        self.cache = cache or Path(tempfile.mkdtemp(prefix="convscope-store-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        if command:
            self._command = [str(command), "--port", str(self.port)]
        elif module:
            self._command = [sys.executable, "-m", module]
            environment |= {"CONVSCOPE_PORT": str(self.port)}
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
            self.process.wait(SECONDS)
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
        """Its worker processes that are alive, and the one that they are forked from."""
        children = self.process.children(recursive=True)
        return [child for child in children if child.status() != psutil.STATUS_ZOMBIE]

    @property
    def trainer(self) -> int:
        """The number of the process that the newest training began in, as the log has it."""
        return int(re.findall(r"training of \S+ started in process (\d+)", self.log)[-1])

    def until_it_answers(self) -> None:
        """Waits for the first answer over HTTP."""
        until(self._answers, lambda: self.log)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=SECONDS):
                return True
        except urllib.error.HTTPError:
            return True  # under a base path the root holds nothing
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
