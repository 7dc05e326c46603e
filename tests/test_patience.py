"""No test has a clock of its own: how long it waits stands in `tests/helpers/patience.py` alone."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FILES = sorted(file for file in TESTS.rglob("*.py") if file.name not in {"patience.py", Path(__file__).name})
WAITING = {"result", "wait", "join", "wait_procs", "set_default_timeout"}
BOUNDS = {"timeout", "default_timeout"}


def own_clocks(source: str) -> list[str]:
    """Returns the calls that bound a wait by a number, or leave an app's run at Streamlit's three seconds."""
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        bounds = [value for key, value in named.items() if key in BOUNDS]
        bounds += call.args[-1:] if name in WAITING else []
        is_run = name.startswith("from_") and ast.unparse(call.func).startswith("AppTest.")
        if any(isinstance(bound, ast.Constant) and isinstance(bound.value, int | float) for bound in bounds) or (
            is_run and "default_timeout" not in named
        ):
            found.append(ast.unparse(call))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TESTS).as_posix())
def test_no_test_counts_seconds_of_its_own(file):
    assert own_clocks(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "fault",
    [
        "future.result(5)",
        "future.result(timeout=1.5)",
        "expect(page).to_be_visible(timeout=3_000)",
        "AppTest.from_file(PAGE)",
        "AppTest.from_file(PAGE, default_timeout=30)",
    ],
)
def test_the_check_itself_finds_what_is_wrong(fault):
    assert own_clocks(fault) == [fault.replace("3_000", "3000")]


def test_all_tests_are_looked_at():
    assert len(FILES) > 120
