"""What a stroke costs a worker: a frame alone and one of sixteen, beside the bare forward pass of the same net.

Measured in a worker of the engine's, by turns, so that whatever else the machine does meanwhile falls on all three;
and of each the time that one in ten stays below, which the rest of the machine disturbs least. No two drawings are
the same, as in a stroke that grows.
"""

import time
from collections.abc import Callable, Iterator
from itertools import count
from statistics import quantiles

import numpy as np
from numpy.typing import NDArray

from benchmarks.table import Figure
from cnn_core.engine import WorkerPool
from cnn_core.live.lab import LabRequest, lab_frames
from cnn_core.settings import settings

NET = "three_block/default"
LAYERS = ("conv1", "pool1", "conv2", "pool2", "conv3", "pool3")
TOGETHER = 16
ROUNDS = 50
IN_A_ROW = 10


def drawings(start: int = 0) -> Iterator[NDArray[np.uint8]]:
    """Yields drawings (140, 140), none like another for a long while.

    Args:
        start: Another one gives other drawings.
    """
    for number in count(start * 1000):
        bitmap = np.zeros((140, 140), np.uint8)
        left, width = 30 + number // 60 % 50, 12 + number // 3000 % 30
        bitmap[30 : 50 + number % 60, left : left + width] = 255
        yield bitmap


def costs() -> list[Figure]:
    """Asks a worker what its strokes cost."""
    pool = WorkerPool(threads=settings().threads)
    try:
        bare, alone, each = pool.submit(measured).result()
    finally:
        pool.shutdown()
    return [
        Figure("a worker's bare forward pass of the three-block net", bare, "ms"),
        Figure("a frame alone", alone, "ms"),
        Figure("a frame alone, of the bare forward pass", alone / bare, "×", 2.5),
        Figure(f"a frame of {TOGETHER} that wait together", each, "ms"),
        Figure(f"a frame of {TOGETHER} that wait together, of the bare forward pass", each / bare, "×", 1.0),
    ]


def measured() -> tuple[float, float, float]:
    """Returns the ms of a bare forward pass, of a frame alone and of one of sixteen."""
    from cnn_core.models.inspection import PIXELS
    from cnn_core.models.opened import open_net
    from cnn_core.nets.training_text import find_net

    opened = open_net(find_net(NET))
    forward = opened.compiled("forward", lambda pixels: opened.model(pixels, training=False), PIXELS)
    pixels = np.random.default_rng(0).random((1, 784), np.float32)
    request, bitmaps = LabRequest(nets=(NET,), layers=LAYERS), drawings()

    def frames(many: int) -> Callable[[], object]:
        asked = [(request, next(bitmaps)) for _ in range(many)]
        return lambda: lab_frames(asked)

    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    for _ in range(ROUNDS):
        # Several of a kind in a row: the first after another kind finds the processor's memory full of that one's.
        times[0].extend([taken(lambda: forward(pixels)) for _ in range(IN_A_ROW)][1:])
        times[1].extend([taken(frames(1)) for _ in range(IN_A_ROW)][1:])
        times[2].extend([taken(frames(TOGETHER)) / TOGETHER for _ in range(IN_A_ROW)][1:])
    bare, alone, each = (quantiles(column, n=10)[0] for column in times)
    return bare, alone, each


def taken(go: Callable[[], object]) -> float:
    """Returns the ms of a core that something takes, those of TensorFlow's threads among them."""
    started = time.process_time()
    go()
    return 1000 * (time.process_time() - started)
