"""Runs deno, which checks and tests the JavaScript, offline and with all that it keeps inside the checkout."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_deno(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs deno in the checkout.

    Args:
        arguments: Of the command line.
        environment: More environment variables.
    """
    own = {"DENO_DIR": str(ROOT / ".deno"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    return subprocess.run(
        [Path(sys.executable).with_name("deno"), *arguments],
        cwd=ROOT,
        env=os.environ | own | environment,
        capture_output=True,
        text=True,
        check=False,
    )
