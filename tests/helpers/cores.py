"""A machine of many cores, for programs that ask the system how many there are."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("many_cores.c")


def many_cores(folder: Path) -> dict[str, str]:
    """Returns the environment of a program that is to see 64 cores, or skips the test where no compiler is.

    Args:
        folder: Where what is compiled is put.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a C compiler, to make a machine of many cores")
    library = folder / "many_cores.so"
    made = [compiler, "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    if subprocess.run(made, check=False).returncode:
        pytest.skip("needs Linux' own C library, to make a machine of many cores")
    return {"LD_PRELOAD": str(library)}
