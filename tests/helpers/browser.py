"""Finds the Chromium that the browser tests drive, and brings one where there is none.

    python -m tests.helpers.browser

Debian's package by apt where this user may install it, otherwise the test tool's own download. Chromium's headless
shell is Chromium without its windows: the same engine draws a page with about half of the processor's work.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


def find() -> str | None:
    """Returns the path of a Chromium on this machine."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def flags() -> list[str]:
    """Returns how to start it; the sandbox of Chromium refuses to run as root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*FLAGS, "--no-sandbox"] if is_root else list(FLAGS)


def bring() -> None:
    """Installs a Chromium."""
    as_root = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or shutil.which("sudo")):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

        def apt(*words: str) -> bool:
            return not subprocess.run([*as_root, "apt-get", "-qq", *words], env=environment, check=False).returncode

        if apt("update") and any(apt("install", "-y", package) for package in PACKAGES):
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Makes sure that there is a Chromium."""
    if find() is None:
        bring()
    if (path := find()) is None:
        print("The browser tests need a Chromium, and none could be installed. Install one and run them again.")
        return 1
    print(f"Browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
