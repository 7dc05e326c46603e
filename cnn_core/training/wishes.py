"""What others want of a training under way: pause, resume, cancel, and a look at it. It asks between two steps."""

import threading
import time
from typing import Literal, get_args

Word = Literal["pause", "resume", "cancel", "watch"]
SECONDS_WATCHED = 2.0
"""How long somebody counts as watching after each look."""


class Wishes:
    """The wishes of one training, told from any thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._watched_until = 0.0
        self._is_paused = False
        self._is_cancelled = False

    def tell(self, word: Word) -> None:
        """Takes a wish.

        Args:
            word: The wish; a cancel ends a pause too.

        Raises:
            ValueError: It is none.
        """
        if word not in get_args(Word):
            raise ValueError(word)
        with self._condition:
            if word == "watch":
                self._watched_until = time.monotonic() + SECONDS_WATCHED
            elif word == "cancel":
                self._is_cancelled = True
            else:
                self._is_paused = word == "pause"
            self._condition.notify_all()

    @property
    def is_cancelled(self) -> bool:
        """Whether the training is to end."""
        return self._is_cancelled

    @property
    def is_paused(self) -> bool:
        """Whether the training is to wait."""
        return self._is_paused

    @property
    def is_watched(self) -> bool:
        """Whether somebody watches."""
        return time.monotonic() < self._watched_until

    def wait(self) -> None:
        """Waits while the training is paused and not cancelled."""
        with self._condition:
            self._condition.wait_for(lambda: self._is_cancelled or not self._is_paused)
