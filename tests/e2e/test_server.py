import psutil
import pytest
from playwright.sync_api import expect

from tests.helpers.app import answer, choice, draw, open_page
from tests.helpers.patience import MILLISECONDS, SECONDS, until
from tests.helpers.server import Server

MNIST = "/mnist_inspection"


def has_tensorflow(process: psutil.Process) -> bool:
    return any("tensorflow" in region.path for region in process.memory_maps())


@pytest.mark.long
@pytest.mark.skipif(
    not hasattr(psutil.Process, "memory_maps"), reason="needs a system that tells what a process loaded"
)
def test_tensorflow_stays_out_of_the_server_also_when_a_worker_is_killed_and_replaced(server, page):
    open_page(page, MNIST)
    draw(page)
    expect(answer(page)).to_contain_text("The net says 7")
    workers = server.workers
    assert any(map(has_tensorflow, workers)), "the check itself must be able to see TensorFlow"
    assert not has_tensorflow(server.process)
    for worker in workers:
        worker.kill()
    choice(page, "Random filters").click()
    expect(page.get_by_text("nothing behind them")).to_be_visible(timeout=MILLISECONDS)
    choice(page, "Two blocks").click()
    expect(answer(page)).to_contain_text("The net says 7")
    assert {worker.pid for worker in server.workers}.isdisjoint(worker.pid for worker in workers)
    assert not has_tensorflow(server.process)


@pytest.mark.long
@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_no_worker_outlives_the_server(how, tmp_path):
    with Server(cache=tmp_path) as server:
        server.until_it_answers()
        until(lambda: len(server.workers) >= 4)  # two that answer, a trainer, and the one that forks them
        workers = server.workers
        getattr(server.process, how)()
        _, alive = psutil.wait_procs(workers, timeout=SECONDS)
        assert alive == []


def test_nothing_but_the_net_is_loaded_when_it_starts(server):
    assert "Traceback" not in server.log
