"""What CI says of advisories, for every way in which the question can end."""

import json
import sys

import pytest

from tests.helpers.audit import UNREACHED, audit, verdict

CLEAN = {"name": "numpy", "version": "2.4.6", "vulns": []}
KNOWN = {"name": "pillow", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"]}]}
UNMENDED = {"name": "scipy", "version": "1.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
SKIPPED = {"name": "plotly", "skip_reason": "Dependency not found on PyPI and could not be audited: plotly (7.1.0)"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([CLEAN, CLEAN], 0, "Advisories: None known against 2 packages."),
        ([CLEAN, SKIPPED], 0, "Advisories: None known against 1 packages. Not asked about: plotly."),
        ([SKIPPED, SKIPPED], 0, f"{UNREACHED}: there was an answer for none of 2."),
        ([], 0, f"{UNREACHED}: there was an answer for none of 0."),
        (
            [KNOWN, UNMENDED, CLEAN],
            1,
            "pillow 1.0: PYSEC-1, mended in 1.1, 2.0\nscipy 1.0: PYSEC-2, mended in none yet\n"
            "Advisories: 2 known against 3 packages.",
        ),
    ],
)
def test_what_was_answered_is_counted_and_nothing_else(packages, status, said):
    assert verdict(packages) == (status, said)


def program(*lines: str) -> list[str]:
    return [sys.executable, "-c", "\n".join(("import sys, pathlib, signal", *lines))]


def test_the_report_that_was_written_decides_and_not_the_exit_status(tmp_path):
    report = tmp_path / "report.json"
    text = json.dumps({"dependencies": [KNOWN]})
    written = program(f"pathlib.Path({str(report)!r}).write_text({text!r})", "sys.exit(1)")
    assert audit(written, report)[0] == 1


def test_an_error_before_any_report_is_told_and_fails_nothing(tmp_path):
    failed = program("sys.exit('Traceback ...\\nConnectionError: Name or service not known')")
    assert audit(failed, tmp_path / "none") == (0, f"{UNREACHED}: ConnectionError: Name or service not known")


def test_a_source_that_does_not_answer_is_given_up(tmp_path):
    assert audit(program("signal.pause()"), tmp_path / "none", seconds=0.5) == (
        0,
        f"{UNREACHED}: no answer within 0.5 seconds.",
    )
