"""What the command line prints where the terminal lacks characters, or has gone: in processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnn_core.cli.terminal import PLAIN

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "cnn_core"]
ENCODINGS = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp949": {"PYTHONIOENCODING": "cp949"},
    "LC_ALL=C": {"LC_ALL": "C"},
    "LC_ALL=C, as it was before Python 3.7": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "strict": {"PYTHONIOENCODING": "ascii:strict"},
}

# Every sentence that a command can print, and the blocks of a chart and of a curve.
PRINT_ALL = r"""
import sys
from cnn_core.cli.terminal import adapt_output
from cnn_core.cli.text_chart import spark_line, text_chart
from cnn_core.text import _sentences
adapt_output()
for stream in (sys.stdout, sys.stderr):
    for key, sentence in _sentences("en").items():
        print(key, sentence, file=stream)
    print(text_chart({"\xb7": [(1, 0.5), (2, 0.9)]}), spark_line([each / 7 for each in range(8)]), file=stream)
"""


def environment(more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return kept | more


@pytest.mark.parametrize("more", ENCODINGS.values(), ids=ENCODINGS)
def test_the_list_of_nets_is_printed_on_every_terminal(more):
    done = subprocess.run([*COMMAND, "models"], cwd=ROOT, env=environment(more), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"pool3" in done.stdout
    if "ascii" in more.get("PYTHONIOENCODING", ""):
        assert b"pool3 - 4 x 4 x 128" in done.stdout
    if more.get("PYTHONIOENCODING") == "cp1252":
        assert "pool3 · 4 × 4 × 128" in done.stdout.decode("cp1252")


@pytest.mark.parametrize("more", ENCODINGS.values(), ids=ENCODINGS)
def test_all_that_can_be_said_survives_every_terminal(more):
    done = subprocess.run(
        [sys.executable, "-c", PRINT_ALL], cwd=ROOT, env=environment(more), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    if "ascii" in more.get("PYTHONIOENCODING", ""):
        lines = done.stdout.decode("ascii").splitlines()
        assert lines[-1].endswith("_.-:=+*#")
        assert not [line for line in lines if "\\u" in line or "\\x" in line]  # each has something to stand for it


def test_a_name_that_the_terminal_lacks_is_printed_by_its_code_and_one_that_is_no_text_byte_by_byte():
    words: list[str | bytes] = [*COMMAND, "predict", "좋은.png", b"\xff.png"]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environment({"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"}),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert rb"error: \uc88b\uc740.png: The file cannot be read" in done.stderr
    assert b"error: \xff.png: The file cannot be read" in done.stderr


def test_what_stands_for_a_character_is_ascii():
    assert all(str(text).isascii() for text in PLAIN.values())


@pytest.mark.parametrize("words", [["models"], ["--help"], ["--version"], ["predict", "missing.png", "gone.png"]])
@pytest.mark.parametrize("are_both_closed", [False, True])
def test_a_closed_pipe_ends_quietly(words, are_both_closed):
    """As `… | head -1` and `… 2>&1 | head -1` leave it, at the worst moment: before the first word."""
    reader, writer = os.pipe()
    os.close(reader)
    errors = writer if are_both_closed else subprocess.PIPE
    running = subprocess.Popen([*COMMAND, *words], cwd=ROOT, env=environment({}), stdout=writer, stderr=errors)
    os.close(writer)
    _, said = running.communicate()
    is_said_elsewhere = words[0] == "predict" and not are_both_closed
    assert running.returncode == (1 if is_said_elsewhere else 141)
    assert "Traceback" not in (said or b"").decode()
    assert "Exception ignored" not in (said or b"").decode()
    assert (said or b"").count(b"\n") == (2 if is_said_elsewhere else 0)
