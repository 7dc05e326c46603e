"""What the machine itself takes, so that a slow machine can be told from a slow program.

- An empty page's frame: from a pointer's event to the frame after it, on a page that shows and does nothing.
- A bare forward pass: the three-block net compiled, one digit in, all its layers out, and nothing else.

`python -m benchmarks.machine` prints them alone. A benchmark takes them in the same run by `machine`, before or
after what it measures, and has them printed beside its figures (`benchmarks.table.finish`).
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks.frames import AFTER_FRAME
from benchmarks.table import Figure, parser, report
from tests.helpers.browser import find, flags

FRAMES = 120
PASSES = 400
WARMING = 20

# A page that only keeps how long each pointer's event took to the frame after it.
EMPTY = f"""<!doctype html><script>{AFTER_FRAME}
window.took = [];
addEventListener("pointermove", ({{ timeStamp }}) => afterFrame((now) => window.took.push(now - timeStamp)));
</script>"""


def machine() -> list[Figure]:
    """Returns what the machine takes, by a process of its own, with a Chromium and TensorFlow."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.machine", "--json"], stdout=subprocess.PIPE, check=True, text=True
    )
    return [Figure(name, value, "ms") for name, value in json.loads(done.stdout.splitlines()[-1]).items()]


def measured() -> Iterator[tuple[str, float]]:
    """Yields what the machine takes, by name, in ms."""
    frames, passes = empty_frames(), forward_passes()
    yield "an empty page: event → frame", median(frames)
    yield "the bare forward pass of the three-block net", median(passes)


def empty_frames() -> list[float]:
    """Returns the ms from each of many pointer's events to the frame after it, on an empty page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        page = browser.new_page()
        page.set_content(EMPTY)
        for count in range(WARMING + FRAMES):
            page.mouse.move(100 + count % 7, 100 + count % 5)
            page.wait_for_function("count => window.took.length > count", arg=count)
        took: list[float] = page.evaluate("window.took")
        browser.close()
    return took[WARMING:]


def forward_passes() -> list[float]:
    """Returns the ms of each of many forward passes."""
    from cnn_core.backend import load_tensorflow
    from cnn_core.models.build import build_model
    from cnn_core.nets.course import named_net

    tf = load_tensorflow()
    model = build_model(named_net("three_block").model)
    compiled = tf.function(lambda pixels: model(pixels, training=False))
    pixels = tf.constant(np.random.default_rng(0).random((1, 784), np.float32))
    times = []
    for _ in range(WARMING + PASSES):
        started = time.perf_counter()
        [output.numpy() for output in compiled(pixels)]
        times.append(1000 * (time.perf_counter() - started))
    return times[WARMING:]


if __name__ == "__main__":
    command = parser(__doc__)
    command.add_argument("--json", action="store_true", help="print one line for a program")
    if command.parse_args().json:
        print(json.dumps(dict(measured())))
    else:
        report([], machine=[Figure(name, value, "ms") for name, value in measured()])
