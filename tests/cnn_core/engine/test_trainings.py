"""Trainings with real trainers: shared, queued, paused, cancelled, killed, and gone on with by another server."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import psutil
import pytest

from cnn_core.engine import Engine
from cnn_core.engine.trainer import Trainer
from cnn_core.engine.trainings import MOST_PAUSED_EACH
from cnn_core.errors import Busy, Cancelled, EngineError, NotYours, StoreError
from cnn_core.live.lab import LabRequest, unpack_frame
from cnn_core.nets.course import NETS
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.settings import Settings
from cnn_core.store.moments import NEWEST
from cnn_core.training.train import train
from tests.helpers.cores import many_cores
from tests.helpers.patience import SECONDS, until

LONG = find_net("c4-max4_d8/e100-b8-n8000")  # a thousand steps an epoch
SHORT = find_net("c4-max4_d8/e2-b50-n500")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))  # its workers read the environment
    return tmp_path


@pytest.fixture
def engine(cache):
    engine = Engine(Settings(cache=cache))
    yield engine
    engine.close()


def step_of(run):
    return run.progress.step if run.progress else -1


def ends_cancelled(run):
    with pytest.raises(Cancelled):
        run.done.result(SECONDS)
    return run.state == "cancelled"


def test_one_is_shared_and_queued_paused_and_cancelled_by_its_starter_alone(engine):
    """One story, since each trainer takes seconds to start: two people, two nets, every stage."""
    with ThreadPoolExecutor(8) as people:
        runs = list(people.map(lambda person: engine.train(LONG, owner=person), ["ann", "eve"] * 4))
    run = runs[0]
    assert all(each is run for each in runs)
    assert run.owner in ("ann", "eve")
    starter = run.owner
    until(lambda: run.state == "starting")
    other = engine.train(SHORT, owner="bob")
    third, fourth = (engine.train(replace(SHORT, seed=seed), owner="bob") for seed in (1, 2))
    assert [each.place for each in (run, other, third, fourth)] == [0, 1, 2, 3]
    for forbidden in (engine.pause, engine.cancel, engine.delete):
        with pytest.raises(NotYours, match="somebody else"):
            forbidden(LONG, owner="bob")
    with pytest.raises(NotYours, match="keeps its name"):
        engine.rename(LONG, "mine", owner="bob")
    with pytest.raises(EngineError, match="nothing to pause"):
        engine.pause(replace(SHORT, seed=9))

    engine.cancel(third.net, owner="bob")  # while it waits
    assert ends_cancelled(third)
    assert [each.place for each in (run, other, third, fourth)] == [0, 1, 0, 2]
    engine.cancel(LONG, owner=starter)  # while its trainer starts
    assert ends_cancelled(run)

    until(lambda: other.state != "waiting")
    for _ in range(2):
        engine.pause(fourth.net, owner="bob")  # which has no trainer: that of the other goes on
    assert (fourth.state, fourth.place) == ("paused", 0)
    other.done.result(SECONDS)
    assert (other.state, other.progress.step) == ("done", 20)
    unbroken = train(SHORT)
    stored = engine.store.load(SHORT)
    assert not stored.report.was_resumed
    for name, array in unbroken.weights.items():
        np.testing.assert_array_equal(stored.weights[name], array)
    steps = [moment.step for moment in engine.moments(SHORT)]
    assert steps[-1] == 20
    digits = load_digits()
    found = engine.history(SHORT, digits.held_out_images[0]).result()
    assert found.steps.tolist() == steps
    passed = engine.held_out(SHORT).result()
    np.testing.assert_array_equal(passed.logits.argmax(1), stored.held_out_answers)
    assert found.logits[-1] == pytest.approx(passed.logits[0], abs=0.01)
    assert engine.keras_file(SHORT).result()[:2] == b"PK"
    assert [each.net for each in engine.runs()] == [fourth.net, third.net, SHORT, LONG]
    engine.cancel(fourth.net, owner="bob")  # while it is paused without a trainer
    assert ends_cancelled(fourth)
    engine.rename(SHORT, "Bob's", owner="bob")
    assert engine.name_of(SHORT) == "Bob's"
    engine.delete(SHORT, owner="bob")
    assert engine.name_of(SHORT) == ""
    assert not engine.has(SHORT)
    with pytest.raises(StoreError, match="not trained yet"):
        engine.rename(SHORT, "again", owner="bob")
    assert engine.moments(SHORT) == ()


@pytest.mark.long
def test_a_net_is_the_same_to_the_bit_however_many_cores_the_machine_has(cache, monkeypatch):
    for name, value in many_cores(cache).items():
        monkeypatch.setenv(name, value)
    engine = Engine(Settings(cache=cache))
    try:
        engine.train(SHORT).done.result(SECONDS)
        stored = engine.store.load(SHORT)
    finally:
        engine.close()
    for name, array in train(SHORT).weights.items():
        np.testing.assert_array_equal(stored.weights[name], array)


def test_a_running_one_is_paused_resumed_displaced_and_cancelled_with_nothing_lost(engine):
    run = engine.train(LONG, owner="ann")
    until(lambda: run.state == "starting")
    engine.pause(LONG, owner="ann")  # before its trainer has begun
    until(lambda: run.progress is not None)
    time.sleep(0.3)
    assert (step_of(run), run.state) == (0, "paused")
    engine.resume(LONG)
    until(lambda: step_of(run) > 100)
    versions = run.version
    engine.pause(LONG, owner="ann")
    assert run.state == "paused"
    time.sleep(0.5)
    paused_at = step_of(run)
    time.sleep(0.5)
    assert (step_of(run), run.state) == (paused_at, "paused")
    assert run.version > versions
    engine.resume(LONG)  # anybody may: whoever paused it may be gone
    until(lambda: step_of(run) > paused_at)
    assert not run.was_resumed

    engine.pause(LONG, owner="ann")
    other = engine.train(SHORT, owner="bob")  # nobody waits behind a pause
    other.done.result(SECONDS)
    assert run.state == "paused"
    displaced_at = step_of(run)
    engine.resume(LONG)
    until(lambda: step_of(run) > displaced_at)
    assert run.was_resumed
    assert [point.step for point in run.curve] == sorted({point.step for point in run.curve})

    engine.pause(LONG, owner="ann")
    engine.cancel(LONG, owner="ann")  # while it is paused
    assert ends_cancelled(run)
    assert engine.unfinished() == (LONG,)
    assert engine.moments(LONG)[-1].step <= step_of(run) + 1  # the one that was under way when it was paused


def test_owners_have_turns_a_limit_each_and_paused_runs_bar_nobody(cache):
    engine = Engine(Settings(cache=cache, trainings=6, trainings_each=3))
    nets = [replace(LONG, seed=seed) for seed in range(40)]
    try:
        greedy = [engine.train(nets[number], owner="greedy") for number in range(3)]
        with pytest.raises(Busy, match="3 of your trainings wait"):
            engine.train(nets[3], owner="greedy")
        until(lambda: greedy[0].state != "waiting")
        others = [
            engine.train(nets[30 + number], owner=owner) for number, owner in enumerate(["ann", "ann", "bob"])
        ]
        assert [run.place for run in greedy] == [0, 3, 5]
        assert [run.place for run in others] == [1, 4, 2]
        with pytest.raises(Busy, match="6 trainings wait already"):
            engine.train(nets[4], owner="carl")
        for number in range(9):  # whoever starts and pauses has room again, and so have others
            net = nets[2] if number == 0 else engine.train(nets[2 + number], owner="greedy").net
            engine.pause(net, owner="greedy")
        carls = engine.train(nets[34], owner="carl")
        with pytest.raises(Busy):  # to go on with one is to have one more
            engine.resume(nets[5])
        paused = [run.net for run in engine.runs() if run.state == "paused"]
        assert len(paused) == MOST_PAUSED_EACH
        assert nets[2] not in paused
        assert ends_cancelled(greedy[2])
        engine.cancel(carls.net, owner="carl")
        engine.cancel(nets[1], owner="greedy")
        engine.resume(nets[5])
        assert engine.run_of(nets[5]).state == "waiting"
    finally:
        engine.close()


def test_the_queue_goes_on_whatever_comes_of_the_end_of_a_trainer(engine, monkeypatch, caplog):
    faults = iter([OSError("no more descriptors"), RuntimeError("nobody foresaw this")])

    def fail_once(trainer):
        end(trainer)
        raise next(faults)

    def listen(_progress):
        raise ZeroDivisionError("the listener's own")

    end = Trainer.end
    monkeypatch.setattr(Trainer, "end", fail_once)
    for seed in (1, 2):
        engine.train(replace(SHORT, seed=seed), on_progress=listen).done.result(SECONDS)
    until(lambda: caplog.text.count("could not be ended") == 2)
    assert "the listener's own" in caplog.text
    monkeypatch.undo()
    last = engine.train(replace(SHORT, seed=3))
    last.done.result(SECONDS)
    assert last.state == "done"


def test_who_trains_a_net_again_owns_that_run_and_not_the_net(engine):
    course = NETS["two_block/default"]
    for net, owner in ((SHORT, "ann"), (course, None)):
        if owner:
            engine.train(net, owner=owner).done.result(SECONDS)
        again = engine.train(net, owner="eve", again=True)
        assert (again.owner, again.net_owner) == ("eve", owner)
        engine.cancel(net, owner="eve")
        assert ends_cancelled(again)
        for person in ("eve", "bob"):
            with pytest.raises(NotYours):
                engine.delete(net, owner=person)
        assert engine.has(net)
    engine.delete(SHORT, owner="ann")
    assert engine.train(SHORT, owner="eve").net_owner == "eve"


def test_a_killed_trainer_loses_an_epoch_at_most_and_an_ended_server_no_more(cache):
    net = find_net("c4-bn-max4-drop0.2_d8/e100-b40-n2000")  # fifty steps an epoch
    first = Engine(Settings(cache=cache))
    try:
        run = first.train(net)
        until(lambda: step_of(run) > 60)
        killed_at, steps = step_of(run), []
        psutil.Process(first._trainings.process_id).kill()
        until(lambda: run.state == "starting")
        until(lambda: run.state == "running")
        steps.append(step_of(run))
        assert run.was_resumed
        assert steps[0] >= killed_at - 50
        until(lambda: step_of(run) > killed_at + 50)
        ended_at = step_of(run)
    finally:
        first.close()
    second = Engine(Settings(cache=cache))
    try:
        assert second.runs() == ()
        assert second.unfinished() == (net,)
        run = second.train(net, owner="ann")
        until(lambda: run.progress is not None)
        assert run.progress.step >= ended_at - 50
        moments = [moment.step for moment in second.moments(net)]
        assert all(earlier < later for earlier, later in pairwise(moments))
        second.cancel(net, owner="ann")  # while it runs
        assert ends_cancelled(run)
        assert second.unfinished() == (net,)
    finally:
        second.close()


def test_a_trainer_that_dies_again_and_again_ends_the_training_in_a_sentence(engine, cache, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(cache))
    (cache / "sitecustomize.py").write_text("import os\nos._exit(3)\n")
    run = engine.train(SHORT)
    with pytest.raises(EngineError, match="ended with its process"):
        run.done.result(SECONDS)
    assert run.state == "failed"


def test_whoever_watches_sees_the_weights_change_while_they_are_trained(engine):
    digit = load_digits().held_out_images[0]
    request = LabRequest(bitmap="digit", nets=(training_text(LONG),), moments=(NEWEST,), filters=True)
    engine.warm_up(digit)
    until(lambda: engine.is_warm)
    run = engine.train(LONG)
    seen: dict[Any, Any] = {}
    while len(seen) < 4:
        until(lambda: run.state != "waiting")
        header, arrays = unpack_frame(engine.frame(request, digit).result())
        seen[header["moments"][0]] = arrays["0/logits"]
        time.sleep(0.05)
    assert min(seen) == 0
    steps = sorted(seen)
    assert all((seen[one] != seen[other]).any() for one, other in pairwise(steps))
    engine.pause(LONG)
    until(lambda: unpack_frame(engine.frame(request, digit).result())[0]["moments"] == [step_of(run)])
