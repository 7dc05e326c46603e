"""The log: one line an event, on stderr, of this project's loggers only. No pictures, no file names, no persons."""

import logging
import sys

LOGGERS = ("cnn_core", "ui")
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
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
            logger.propagate = False  # TensorFlow brings a handler of its own, which would say it twice
