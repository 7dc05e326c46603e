"""What is said when the disk refuses: a sentence for everybody, and for the operator's log the place.

Pupils see these sentences, and a server's folders are not for them.
"""

import logging
import time
from pathlib import Path
from typing import Literal

from cnn_core.errors import StoreError
from cnn_core.text import t

_SECONDS_BETWEEN_LINES = 60.0
_MOST_REMEMBERED = 1000

_log = logging.getLogger(__name__)
_logged: dict[tuple[str, Path, str], float] = {}


def refusal(kind: Literal["unreadable", "unwritable"], path: Path, error: OSError) -> StoreError:
    """Returns the error that a page may show, and logs where it was, at most once a minute.

    Args:
        kind: What could not be done.
        path: With what.
        error: Why.
    """
    reason = error.strerror or type(error).__name__
    now, known = time.monotonic(), (kind, path, reason)
    if known not in _logged or now - _logged[known] > _SECONDS_BETWEEN_LINES:
        if len(_logged) >= _MOST_REMEMBERED:
            _logged.clear()
        _logged[known] = now
        _log.warning("%s: %s: %s", kind, path, reason)
    return StoreError(t(f"store.{kind}", reason=reason))
