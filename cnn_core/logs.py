"""The log: one line an event, on stderr, of this project's loggers only. No pictures, no file names, no persons.

What goes wrong again and again, such as a socket that is refused, fills no disk: of one kind of warning there are
so many lines a minute, and then their number.
"""

import logging
import sys
import time
from collections.abc import Callable

from cnn_core.text import DEFAULT_LANGUAGE, speaking

LOGGERS = ("cnn_core", "ui")
MOST_A_MINUTE = 20
"""Of one kind of warning or error."""
_FORMAT = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"


def set_up_logs(level: str) -> None:
    """Has this project's loggers write to stderr; calling it again changes the level alone.

    Args:
        level: One of `cnn_core.settings.LOG_LEVELS`.
    """
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        if not logger.handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(EnglishFormatter(_FORMAT))
            handler.addFilter(Sparing())
            logger.addHandler(handler)
            logger.propagate = False  # TensorFlow brings a handler of its own, which would say it twice


class EnglishFormatter(logging.Formatter):
    """Writes a line in English, whoever the page is for that it tells of."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        with speaking(DEFAULT_LANGUAGE):
            return super().format(record)


class Sparing(logging.Filter):
    """Lets warnings and errors of one kind through so often a minute, and then says how many more there were.

    A kind is a message before its values are filled in, hence a line of the code.

    Args:
        most: Of one kind, a minute.
        clock: Tells the seconds.
    """

    def __init__(self, most: int = MOST_A_MINUTE, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most, self._clock = most, clock
        self._kinds: dict[tuple[str, str], _Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written; the first of a new minute tells of those that were not."""
        if record.levelno < logging.WARNING:
            return True
        kind = self._kinds.setdefault((record.name, str(record.msg)), _Kind(self._clock()))
        if self._clock() - kind.since >= 60:
            if kind.left_out:
                with speaking(DEFAULT_LANGUAGE):
                    record.msg = f"{record.getMessage()} ({kind.left_out} more like it before)"
                record.args = ()
            kind.since, kind.written, kind.left_out = self._clock(), 0, 0
        if kind.written >= self._most:
            kind.left_out += 1
            return False
        kind.written += 1
        return True


class _Kind:
    """How often a kind of line was written, and was not, since a second of the clock."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.written = self.left_out = 0
