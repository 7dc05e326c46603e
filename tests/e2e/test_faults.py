"""What goes wrong in a running server, and that it goes on. No browser is needed; one broken on purpose is long."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from cnn_core.engine.slot import ATTEMPTS
from cnn_core.nets.course import named_net
from cnn_core.store.store import Store
from tests.helpers import patience
from tests.helpers.patience import LONG_SECONDS, SECONDS
from tests.helpers.server import ROOT, Server

NOTEBOOK = "two_block/notebook"


def get(server: Server, path: str) -> tuple[int, bytes]:
    """Asks for a path as it stands, which urllib would tidy first."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def health(server: Server) -> tuple[int, dict[str, Any]]:
    try:
        status, answer = get(server, "/health")
    except OSError:
        return 0, {"engine": "unreachable", "workers": 0, "nets": {}}
    return status, json.loads(answer)


def until(condition: Callable[[], object], server: Server) -> None:
    patience.until(condition, lambda: server.log, seconds=LONG_SECONDS)


def is_warm(server: Server, workers: int = 2) -> bool:
    answer = health(server)[1]
    return (answer["engine"], answer["workers"]) == ("warm", workers)


def is_ready(server: Server, net: str = NOTEBOOK) -> bool:
    return health(server)[1]["nets"].get(net) == "ready"


def events(server: Server, words: str) -> list[str]:
    return [line for line in server.log.splitlines() if words in line]


@pytest.mark.long
def test_health_tells_the_truth_before_and_after_its_workers_are_killed(tmp_path):
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="", CONVSCOPE_WORKERS="2") as server:
        until(lambda: is_warm(server, workers=2), server)
        status, answer = health(server)
        assert (status, answer["store"]) == (200, "kept")
        assert (answer["nets"]["two_block/default"], answer["nets"][NOTEBOOK]) == ("ready", "missing")
        before = set(server.workers)
        for worker in before:
            worker.kill()
        until(lambda: not is_warm(server, workers=2), server)
        until(lambda: is_warm(server, workers=2), server)
        assert before.isdisjoint(server.workers)
        assert "Traceback" not in server.log


@pytest.mark.long
def test_health_says_dead_with_503_while_no_worker_can_start_and_the_pages_are_still_there(tmp_path):
    """Its workers, and they alone, die at their start."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif 'cnn_core.engine.fork_server' in sys.orig_argv:\n    os._exit(3)\n"
    )
    # One worker, so that the log has one line after another.
    with Server(PYTHONPATH=str(tmp_path), CONVSCOPE_TRAIN_AT_START="", CONVSCOPE_WORKERS="1") as server:
        until(lambda: health(server)[0] == 503, server)
        answer = health(server)[1]
        assert (answer["engine"], answer["workers"]) == ("dead", 0)
        assert get(server, "/")[0] == 200
        until(lambda: len(events(server, "worker did not start")) > ATTEMPTS, server)
        times = [datetime.fromisoformat(event[:23]) for event in events(server, "worker did not start")]
        assert times[ATTEMPTS] - times[ATTEMPTS - 1] >= timedelta(seconds=1.9), "it does not spin"
        (tmp_path / "sitecustomize.py").unlink()
        until(lambda: is_warm(server, workers=1), server)
        assert health(server)[0] == 200


@pytest.mark.long
def test_an_unwritable_store_costs_the_keeping_only(tmp_path):
    """The net is trained, is there while this server lives, and health and log say so."""
    in_the_way = tmp_path / "a file"
    in_the_way.touch()
    with Server(cache=in_the_way, CONVSCOPE_TRAIN_AT_START=NOTEBOOK) as server:
        until(lambda: is_ready(server), server)
        assert health(server)[1]["store"] == "temporary"
        (event,) = events(server, "It is kept in")
        assert "CONVSCOPE_CACHE" in event
        (spare,) = (Path(word) for word in event.split() if "convscope-spare-" in word)
        assert spare.is_dir()
        assert "Traceback" not in server.log
        server.process.terminate()
        server.process.wait(SECONDS)
        assert not spare.exists()


@pytest.mark.long
@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"),
    reason="needs Linux and root, to mount a small disk",
)
def test_a_full_disk_costs_the_keeping_only(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        with Server(cache=disk, CONVSCOPE_TRAIN_AT_START=NOTEBOOK) as server:
            until(lambda: is_ready(server), server)
            assert health(server)[1]["store"] == "temporary"
            assert "No space left on device" in server.log
            assert list(disk.rglob("*.part")) == []
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.long
def test_a_damaged_net_is_set_aside_in_a_sentence_and_trained_again(tmp_path):
    path = Store(tmp_path / "models").path(named_net(NOTEBOOK))
    path.parent.mkdir()
    path.write_bytes(b"not a net")
    command = [sys.executable, "-m", "cnn_core", "train", NOTEBOOK]
    environment = os.environ | {"CONVSCOPE_CACHE": str(tmp_path)}
    # Before a server is there, which opens the nets when it has nothing else to do, and would set it aside first.
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "is damaged" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert path.with_suffix(".damaged").exists()
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START="") as server:
        until(lambda: is_warm(server), server)
        assert not is_ready(server)
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        assert is_ready(server)


@pytest.mark.long  # engines without a server do the same in tests/cnn_core/engine/test_engine.py
def test_two_servers_on_one_store_train_a_net_once(tmp_path):
    choice = {"cache": tmp_path, "CONVSCOPE_TRAIN_AT_START": NOTEBOOK}
    with Server(**choice) as first, Server(**choice) as second:
        for server in (first, second):
            until(partial(events, server, f"training of {NOTEBOOK} finished"), server)
            assert is_ready(server)
        trained = [server for server in (first, second) if events(server, f"training of {NOTEBOOK} started")]
        assert len(trained) == 1
    assert Store(tmp_path / "models").load(named_net(NOTEBOOK)) is not None
    assert list(tmp_path.rglob("*.part")) == []


@pytest.mark.long  # engines without a server do the same in tests/cnn_core/engine/test_engine.py
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_stopped_in_mid_training_leaves_nothing_and_the_next_one_trains_again(how, tmp_path):
    net = "three_block/notebook"
    choice = {"cache": tmp_path, "CONVSCOPE_TRAIN_AT_START": net}
    with Server(**choice) as server:
        until(lambda: events(server, f"training of {net} started"), server)
        workers = server.workers
        server.process.send_signal(how)
        _, alive = psutil.wait_procs([server.process, *workers], timeout=SECONDS)
        assert alive == []
    assert not {path.suffix for path in (tmp_path / "models").iterdir()} & {".npz", ".part"}
    with Server(**choice) as server:
        until(lambda: events(server, f"training of {net} started"), server)
        assert "Traceback" not in server.log


@pytest.mark.long
def test_a_trainer_killed_in_its_training_is_replaced(tmp_path):
    net = "three_block/notebook"
    with Server(cache=tmp_path, CONVSCOPE_TRAIN_AT_START=net) as server:
        until(lambda: events(server, f"training of {net} started"), server)
        psutil.Process(server.trainer).kill()
        until(lambda: is_ready(server, net), server)
        assert events(server, f"trainer of {net} ended at step")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Server(cache=tmp_path_factory.mktemp("store"), CONVSCOPE_TRAIN_AT_START="") as server:
        server.until_it_answers()
        yield server


ESCAPES = ("..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "..%252f..", "....//..", "%c0%ae%c0%ae", "")
PLACES = (
    "",
    "/scripts/x/lab",
    "/scripts",
    "/plotly.js",
    "/static",
    "/app/static",
    "/media",
    "/component/convscope_lab",
    "/live",
)
SECRETS = {
    "app.py": b"import streamlit",
    "requirements.txt": b"--hash=",
    "cnn_core/settings.py": b"class Settings",
    ".streamlit/config.toml": b"[server]",
    "etc/passwd": b"root:",
    "proc/self/environ": b"CONVSCOPE_CACHE=",
}


@pytest.mark.parametrize("place", PLACES)
def test_none_of_the_servers_files_can_be_had(running, place):
    for escape in ESCAPES:
        for file, secret in SECRETS.items():
            for depth in (1, 6):
                climbed = "/".join([escape] * depth)
                for path in (f"{place}/{climbed}/{file}", f"{place}/{climbed}%2f{file.replace('/', '%2f')}"):
                    assert secret not in get(running, path)[1], path


def test_what_is_searched_for_lies_in_those_files():
    for file in ("app.py", "requirements.txt", "cnn_core/settings.py", ".streamlit/config.toml"):
        assert SECRETS[file] in (ROOT / file).read_bytes()


def test_static_files_are_not_served(running):
    """Streamlit's own page answers there, as for every address that it does not know."""
    static, unknown = (get(running, path) for path in ("/app/static/app.py", "/no/such/page"))
    assert static[0] == 404 or static == unknown


def test_an_upload_of_nobodys_is_refused(running):
    address = f"{running.url}/_stcore/upload_file/nobody/1"
    asked = urllib.request.Request(address, data=b"x" * (22 << 20), method="PUT")
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(asked, timeout=SECONDS)


def test_each_event_is_one_line(running):
    until(lambda: events(running, " is loaded after "), running)
    lines = events(running, " cnn_core.") + events(running, " ui.")
    assert len(lines) >= 3
    assert all(line[:4].isdecimal() for line in lines)
