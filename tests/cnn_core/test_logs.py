import subprocess
import sys

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
