"""Asks which advisories are known against the packages of a lock file, and says when nobody could be asked.

    python tests/helpers/audit.py requirements.txt

`make audit` runs it in the environment that has pip-audit. It asks the package index, one package at a time. Where
that is not reached, or answers for no package, pip-audit may still say that nothing is known: here only answers
count. It ends with 1 where an advisory is known, and with 0 where none is or none could be asked for.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SECONDS = 180
"""The longest that the whole takes."""
UNREACHED = "No source of advisories was reached, so nothing is known of these packages today"


def audit(command: Sequence[str], report: Path, *, seconds: float = SECONDS) -> tuple[int, str]:
    """Runs a pip-audit and returns the exit status, with what there is to say.

    Args:
        command: It, with its arguments.
        report: The file that the command writes, as JSON.
        seconds: The longest that it may take.
    """
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return 0, f"{UNREACHED}: no answer within {seconds:g} seconds."
    try:
        return verdict(json.loads(report.read_text("utf-8"))["dependencies"])
    except (OSError, ValueError):
        said = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return 0, f"{UNREACHED}: {said}"


def verdict(packages: Sequence[dict[str, Any]]) -> tuple[int, str]:
    """Returns the exit status and the sentences for what was answered.

    Args:
        packages: As pip-audit reports them: a name with `vulns`, or with the reason why it was not asked about.
    """
    asked = [package for package in packages if "skip_reason" not in package]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if not asked:
        return 0, f"{UNREACHED}: there was an answer for none of {len(skipped)}."
    lines = [
        f"{package['name']} {package['version']}: {advisory['id']}, mended in "
        f"{', '.join(advisory['fix_versions']) or 'none yet'}"
        for package in asked
        for advisory in package["vulns"]
    ]
    counted = (
        f"{len(lines)} known against {len(asked)} packages"
        if lines
        else f"None known against {len(asked)} packages"
    )
    lines.append(f"Advisories: {counted}." + (f" Not asked about: {', '.join(skipped)}." if skipped else ""))
    return int(len(lines) > 1), "\n".join(lines)


def main(locks: Sequence[str]) -> int:
    """Audits lock files."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner",
            "off",
        ]
        command += ["--format", "json", "--output", str(report)]
        status, said = audit([*command, *(word for lock in locks for word in ("--requirement", lock))], report)
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
