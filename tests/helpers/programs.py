"""Programs run as a student would run them: for what they print, and for what their variables hold then."""

import contextlib
import io
import re

import numpy as np


def run(source):
    """Returns what a program prints, and its variables."""
    printed, variables = io.StringIO(), {"__name__": "__main__"}
    options = np.get_printoptions()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "program.py", "exec"), variables)
    np.set_printoptions(**options)
    return printed.getvalue(), variables


def printed_maps(text):
    """Returns the maps that stand in what a program printed, each (H, W)."""
    maps = re.findall(r"^\[\[.*?\]\]", text, re.DOTALL | re.MULTILINE)
    return [
        np.array([re.findall(r"-?[\d.]+(?:e[+-]\d+)?", row) for row in each.split("]")[:-2]], float)
        for each in maps
    ]
