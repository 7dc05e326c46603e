"""What the store takes of the disk, checkpoints too, and what killed processes leave there."""

import os
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.nets.course import named_net
from cnn_core.store import locks
from cnn_core.store.checkpoint import Checkpoint, Checkpoints
from cnn_core.store.owned_folder import OwnedFolder
from cnn_core.store.room import SECONDS_TO_WRITE
from cnn_core.store.store import Report, Store, TrainedModel

NETS = [replace(named_net("two_block"), seed=seed) for seed in range(1, 9)]
SIZE = 40_000
CHECKPOINT = Checkpoint(step=3, variables={"net/0": np.zeros(SIZE // 4, np.float32)}, record={})

needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="needs locks on files")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models", shipped=tmp_path / "none", most_bytes=int(3.5 * SIZE))


def saved(store, net, *, age):
    """Keeps a net as large as a checkpoint, so old."""
    weights = {"conv1/kernel": np.zeros(SIZE // 4, np.float32)}
    path = store.save(
        TrainedModel(net=net, weights=weights, held_out_answers=np.zeros(0, np.uint8), report=Report())
    )
    aged(path, age)


def aged(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def test_a_million_seeds_leave_no_more_checkpoints_than_the_store_may_hold(store):
    checkpoints = Checkpoints(store.folder, store=store)
    for age, net in enumerate(NETS):
        checkpoints.save(net, CHECKPOINT)
        aged(checkpoints._path(net), 1000 - age)
    assert checkpoints.nets() == tuple(reversed(NETS[-3:]))


def test_checkpoints_of_no_run_go_before_nets_however_old(store):
    saved(store, NETS[0], age=10_000)
    saved(store, NETS[1], age=9_000)
    checkpoints = Checkpoints(store.folder, store=store)
    for net in NETS[2:5]:
        checkpoints.save(net, CHECKPOINT)
    assert {entry.net for entry in store.nets()} == set(NETS[:2])
    assert checkpoints.nets() == (NETS[4],)


def test_checkpoints_of_runs_stay_and_nets_go_for_them(store):
    saved(store, NETS[0], age=10_000)
    paused, others = NETS[1:3], NETS[3:5]
    kept = store.keeping(paused)
    checkpoints = Checkpoints(store.folder, store=kept)
    for age, net in enumerate([*paused, *others]):
        checkpoints.save(net, CHECKPOINT)
        aged(checkpoints._path(net), 1000 - age)
    assert set(checkpoints.nets()) == {*paused, others[-1]}
    assert store.has(NETS[0]) is False


@needs_locks
def test_the_checkpoint_of_a_training_that_another_process_has_under_way_stays(store):
    checkpoints = Checkpoints(store.folder, store=store)
    checkpoints.save(NETS[0], CHECKPOINT)
    aged(checkpoints._path(NETS[0]), 10_000)
    with store.training(NETS[0]):
        for net in NETS[1:5]:
            checkpoints.save(net, CHECKPOINT)
        assert NETS[0] in checkpoints.nets()
    checkpoints.save(NETS[6], CHECKPOINT)
    assert NETS[0] not in checkpoints.nets()


def test_the_spare_folder_has_the_same_limit(tmp_path):
    in_the_way = tmp_path / "models"
    in_the_way.touch()
    store = Store(in_the_way, shipped=tmp_path / "none", spare=tmp_path / "spare", most_bytes=int(2.5 * SIZE))
    for age, net in enumerate(NETS[:4]):
        saved(store, net, age=1000 - age)
    assert [store.has(net) for net in NETS[:4]] == [False, False, True, True]


@needs_locks
def test_a_lock_file_goes_with_its_training_and_one_of_a_killed_process_at_the_next_start(store):
    path = store.path(NETS[0]).with_suffix(".lock")
    with store.training(NETS[0]):
        assert locks.is_locked(path)
        store.tidy()
        assert path.exists(), "somebody holds it"
    assert not path.exists()
    path.touch()
    assert not locks.is_locked(path)
    store.tidy()
    assert not path.exists()


@needs_locks
def test_two_processes_never_hold_one_lock_though_its_file_comes_and_goes(tmp_path):
    """Each adds to a number that it reads before and writes after; the sum shows whether two were in at once."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom cnn_core.store.locks import locked\n"
        "number = Path(sys.argv[1])\n"
        "for _ in range(200):\n"
        "    with locked(number.with_suffix('.lock')):\n"
        "        number.write_text(str(int(number.read_text()) + 1))\n"
    )
    number = tmp_path / "number"
    number.write_text("0")
    processes = [subprocess.Popen([sys.executable, "-c", program, str(number)]) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert number.read_text() == "600"
    assert not number.with_suffix(".lock").exists()


@needs_locks
def test_a_folder_of_a_killed_process_is_removed_and_that_of_a_living_one_stays(tmp_path):
    program = (
        "import sys\nfrom pathlib import Path\nfrom cnn_core.store.owned_folder import OwnedFolder\n"
        "folder = OwnedFolder('spare-', place=Path(sys.argv[1]))\n"
        "(folder.path / 'net.npz').touch()\nprint(folder.path, flush=True)\nsys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        left = process.stdout.readline().strip()
        OwnedFolder("spare-", place=tmp_path).close()
        assert os.path.isdir(left)
        process.kill()
    assert os.path.isdir(left)
    OwnedFolder("spare-", place=tmp_path).close()
    assert os.listdir(tmp_path) == []


def test_a_folder_that_nobody_locked_is_removed_only_when_it_is_old_and_empty(tmp_path):
    new, old, full = (tmp_path / f"spare-{name}" for name in ("new", "old", "full"))
    for folder in (new, old, full):
        folder.mkdir()
    (full / "net.npz").touch()
    for folder in (old, full):
        aged(folder, 2 * SECONDS_TO_WRITE)
    OwnedFolder("spare-", place=tmp_path).close()
    assert (new.exists(), old.exists(), full.exists()) == (True, False, True)


def test_parts_of_moments_that_a_killed_trainer_left_are_removed(store):
    part = store.folder / "net.moments" / "00000001.moment.x.part"
    part.parent.mkdir(parents=True)
    part.touch()
    aged(part, 2 * SECONDS_TO_WRITE)
    store.tidy()
    assert not part.exists()
