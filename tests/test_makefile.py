"""`make` on a machine that has nothing yet: what it says while it brings what the app needs."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.helpers.patience import LONG_SECONDS

ROOT = Path(__file__).parents[1]
WHEEL = "little-1.0-py3-none-any.whl"


@pytest.fixture
def clone(tmp_path):
    """A project with this Makefile, whose lock file has one little package that lies beside it."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    with zipfile.ZipFile(tmp_path / WHEEL, "w") as wheel:
        about = "little-1.0.dist-info"
        wheel.writestr("little.py", "")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: little\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256((tmp_path / WHEEL).read_bytes()).hexdigest()
    (tmp_path / "requirements.txt").write_text(f"./{WHEEL} --hash=sha256:{digest}\n")
    return tmp_path


def make(folder: Path, *words: str) -> str:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # of `make test`
    ended = subprocess.run(
        ["make", "--no-print-directory", f"PYTHON={sys.executable}", *words],
        cwd=folder,
        env=outside | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.long
def test_what_is_brought_is_said_before_with_its_size_and_shown_by_pip_and_once_only(clone):
    said = make(clone, "install")
    size, brought = said.index("0.8 GB to load, 2.8 GB on the disk"), said.index(WHEEL)
    assert size < brought < said.index("Successfully installed little-1.0")
    assert make(clone, "install") == "make: Nothing to be done for 'install'.\n"
