"""What `make test` brings for the browser tests, on machines that lack it: `tests/helpers/browser.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import browser
from tests.helpers.patience import SECONDS

ROOT = Path(__file__).parents[1]
LACKS = "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"


class Machine:
    """A machine with nothing but what a test puts into one folder.

    Args:
        folder: Where its programs are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.driver = folder / "node"
        self.installed = folder / "installed"

    def has(self, name: str, *lines: str) -> None:
        """Puts a program there, in the words of a shell."""
        path = self.folder / name
        path.write_text("\n".join(("#!/bin/sh", *lines, "")))
        path.chmod(0o755)

    def brings(self, *, as_root: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs the module as `make test` does."""
        program = "import os, runpy, sys; os.geteuid = lambda: int(sys.argv.pop(1))\n"
        program += "runpy.run_module('tests.helpers.browser', run_name='__main__', alter_sys=True)"
        return subprocess.run(
            [sys.executable, "-c", program, "0" if as_root else "1000"],
            cwd=ROOT,
            env=os.environ | {"PATH": str(self.folder), "PLAYWRIGHT_NODEJS_PATH": str(self.driver)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


@pytest.fixture
def machine(tmp_path):
    """One whose driver lacks a library, and that installs nothing."""
    found = Machine(tmp_path)
    found.has("node", f"echo '{LACKS}' >&2", "exit 127")
    return found


def test_the_drivers_library_is_there_before_the_driver_is_asked_for_anything(machine):
    machine.has(
        "apt-get",
        f'echo "$*" >> {machine.installed}',
        # a library mends the driver, and a Chromium is a program on the path
        f'case "$*" in *libatomic1*) printf "#!/bin/sh\\nexit 0\\n" > {machine.driver};;',
        f'*chromium*) printf "#!/bin/sh\\nexit 0\\n" > {machine.folder}/chromium-headless-shell',
        f"/bin/chmod 755 {machine.folder}/chromium-headless-shell;; esac",
    )
    machine.has("chromium", "exit 0")  # one is there: the driver lacks its library all the same
    ended = machine.brings()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert machine.installed.read_text().splitlines() == ["-qq update", "-qq install -y libatomic1"]
    assert f"Browser tests use {machine.folder}/chromium" in ended.stdout


@pytest.mark.parametrize(("listed", "may"), [("", True), ("", False), ("NanumGothic.ttf: NanumGothic", True)])
def test_letters_for_korean_pages_are_brought_where_there_are_none_and_may_be(machine, listed, may):
    machine.has("node", "exit 0")
    machine.has("chromium", "exit 0")
    machine.has("fc-list", f"echo '{listed}'")
    machine.has("apt-get", f'echo "$*" >> {machine.installed}', f"exit {0 if may else 100}")
    ended = machine.brings()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    asked = machine.installed.read_text() if machine.installed.exists() else ""
    assert ("install -y fonts-nanum" in asked) is (not listed and may)
    assert ("apt-get install fonts-nanum" in ended.stdout) is not may


@pytest.mark.parametrize("program", ["no apt-get", "no sudo", "sudo that asks for a password"])
def test_where_nothing_may_be_installed_it_ends_in_a_sentence_with_the_command(machine, program):
    if program != "no apt-get":
        machine.has("apt-get", f"echo no > {machine.installed}", "exit 100")
    if program == "sudo that asks for a password":
        machine.has("sudo", "echo 'sudo: a password is required' >&2", "exit 1")
    ended = machine.brings(as_root=program == "no apt-get")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "libatomic.so.1" in ended.stdout
    assert "apt-get install libatomic1\n" in ended.stdout
    assert not machine.installed.exists()


def test_a_browser_that_does_not_start_is_told_before_any_test(machine):
    machine.has("node", "exit 0")
    machine.has("chromium", "echo 'error while loading shared libraries: libnss3.so' >&2", "exit 127")
    ended = machine.brings()
    assert ended.returncode == 1
    assert f"{machine.folder}/chromium does not start: error while loading" in ended.stdout
    assert "apt-get install chromium-headless-shell\n" in ended.stdout


def test_the_browser_of_this_machine_starts():
    assert browser.why_not(browser.driver()) is None
    assert browser.why_not(browser.find()) is None
