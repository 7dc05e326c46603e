"""What stays behind after 300 strokes, 30 page changes and 20 closed tabs: memory of server, worker and page.

Everything is done once beforehand on a smaller scale, so that what is loaded at first use is not counted. The
page's figures are taken after its garbage is collected; the processes' are what the kernel holds for them.
Streamlit keeps a closed tab's session for two minutes, in case it comes back, so that these are waited for.
"""

import time
from collections.abc import Callable

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.table import Figure, finish, parser
from tests.helpers.app import canvas, draw, heatmaps, open_page, settle
from tests.helpers.browser import find, flags
from tests.helpers.server import Server

STROKES = 300
CHANGES = 30
TABS = 20
SECONDS_KEPT = 125
MNIST = "/mnist_inspection"


def strokes(page: Page, count: int) -> None:
    """Draws, and clears after every fifth stroke."""
    for number in range(count):
        draw(page)
        if number % 5 == 4:
            page.get_by_role("button", name="Clear").click()
    settle(page)
    page.wait_for_timeout(1000)


def changes(page: Page, count: int) -> None:
    """Goes to another page and back, so often as to make so many changes."""
    for _ in range(count // 2):
        page.get_by_role("link", name="Course", exact=True).click()
        page.get_by_role("heading", name="The course").wait_for()
        settle(page)
        page.get_by_role("link", name="MNIST", exact=True).click()
        canvas(page).wait_for()
        settle(page)


def tabs(browser: Browser, server: Server, count: int) -> None:
    """Opens tabs, draws in each, and closes it."""
    for _ in range(count):
        context = browser.new_context(base_url=server.url)
        page = context.new_page()
        open_page(page, MNIST)
        draw(page)
        heatmaps(page).first.wait_for()
        context.close()


def page_state(page: Page) -> dict[str, float]:
    """Returns what the page holds after its garbage is collected: heap in MB, nodes and listeners."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(300)
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {
        "heap": metrics["JSHeapUsedSize"] / 1e6,
        "nodes": metrics["Nodes"],
        "listeners": metrics["JSEventListeners"],
    }


def resident(processes: list[psutil.Process]) -> float:
    """Returns MB."""
    return float(sum(process.memory_info().rss for process in processes) / 1e6)


def server_state(server: Server) -> dict[str, float]:
    """Returns what the server holds when its memory stands still: its own and its workers' in MB, and handles."""
    quiet(lambda: resident([server.process]))
    connections = server.process.net_connections("tcp")
    return {
        "server": resident([server.process]),
        "worker": resident([worker for worker in server.workers if _answers(worker, server)]),
        "sockets": sum(each.status == psutil.CONN_ESTABLISHED for each in connections),
        "threads": server.process.num_threads(),
        "files": server.process.num_fds(),
    }


def _answers(worker: psutil.Process, server: Server) -> bool:
    """Not the trainer that is kept warm, nor the process that they are forked from."""
    return bool(worker.nice() == 0 and worker.ppid() != server.process.pid)


def measure() -> list[Figure]:
    """Does everything small, measures, does it in full, and measures again."""
    with sync_playwright() as playwright, Server(CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        browser = playwright.chromium.launch(executable_path=find(), args=flags())
        page = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900}).new_page()
        open_page(page, MNIST)
        heatmaps(page).nth(3).wait_for()

        def everything(share: float) -> dict[str, float]:
            strokes(page, int(STROKES * share))
            changes(page, int(CHANGES * share))
            tabs(browser, server, int(TABS * share))
            settle(page)
            time.sleep(SECONDS_KEPT)
            tabs(browser, server, 1)  # old sessions go when a new one comes
            return page_state(page) | server_state(server)

        before = everything(0.2)
        after = everything(1.0)
        browser.close()
    growth = {name: after[name] - before[name] for name in before}
    return [
        Figure("server: memory", before["server"], "MB"),
        Figure("server: growth", growth["server"], "MB", 10),
        Figure("worker: memory", before["worker"], "MB"),
        Figure("worker: growth", growth["worker"], "MB", 10),
        Figure("page: heap", before["heap"], "MB"),
        Figure("page: growth of the heap", growth["heap"], "MB", 3),
        Figure("page: growth of the document", growth["nodes"], "nodes", 0.05 * before["nodes"]),
        Figure("page: growth of listeners", growth["listeners"], "", 0.05 * before["listeners"]),
        Figure("server: growth of open connections", growth["sockets"], "", 0),
        Figure("server: growth of open files", growth["files"], "", 0),
        Figure("server: growth of threads", growth["threads"], "", 1),
    ]


def quiet(value: Callable[[], float], seconds: float = 20.0) -> None:
    """Waits until a value stands still for a while, at most for some seconds."""
    end, last = time.monotonic() + seconds, value()
    while time.monotonic() < end:
        time.sleep(3)
        now = value()
        if abs(now - last) < 0.5:
            return
        last = now


if __name__ == "__main__":
    options = parser(__doc__).parse_args()
    finish(measure(), check=options.check)
