"""Finds the Chromium that the browser tests drive, and brings what is missing: the driver's libraries, a Chromium.

    python -m tests.helpers.browser

Debian's packages by apt where this user may install them, otherwise the test tool's own download. Chromium's
headless shell is Chromium without its windows: the same engine draws a page with about half of a processor's work.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable  # the public ways start it, and it may not start

from tests.helpers.patience import SECONDS

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's, each a Chromium; the first is the one to have."""
DRIVER_PACKAGES = ("libatomic1",)
"""Debian's, with what the driver needs of the system and a minimal Debian lacks."""
LETTERS = "fonts-nanum"
"""Debian's, with Hangul: the app brings no font of it, since every system that is read in Korean has one."""
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


def find() -> str | None:
    """Returns the path of a Chromium on this machine.

    Where none lies on the path, the driver is asked for its own, so that it must start (`why_not`).
    """
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def flags() -> list[str]:
    """Returns how to start it; the sandbox of Chromium refuses to run as root."""
    return [*FLAGS, "--no-sandbox"] if _is_root() else list(FLAGS)


def driver() -> str:
    """Returns the path of the program that drives the browser."""
    return compute_driver_executable()[0]


def why_not(program: str) -> str | None:
    """Returns why a program does not start, in its own words or the system's; None where it does."""
    try:
        tried = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if tried.returncode == 0 else tried.stderr.strip() or f"exit status {tried.returncode}"


def main() -> int:
    """Makes sure that there are a driver and a Chromium, and that both start."""
    if why_not(driver()):
        install(*DRIVER_PACKAGES)
    if reason := why_not(driver()):
        return _give_up(f"the program that drives the browser does not start: {reason}", *DRIVER_PACKAGES)
    if find() is None and not any(install(package) for package in PACKAGES):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if (path := find()) is None:
        return _give_up("there is no Chromium", PACKAGES[0])
    if reason := why_not(path):
        return _give_up(f"{path} does not start: {reason}", PACKAGES[0])
    bring_letters()
    print(f"Browser tests use {path}")
    return 0


def bring_letters() -> None:
    """Makes sure that Korean pages have letters in pictures of them; says so where that cannot be."""
    if not (lister := shutil.which("fc-list")):
        return
    listed = subprocess.run([lister, ":lang=ko"], capture_output=True, text=True, timeout=SECONDS, check=False)
    if not listed.stdout.strip() and not install(LETTERS):
        print(f"No font here has Hangul, so pictures of Korean pages show boxes: apt-get install {LETTERS}")


def install(*packages: str) -> bool:
    """Installs Debian's packages where this user may, and returns whether they are there now."""
    as_root = [] if _is_root() else ["sudo", "-n"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        return False
    print(f"Installing {', '.join(packages)} for the browser tests (apt-get)", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run([*as_root, "apt-get", "-qq", *words], env=environment, check=False).returncode == 0
        for words in (("update",), ("install", "-y", *packages))
    )


def _give_up(reason: str, *packages: str) -> int:
    print(
        f"The browser tests cannot run: {reason}\n"
        f"Nothing that would help could be installed here. Run this as root, or install it your system's way:\n"
        f"    apt-get update && apt-get install {' '.join(packages)}\n"
        "Then run the tests again."
    )
    return 1


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    sys.exit(main())
