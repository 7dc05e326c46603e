"""Cases that a quick one stands for: `make test` runs the few, and `make test-long` the others."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def few_of(names: Iterable[str], few: Collection[str]) -> list[Any]:
    """Returns the names as cases of a test, of which all but a few are long.

    Args:
        names: Of all cases.
        few: Of those that run each time.
    """
    return [pytest.param(name, marks=[pytest.mark.long] * (name not in few)) for name in names]
