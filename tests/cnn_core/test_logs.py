import logging
import subprocess
import sys

from cnn_core.errors import WorkerFailed
from cnn_core.logs import MOST_A_MINUTE, EnglishFormatter, Sparing
from cnn_core.text import sentence_of, speaking, t

CODE = """
import logging
from cnn_core.logs import set_up_logs
logging.basicConfig(format="from the root: %(message)s")  # as TensorFlow's absl does
set_up_logs("ERROR")
set_up_logs("INFO")
logging.getLogger("cnn_core.engine.pool").info("worker %d started", 7)
logging.getLogger("ui.routes.live").debug("not at this level")
logging.getLogger("somebody.else").info("not ours")
"""


def test_an_event_is_one_line_of_this_projects_loggers_only():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    day, time, level, process, rest = line.split(" ", 4)
    assert (len(day), len(time), level, process.isdecimal()) == (10, 12, "INFO", True)
    assert rest == "cnn_core.engine.pool: worker 7 started"


def test_the_log_is_in_english_whoever_the_page_is_for():
    error = WorkerFailed(sentence_of("한국어", "engine.failed", {}, "ko"))
    record = logging.LogRecord("ui", logging.ERROR, "", 1, "failed: %s, %s", (error, error.sentence), None)
    english = str(t("engine.failed"))
    with speaking("ko"):
        assert EnglishFormatter("%(message)s").format(record) == f"failed: {english}, {english}"


def test_one_kind_of_warning_fills_no_disk_and_the_others_are_written():
    now = [0.0]
    sparing = Sparing(3, clock=lambda: now[0])

    def log(message, *values, level=logging.WARNING):
        record = logging.LogRecord("ui.gate", level, "", 0, message, values, None)
        return record.getMessage() if sparing.filter(record) else None

    assert [log("socket %d refused", number) for number in range(5)] == [
        "socket 0 refused",
        "socket 1 refused",
        "socket 2 refused",
        None,
        None,
    ]
    assert log("another kind") == "another kind"
    assert log("an event", level=logging.INFO) == log("an event", level=logging.INFO) == "an event"
    now[0] = 61.0
    assert log("socket %d refused", 9) == "socket 9 refused (2 more like it before)"
    assert log("socket %d refused", 9) == "socket 9 refused"


FLOOD = """
import logging
from cnn_core.logs import MOST_A_MINUTE, set_up_logs
set_up_logs("INFO")
for number in range(10 * MOST_A_MINUTE):
    logging.getLogger("ui.gate.gate").warning("socket refused: %s", number)
"""


def test_the_log_of_this_project_is_sparing():
    done = subprocess.run([sys.executable, "-c", FLOOD], capture_output=True, text=True, check=True)
    assert len(done.stderr.splitlines()) == MOST_A_MINUTE
