"""The server's side: asks the process that reads pictures, starts it when it is needed, and bounds its time."""

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy.typing as npt

from cnn_core.errors import ImageError
from cnn_core.pictures.apart import messages
from cnn_core.pictures.apart.messages import LeftOut
from cnn_core.pictures.images import MAX_BYTES, MAX_PIXELS, Picture
from cnn_core.pictures.mnist_form.form import ALL_STEPS, MnistForm
from cnn_core.pictures.mnist_form.steps import FormOptions
from cnn_core.text import language, t

SECONDS_TO_READ = 30.0
SECONDS_TO_WAIT = 60.0
"""For the pictures of others."""
MOST_ANSWERED = 40_000_000
"""Bytes: a picture in colours at its working size takes four million."""
_ATTEMPTS = 2
# -P: not another cnn_core of the folder it runs in
_COMMAND = [sys.executable, "-P", "-m", "cnn_core.pictures.apart.process"]

T = TypeVar("T")

_log = logging.getLogger(__name__)


class PictureReader:
    """Reads pictures in a process of its own, one at a time; it may be called from any thread.

    Args:
        max_bytes: The largest file that is opened.
        max_pixels: The largest picture that is decoded.
    """

    def __init__(self, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> None:
        self._limits = {"max_bytes": max_bytes, "max_pixels": max_pixels}
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def picture(self, data: bytes, name: str = "") -> Picture:
        """Reads a picture, as `cnn_core.read_picture` does, with values that are whole 255ths.

        Args:
            data: The whole file.
            name: The file's name.

        Raises:
            ImageError: It cannot be read.
        """
        return self._ask(messages.read_packed_picture, "picture", data, name=name)

    def form(
        self, data: bytes, name: str = "", *, options: FormOptions = ALL_STEPS, most_side: int = 264
    ) -> MnistForm:
        """Reads a picture and brings it to MNIST's form, as `cnn_core.to_mnist_form` does.

        Args:
            data: The whole file.
            name: The file's name.
            options: Which steps are taken.
            most_side: The longest side of the pictures of the steps, which are for looking at.

        Raises:
            ImageError: It cannot be read.
        """
        return self._ask(messages.read_form, "form", data, name=name, options=options, most_side=most_side)

    def without_each(self, data: bytes, name: str = "") -> dict[str, LeftOut]:
        """Returns what becomes of a picture when exactly one of its steps is left out, by the step's name.

        Args:
            data: The whole file.
            name: The file's name.

        Raises:
            ImageError: It cannot be read.
        """
        return self._ask(messages.read_left_out, "left_out", data, name=name)

    def close(self) -> None:
        """Ends the process, if there is one; another is started when it is needed."""
        with self._turn:
            self._end()

    def _ask(
        self,
        read: Callable[[Mapping[str, Any], Mapping[str, npt.NDArray[Any]]], T],
        what: str,
        data: bytes,
        **choices: Any,
    ) -> T:
        if len(data) > self._limits["max_bytes"]:  # nothing is sent that is refused
            raise ImageError(t("images.too_many_bytes", came=len(data) / 1e6, most=self._limits["max_bytes"] / 1e6))
        if not self._turn.acquire(timeout=SECONDS_TO_WAIT):
            raise ImageError(t("images.others_first"))
        try:
            request = messages.pack_request(what, data, language=language.get(), **choices, **self._limits)
            header, arrays = self._answer(request)
            if refused := header.get("refused"):
                raise ImageError(str(refused))
            return read(header, arrays)
        except ImageError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            _log.warning("the process that reads pictures answered nonsense: %s", error)
            self._end()
            raise ImageError(t("images.unread")) from error
        finally:
            self._turn.release()

    def _answer(self, request: bytes) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
        for attempt in range(_ATTEMPTS):
            process = self._running()
            assert process.stdin
            assert process.stdout
            is_late = threading.Event()
            timer = threading.Timer(SECONDS_TO_READ, _give_up, (process, is_late))
            timer.daemon = True
            timer.start()
            try:
                messages.send(process.stdin, request)
                return messages.receive(process.stdout, MOST_ANSWERED)
            except (EOFError, OSError) as error:
                self._end()
                if is_late.is_set():
                    _log.warning("a picture was not read in %.0f s", SECONDS_TO_READ)
                    raise ImageError(t("images.late", seconds=round(SECONDS_TO_READ))) from error
                if attempt + 1 == _ATTEMPTS:  # the first one may have ended of idleness just then
                    _log.warning("the process that reads pictures ended in the middle of one")
                    raise ImageError(t("images.unread")) from error
            finally:
                timer.cancel()
        raise AssertionError

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process and self._process.poll() is None:
            return self._process
        self._end()
        here = str(Path(__file__).parents[3])
        path = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,  # Ctrl-C is for the server
            )
        except OSError as error:
            _log.warning("no process to read pictures could be started: %s", error)
            raise ImageError(t("images.unread")) from error
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(OSError):
                process.communicate()


def _give_up(process: "subprocess.Popen[bytes]", is_late: threading.Event) -> None:
    is_late.set()
    process.kill()
