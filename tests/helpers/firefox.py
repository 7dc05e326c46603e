"""The Firefox that this machine has, driven by the browser tests' own tool over WebDriver BiDi, a standard.

    python -m tests.helpers.firefox

brings Debian's where this user may install it; without one, the tests of Firefox are skipped. The tool's usual way
of driving Firefox wants a build of its own, which has to be loaded from its makers.
"""

import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.helpers.browser import install

ROOT = Path(__file__).parents[2]
NAMES = ("firefox-esr", "firefox")
PACKAGE = "firefox-esr"
"""Debian's."""
LACKS = f"there is no Firefox on this machine: apt-get install {PACKAGE}"


def find() -> str | None:
    """Returns the path of a Firefox on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Starts it without windows.

    Args:
        playwright: The tool.
        path: Of the program.
    """
    words = (sys.executable, "-m", "tests.helpers.bidi", path)
    program = Path(tempfile.mkdtemp(prefix="convscope-firefox-")) / "firefox"
    program.write_text(f'#!/bin/sh\ncd {shlex.quote(str(ROOT))} && exec {shlex.join(words)} "$@"\n')
    program.chmod(0o755)
    return playwright.firefox.launch(executable_path=program, channel="moz-firefox")


def main() -> None:
    """Brings one, where there is none and this user may install it."""
    if find() is None:
        install(PACKAGE)
    print(find() or LACKS)


if __name__ == "__main__":
    main()
