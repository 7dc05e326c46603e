import threading
import time

import pytest

from cnn_core.training import wishes as module
from cnn_core.training.wishes import Wishes
from tests.helpers.patience import SECONDS


def test_a_pause_waits_for_a_resume_or_a_cancel():
    for word in ("resume", "cancel"):
        wishes = Wishes()
        wishes.wait()  # nobody has paused
        wishes.tell("pause")
        waiting = threading.Thread(target=wishes.wait)
        waiting.start()
        assert waiting.is_alive()
        wishes.tell(word)
        waiting.join(timeout=SECONDS)
        assert not waiting.is_alive()
        assert (wishes.is_paused, wishes.is_cancelled) == (word == "cancel", word == "cancel")


def test_whoever_looks_counts_as_watching_for_a_while(monkeypatch):
    wishes, now = Wishes(), [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    assert not wishes.is_watched
    wishes.tell("watch")
    assert wishes.is_watched
    now[0] += module.SECONDS_WATCHED + 0.1
    assert not wishes.is_watched


def test_no_other_word_is_a_wish():
    with pytest.raises(ValueError, match="stop"):
        Wishes().tell("stop")  # type: ignore[arg-type]
