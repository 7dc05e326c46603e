"""How each benchmark prints what it measured: a figure a line, beside its target, with `ok` or `short`.

What the machine took in the same run for what is no program's fault stands below.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        name: What was measured.
        value: What came out.
        unit: Of value and target.
        target: What is to be reached; None for a figure that only tells.
        wanted: Which side of the target is good.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    wanted: Literal["at most", "at least"] = "at most"

    @property
    def is_reached(self) -> bool:
        """Whether the target is met; a figure without one is always fine."""
        if self.target is None:
            return True
        return self.value <= self.target if self.wanted == "at most" else self.value >= self.target


def report(figures: Sequence[Figure], *, machine: Sequence[Figure] = ()) -> None:
    """Prints the figures.

    Args:
        figures: What was measured of a program.
        machine: What the machine took in the same run for what is no program's fault (`benchmarks.machine`). It
            stands apart, below.
    """
    width = max(len(figure.name) for figure in [*figures, *machine])
    for figure in figures:
        print(_line(figure, width))
    if machine:
        print("\nthis machine, in the same run:")
        for figure in machine:
            print(_line(figure, width))


def _line(figure: Figure, width: int) -> str:
    line = f"{figure.name:<{width}}  {figure.value:8.2f} {figure.unit:<4}"
    if figure.target is not None:
        verdict = "ok" if figure.is_reached else "short"
        line += f"  {figure.wanted} {figure.target:g} {figure.unit:<4}  {verdict}"
    return line.rstrip()


def parser(description: str | None) -> argparse.ArgumentParser:
    """Returns a parser that knows `--check`."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--check", action="store_true", help="exit with 1 if a figure falls short")
    return made


def finish(figures: Sequence[Figure], *, check: bool, machine: Sequence[Figure] = ()) -> None:
    """Prints the figures and ends the process: with 1 if asked to check and one falls short.

    Args:
        figures: What was measured of a program.
        check: Whether it was asked to.
        machine: What the machine took in the same run; see `report`.
    """
    report(figures, machine=machine)
    sys.exit(int(check and not all(figure.is_reached for figure in figures)))
