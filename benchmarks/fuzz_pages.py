"""Opens pages at addresses of nonsense: no traceback, no page over two seconds, no growth in memory.

python -m benchmarks.fuzz_pages [HOW_MANY]
"""

import gc
import sys
import time
from collections.abc import Callable

import psutil
from hypothesis import HealthCheck, Phase, given, settings

from cnn_core.engine import Engine, TrainingRun
from tests.helpers.nonsense import ADDRESSED, open_page, parameters
from ui.engine import engine

MOST_SECONDS = 2.0
MOST_GROWTH = 50.0  # MB, from the middle of a page's run to its end


def main() -> int:
    """Prints a line a page; the status is 1 where one of them fails."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    Engine.train = lambda _engine, net, **_: TrainingRun(net)  # type: ignore[method-assign]
    failures = [page for page in ADDRESSED if not _fuzz(page, count // len(ADDRESSED))]
    engine().close()
    return bool(failures)


def _fuzz(page: str, count: int) -> bool:
    seconds: list[float] = []
    memory: list[float] = []
    tracebacks: list[str] = []

    def one(chosen: dict[str, str | list[str]]) -> None:
        started = time.process_time()
        at = open_page(page, chosen)
        seconds.append(time.process_time() - started)
        if at.exception:
            tracebacks.append(f"{chosen!r}: {at.exception[0].message}")
        if len(seconds) % max(1, count // 20) == 0:
            gc.collect()
            memory.append(psutil.Process().memory_info().rss / 1e6)

    _given(page, count)(one)()
    growth = memory[-1] - memory[len(memory) // 2]
    slowest, middle = max(seconds[1:]), sorted(seconds)[len(seconds) // 2]
    print(
        f"{page}: {len(seconds)} addresses, {len(tracebacks)} tracebacks, median {middle:.2f} s, "
        f"slowest {slowest:.2f} s of processor time, {growth:+.1f} MB in the second half",
        flush=True,
    )
    for trace in tracebacks[:5]:
        print(f"    {trace}")
    return not tracebacks and slowest < MOST_SECONDS and growth < MOST_GROWTH


def _given(page: str, count: int) -> Callable[[Callable[..., None]], Callable[[], None]]:
    chosen = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda function: chosen(given(parameters(page))(function))


if __name__ == "__main__":
    sys.exit(main())
