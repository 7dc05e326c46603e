"""How many digits a worker passes through a net at once when other people's calls are to come between."""

import math
from collections.abc import Iterator

from cnn_core.nets.spec import ModelSpec, layer_shapes

PIECE_WORK = 1_000_000_000
"""Multiply-adds of a piece: of the three-block net they take one core about a twentieth of a second."""
WORK_OF_A_NUMBER = 20
"""How many multiply-adds it takes to write a number that a layer gives, and read it again."""
MOST_IN_A_PIECE = 250


def pieces(count: int, model: ModelSpec) -> Iterator[slice]:
    """Cuts so many digits into parts that each take a worker a tenth of a second at most.

    Args:
        count: How many digits.
        model: What they pass through.
    """
    work = sum(layer.multiply_adds + WORK_OF_A_NUMBER * math.prod(layer.shape) for layer in layer_shapes(model))
    size = min(MOST_IN_A_PIECE, max(1, PIECE_WORK // work))
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
