"""The app as the container starts it, on a machine of 64 cores, where libraries start a thread for each."""

import json
import os
import urllib.request
from contextlib import suppress
from typing import Any

import psutil
import pytest

from tests.helpers.app import open_page
from tests.helpers.container import compose, environment
from tests.helpers.cores import many_cores
from tests.helpers.patience import SECONDS, until
from tests.helpers.server import Server

NET = "two_block/notebook"


def threads_of(server: Server) -> int:
    """How many threads all of its processes have, which a container counts towards its most."""
    threads = server.process.num_threads()
    for worker in server.workers:
        with suppress(psutil.NoSuchProcess):
            threads += worker.num_threads()
    return threads


def is_trained(server: Server) -> bool:
    with urllib.request.urlopen(f"{server.url}/health", timeout=SECONDS) as answer:
        health = json.load(answer)
    return health["engine"] == "warm" and health["nets"].get(NET) == "ready"


@pytest.mark.long
def test_all_threads_together_are_far_from_the_most_that_compose_allows(browser, tmp_path, monkeypatch):
    for name in set(os.environ):
        if name.endswith("_THREADS"):
            monkeypatch.delenv(name)
    threads: dict[str, Any] = {name: value for name, value in environment().items() if name.endswith("_THREADS")}
    threads |= many_cores(tmp_path)
    counts = []

    def has_counted_a_training() -> bool:
        counts.append(threads_of(server))
        return is_trained(server)

    with Server(cache=tmp_path / "store", CONVSCOPE_TRAIN_AT_START=NET, **threads) as server:
        server.until_it_answers()
        open_page(browser.new_page(base_url=server.url), "/mnist_inspection")
        until(has_counted_a_training, lambda: f"{counts} threads\n{server.log}")
    assert max(counts) <= int(str(compose()["pids_limit"])) / 2, counts
