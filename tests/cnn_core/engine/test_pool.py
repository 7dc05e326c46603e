import os
import subprocess
import sys
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest

from cnn_core import text
from cnn_core.engine import WorkerPool, start
from cnn_core.engine import pool as pool_module
from cnn_core.engine import slot as slot_module
from cnn_core.engine.pool import NICENESS
from cnn_core.engine.slot import ATTEMPTS, resident_bytes
from cnn_core.errors import Cancelled, ImageError, WorkerDied, WorkerFailed
from tests.helpers import calls
from tests.helpers.patience import SECONDS, until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def pool():
    pool = WorkerPool()
    yield pool
    pool.shutdown()


def test_it_is_an_executor_whose_calls_run_in_another_process(pool):
    assert isinstance(pool, Executor)
    assert pool.submit(calls.process_id).result() not in (os.getpid(), None)
    np.testing.assert_array_equal(pool.submit(calls.double, np.arange(3)).result(), [0, 2, 4])
    assert list(pool.map(calls.double, range(5))) == [0, 2, 4, 6, 8]


def test_what_a_call_prints_stays_out_of_its_reply(pool):
    assert pool.submit(calls.print_and_return, 7).result() == 7


def test_an_error_of_this_project_comes_back_as_itself(pool):
    with pytest.raises(ImageError, match="a sentence"):
        pool.submit(calls.refuse).result()


def test_an_error_is_made_for_who_asks_and_said_for_who_reads_it(pool, tmp_path, monkeypatch):
    for code, said in {"en": "The net {name}", "ko": "신경망 {name}"}.items():
        (tmp_path / code).mkdir()
        (tmp_path / code / "made_up.toml").write_text(f'net = "{said}"', "utf-8")
    monkeypatch.setattr(text, "_folders", [*text._folders])
    text.add_catalogues(tmp_path)
    with text.speaking("ko"):
        error = pool.submit(calls.refuse_in_words, str(tmp_path), "conv1").exception(SECONDS)
        assert [error.sentence, str(error)] == ["신경망 conv1"] * 2
    assert str(error) == "The net conv1"
    text._sentences.cache_clear()


@pytest.mark.parametrize("function", [calls.fail, calls.fail_in_tensorflow])
def test_any_other_error_comes_back_as_a_sentence_with_its_traceback_in_the_log(pool, caplog, function):
    with pytest.raises(WorkerFailed, match="the log says more"):
        pool.submit(function).result()
    assert "Traceback" in caplog.text
    assert pool.submit(calls.double, 1).result() == 2


def test_a_worker_killed_in_mid_call_is_replaced_and_the_call_tried_again(pool, tmp_path):
    before = pool.submit(calls.process_id).result()
    after = pool.submit(calls.die_once, str(tmp_path / "died")).result()
    assert after != before
    assert pool.submit(calls.process_id).result() == after


def test_a_worker_killed_between_calls_costs_no_call(pool):
    before = pool.submit(calls.process_id).result()
    os.kill(before, 9)
    until(lambda: not psutil.pid_exists(before) or psutil.Process(before).status() == psutil.STATUS_ZOMBIE)
    assert pool.submit(calls.process_id).result() != before


def test_workers_are_forked_from_one_process_which_is_replaced_when_it_dies(pool):
    workers = [psutil.Process(pool.submit(calls.process_id).result())]
    workers[0].kill()
    until(lambda: workers[0].status() == psutil.STATUS_ZOMBIE if workers[0].is_running() else True)
    workers.append(psutil.Process(pool.submit(calls.process_id).result()))
    other = WorkerPool()
    try:
        workers.append(psutil.Process(other.submit(calls.process_id).result()))
        (parent,) = {worker.parent() for worker in workers[1:]}
        parent.kill()
        assert pool.submit(calls.process_id).result() == workers[1].pid, "the workers that are there stay"
        workers[1].kill()
        until(lambda: workers[1].pid not in pool.process_ids)
        assert psutil.Process(pool.submit(calls.process_id).result()).parent() != parent
    finally:
        other.shutdown()


def test_a_worker_that_never_answers_is_ended_and_the_caller_told(pool, monkeypatch, caplog):
    monkeypatch.setattr(pool_module, "SECONDS_FOR_A_CALL", 1)
    with pytest.raises(WorkerDied, match="No answer came in 1 s, so the worker process was ended"):
        pool.submit(calls.stop).result(SECONDS)
    assert "gave no answer in 1 s and was ended" in caplog.text
    stopped = psutil.Process(pool.submit(calls.process_id).result(SECONDS))
    stopped.suspend()  # between two calls
    with pytest.raises(WorkerDied, match="No answer came"):
        pool.submit(calls.double, 1).result(SECONDS)
    until(lambda: not stopped.is_running() or stopped.status() == psutil.STATUS_ZOMBIE)
    assert pool.submit(calls.double, 1).result(SECONDS) == 2


def test_a_stroke_has_less_time_than_another_call_and_costs_those_asked_with_it_no_more(pool, busy, monkeypatch):
    monkeypatch.setattr(pool_module, "SECONDS_FOR_A_STROKE", 1)
    asked = [pool.submit_stroke(item, calls.stop_over_seven, item, together="net") for item in (2, 7)]
    busy()
    for future in asked:
        with pytest.raises(WorkerDied, match="No answer came in 1 s"):
            future.result(SECONDS)
    assert pool.submit(calls.double, 1).result(SECONDS) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs a system on which workers are forked")
@pytest.mark.long
def test_a_fork_server_that_gives_no_worker_is_replaced(pool, monkeypatch):
    worker = psutil.Process(pool.submit(calls.process_id).result(SECONDS))
    stopped = worker.parent()
    assert stopped
    stopped.suspend()
    worker.kill()
    monkeypatch.setattr(slot_module, "SECONDS_TO_START", 1)
    asked = pool.submit(calls.process_id)
    until(lambda: not stopped.is_running() or stopped.status() == psutil.STATUS_ZOMBIE)
    monkeypatch.undo()  # the next one may take as long as it takes
    with suppress(WorkerDied):  # it was one of the tries
        assert asked.result(SECONDS) != worker.pid
    until(lambda: answers(pool))


def answers(pool):
    with suppress(WorkerDied):
        return pool.submit(calls.double, 1).result(SECONDS) == 2


@pytest.fixture
def loaded():
    """Two workers that are kept loaded."""
    pool = WorkerPool(2, kept_for_strokes=1)
    pool.keep_loaded(calls.double, 1)
    assert pool.state == "starting"
    until(lambda: pool.state == "warm")
    yield pool
    pool.shutdown()


def test_workers_are_there_before_anybody_asks_and_are_replaced_while_another_one_answers(loaded, tmp_path):
    first, second = loaded.process_ids
    strokes = psutil.Process(first)
    assert (strokes.nice(), psutil.Process(second).nice()) == (0 + os.nice(0), NICENESS + os.nice(0))
    assert loaded.submit(calls.process_id).result(SECONDS) == second
    assert loaded.submit_stroke("a", calls.process_ids, 1).result(SECONDS) == first
    loaded.submit(calls.wait_for, str(tmp_path / "go on"))
    strokes.kill()
    until(lambda: loaded.state == "starting")
    assert loaded.submit_stroke("a", calls.doubles, 1).result(SECONDS) == (2, 1)
    until(lambda: len(set(loaded.process_ids) - {first, second}) == 1)
    (tmp_path / "go on").touch()
    until(lambda: loaded.state == "warm")


def test_further_calls_are_run_by_each_worker_when_it_is_idle_and_a_refused_one_is_let_be(tmp_path):
    pool = WorkerPool(2, kept_for_strokes=1)
    try:
        pool.keep_loaded(
            calls.mark, str(tmp_path), "first", further=[(str(tmp_path), name) for name in ("refused", "b")]
        )
        until(lambda: len(list(tmp_path.glob("b-*"))) == 2)
        assert {file.name for file in tmp_path.iterdir()} == {
            f"{name}-{worker}" for name in ("first", "b") for worker in pool.process_ids
        }
        assert pool.state == "warm"
        psutil.Process(pool.process_ids[0]).kill()
        until(lambda: len(list(tmp_path.glob("b-*"))) == 3)
    finally:
        pool.shutdown()


def test_it_is_not_warm_while_a_worker_owes_an_answer_for_long(loaded, tmp_path, monkeypatch):
    monkeypatch.setattr(slot_module, "SECONDS_TO_BE_BUSY", 0)
    asked = loaded.submit(calls.wait_for, str(tmp_path / "go on"))
    until(lambda: loaded.state == "starting")
    (tmp_path / "go on").touch()
    asked.result(SECONDS)
    until(lambda: loaded.state == "warm")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs a system that tells what a process holds")
def test_a_worker_that_has_grown_is_replaced_between_two_calls(loaded, monkeypatch):
    before = loaded.submit(calls.process_id).result(SECONDS)
    bound = resident_bytes(before) + 100_000_000
    monkeypatch.setattr(slot_module, "MOST_RESIDENT_BYTES", bound)
    assert loaded.submit(calls.grow, 200_000_000).result(SECONDS) == before
    until(lambda: before not in loaded.process_ids and loaded.state == "warm")
    after = loaded.submit(calls.process_id).result(SECONDS)
    assert resident_bytes(after) < bound


def test_where_no_process_is_forked_each_worker_is_started_by_itself(monkeypatch):
    monkeypatch.setattr(start, "sys", SimpleNamespace(platform="darwin", executable=sys.executable))
    pool = WorkerPool(threads=3)
    try:
        worker = psutil.Process(pool.submit(calls.process_id).result())
        assert "cnn_core.engine.worker" in worker.cmdline()
        assert worker.environ()["TF_NUM_INTRAOP_THREADS"] == "3"
        worker.kill()
        assert pool.submit(calls.process_id).result() != worker.pid
    finally:
        pool.shutdown()


def test_a_call_that_kills_every_worker_ends_in_a_sentence_and_the_pool_goes_on(pool):
    with pytest.raises(WorkerDied, match="so did the one that tried again"):
        pool.submit(calls.die).result()
    assert pool.submit(calls.double, 1).result() == 2


@pytest.mark.parametrize(
    ("function", "said"),
    [(calls.return_a_tensor, "tensorflow"), (calls.return_an_unlisted_value, "is no part of an answer")],
)
def test_nothing_but_answers_can_come_back(pool, caplog, function, said):
    """A tensor would import TensorFlow here when it is unpickled."""
    with pytest.raises(WorkerFailed):
        pool.submit(function).result()
    assert said in caplog.text
    assert pool.submit(calls.double, 1).result() == 2


def test_two_workers_answer_two_calls_at_once(tmp_path):
    pool = WorkerPool(2)
    try:
        here, there = (str(tmp_path / name) for name in ("here", "there"))
        meeting = [pool.submit(calls.meet, *places) for places in ((here, there), (there, here))]
        assert [future.result(SECONDS) for future in meeting] == [True, True]
        assert len(pool.process_ids) == 2
    finally:
        pool.shutdown()


def test_shutdown_ends_running_and_waiting_calls_and_their_workers():
    pool = WorkerPool()
    process_id = pool.submit(calls.process_id).result()
    running, waiting = pool.submit(calls.sleep, 60), pool.submit(calls.sleep, 60)
    until(running.running)
    pool.shutdown()
    for future in (running, waiting, pool.submit(calls.sleep, 0)):
        with pytest.raises(Cancelled):
            future.result(SECONDS)
    until(lambda: not psutil.pid_exists(process_id))


SERVER = """
import signal
import time
from cnn_core.engine import WorkerPool
from tests.helpers import calls
from tests.helpers.patience import until
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs start with it ignored
pool = WorkerPool(2)
print(*{pool.submit(calls.process_id).result() for _ in range(1)}, flush=True)
pool.submit(calls.sleep, 600)
pool.submit(calls.sleep, 600)
until(lambda: len(pool.process_ids) == 2)
print(*pool.process_ids, flush=True)
time.sleep(600)
"""


@pytest.mark.long
@pytest.mark.parametrize("signal", ["SIGTERM", "SIGKILL", "SIGINT"])
def test_no_worker_outlives_its_server_however_that_ends(signal):
    import signal as signals

    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, cwd=ROOT, text=True)
    with server:
        server.stdout.readline()
        workers = [psutil.Process(int(word)) for word in server.stdout.readline().split()]
        assert len(workers) == 2
        server.send_signal(getattr(signals, signal))
        _, alive = psutil.wait_procs(workers, timeout=SECONDS)
        assert alive == []


@pytest.fixture
def stillborn(tmp_path, monkeypatch):
    """While this file is there, each worker dies before it is ready, and leaves a line."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    file = tmp_path / "sitecustomize.py"
    file.write_text(f"import os\nprint(os.getpid(), file=open({str(tmp_path / 'births')!r}, 'a'))\nos._exit(3)\n")
    return file


def births(stillborn):
    return len((stillborn.parent / "births").read_text().splitlines())


@pytest.fixture
def clock(monkeypatch):
    """A slot's clock, which stands still."""
    now = [100.0]
    monkeypatch.setattr(slot_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_a_worker_that_dies_at_its_start_ends_each_call_in_a_sentence_and_the_pool_does_not_spin(
    pool, stillborn, clock
):
    for _ in range(30):
        with pytest.raises(WorkerDied, match=r"No worker process could be started.*within \d+ s"):
            pool.submit(calls.double, 1).result(SECONDS)
    assert births(stillborn) == ATTEMPTS
    for pause in (2, 4, 8):
        clock[0] += pause - 0.1
        before = births(stillborn)
        for moment, born in ((clock[0], 0), (clock[0] + 0.2, ATTEMPTS)):
            clock[0] = moment
            with pytest.raises(WorkerDied):
                pool.submit(calls.double, 1).result(SECONDS)
            assert births(stillborn) == before + born


@pytest.mark.long
def test_when_workers_can_start_again_the_pool_goes_on(pool, stillborn, clock):
    with pytest.raises(WorkerDied):
        pool.submit(calls.double, 1).result(SECONDS)
    stillborn.unlink()
    clock[0] += 2.1
    assert pool.submit(calls.double, 1).result(SECONDS) == 2


@pytest.mark.long
def test_one_worker_that_dies_at_its_start_costs_no_call(pool, stillborn):
    once = stillborn.read_text() + f"os.unlink({str(stillborn)!r})\n"
    stillborn.write_text(once.replace("os._exit(3)\n", "") + "os._exit(3)\n")
    assert pool.submit(calls.double, 1).result(SECONDS) == 2
    assert births(stillborn) == 1


def test_its_workers_get_the_environment_that_it_is_given():
    pool = WorkerPool(environment={"CONVSCOPE_SPARE": "here"})
    try:
        assert pool.submit(os.getenv, "CONVSCOPE_SPARE").result() == "here"
    finally:
        pool.shutdown()


def test_what_has_loaded_tensorflow_serves_workers_with_other_settings_too(pool):
    first = psutil.Process(pool.submit(calls.process_id).result())
    other = WorkerPool(environment={"CONVSCOPE_SOCKETS": "7"})
    try:
        assert psutil.Process(other.submit(calls.process_id).result()).parent() == first.parent()
        assert other.submit(calls.setting, "sockets").result() == 7
    finally:
        other.shutdown()


def test_a_call_that_cannot_be_sent_ends_in_a_sentence_and_the_pool_goes_on(pool, caplog):
    with pytest.raises(WorkerFailed):
        pool.submit(lambda: 1).result(SECONDS)
    assert "Traceback" in caplog.text
    assert pool.submit(calls.double, 1).result(SECONDS) == 2


@pytest.fixture
def busy(pool, tmp_path):
    """Has the pool's worker busy with a call; what is asked meanwhile waits until it is called."""
    marker = tmp_path / "go on"
    pool.submit(calls.wait_for, str(marker))
    return marker.touch


def test_strokes_that_wait_together_are_answered_by_one_call_each_by_its_own(pool, busy):
    asked = [pool.submit_stroke(client, calls.doubles, client, together="net") for client in range(20)]
    alone = pool.submit_stroke("alone", calls.doubles, 100)
    busy()
    answers = [future.result(SECONDS) for future in asked]
    assert [double for double, _ in answers] == [2 * client for client in range(20)]
    assert [count for _, count in answers] == [16] * 16 + [4] * 4
    assert alone.result(SECONDS) == (200, 1)


@pytest.mark.parametrize(("bad", "error"), [(1, ImageError), (3, WorkerFailed), (5, WorkerDied)])
def test_a_stroke_that_ends_in_an_error_costs_no_other_its_answer(pool, busy, bad, error):
    asked = {item: pool.submit_stroke(item, calls.doubles_of_even, item, together="net") for item in (2, bad, 4)}
    busy()
    with pytest.raises(error):
        asked.pop(bad).result(SECONDS)
    assert {item: future.result(SECONDS)[0] for item, future in asked.items()} == {2: 4, 4: 8}


def test_a_stroke_that_cannot_be_sent_costs_no_other_its_answer(pool, busy):
    asked = [pool.submit_stroke(item, calls.doubles, item, together="net") for item in (2, lambda: 1, 4)]
    busy()
    with pytest.raises(WorkerFailed):
        asked.pop(1).result(SECONDS)
    assert [future.result(SECONDS)[0] for future in asked] == [4, 8]


def test_a_stroke_that_was_cancelled_while_it_waited_is_not_computed(pool, busy):
    gone, stays = (pool.submit_stroke(client, calls.doubles, client, together="net") for client in (1, 2))
    assert gone.cancel()
    busy()
    assert stays.result(SECONDS) == (4, 1)


def test_a_client_with_many_calls_lets_others_between(pool, busy):
    order = []
    asked = [("greedy", pool.submit_for("greedy", calls.double, number)) for number in range(4)]
    asked.append(("modest", pool.submit_for("modest", calls.double, 4)))
    asked.append(("stroke", pool.submit_stroke("greedy", calls.doubles, 5)))
    for name, future in asked:
        future.add_done_callback(lambda _, name=name: order.append(name))
    busy()
    for _, future in asked:
        future.result(SECONDS)
    until(lambda: len(order) == len(asked))
    assert order == ["stroke", "greedy", "modest", "greedy", "greedy", "greedy"]
