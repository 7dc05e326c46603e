"""Ten thousand spoilt files through the image path: tracebacks, the slowest, and what the memory grows by.

Small pictures of each format, in each of its own ways, have bytes flipped, cut out, doubled or cut off
(tests/helpers/spoilt.py); each is read as an upload would be and brought to MNIST's form. Anything but a picture
or one of the project's own sentences counts as a traceback. Memory is compared after a tenth and at the end.
"""

import time
import traceback
from itertools import islice

import psutil

from benchmarks.table import Figure, finish, parser
from cnn_core.errors import ImageError
from cnn_core.pictures.images import read_picture
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.spoilt import spoilt_files


def measure(count: int, seed: int) -> list[Figure]:
    """Reads spoilt files."""
    process = psutil.Process()
    read = refused = failed = 0
    slowest = memory = 0.0
    for index, data in enumerate(islice(spoilt_files(seed), count)):
        if index == count // 10:
            memory = process.memory_info().rss
        start = time.perf_counter()
        try:
            to_mnist_form(read_picture(data, "digit.png"))
            read += 1
        except ImageError:
            refused += 1
        except Exception:
            failed += 1
            traceback.print_exc()
        slowest = max(slowest, time.perf_counter() - start)
    grown = (process.memory_info().rss - memory) / 1e6
    return [
        Figure("spoilt files that were read all the same", read, ""),
        Figure("spoilt files that were refused with a sentence", refused, ""),
        Figure("tracebacks", failed, "", 0),
        Figure("slowest", slowest, "s", 2),
        Figure("memory grown by", grown, "MB", 50),
    ]


def main() -> None:
    """Runs the command."""
    options = parser(__doc__)
    options.add_argument("--count", type=int, default=10_000, help="how many files")
    options.add_argument("--seed", type=int, default=1, help="of their faults; the test suite has 0")
    chosen = options.parse_args()
    finish(measure(chosen.count, chosen.seed), check=chosen.check)


if __name__ == "__main__":
    main()
