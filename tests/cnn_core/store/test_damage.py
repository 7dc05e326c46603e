"""Bits flipped over real files of each kind that the store has: whatever is read then, no exception leaves."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn_core.errors import DamagedEntry, StoreError
from cnn_core.explain import channels
from cnn_core.explain.channels import LayerProfile
from cnn_core.nets.course import named_net
from cnn_core.store import damage
from cnn_core.store.checkpoint import Checkpoint, Checkpoints
from cnn_core.store.handover import Handover
from cnn_core.store.moments import Moment, Moments
from cnn_core.store.store import SHIPPED, Store, TrainedModel
from tests.helpers.disks import needs_mounts, read_only

TIMES = 600
"""Half of the blows fall on the first and the last 400 bytes, where headers and directories lie."""
NET = named_net("two_block")
WEIGHTS = {"logits/kernel": np.linspace(-1, 1, 30, dtype=np.float32).reshape(3, 10)}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def trained() -> TrainedModel:
    trained = Store(SHIPPED).load(NET)
    assert trained
    return trained


@pytest.fixture
def store(folder, tmp_path):
    return Store(folder, shipped=tmp_path / "none")


def flipped(data: bytes, seed: int) -> list[bytes]:
    chance, found = np.random.default_rng(seed), []
    ends = [*range(min(400, len(data))), *range(max(0, len(data) - 400), len(data))]
    for time in range(TIMES):
        spoilt = bytearray(data)
        for _ in range(int(chance.choice([1, 1, 1, 4]))):
            place = int(chance.choice(ends)) if time % 2 else int(chance.integers(len(data)))
            spoilt[place] ^= 1 << int(chance.integers(8))
        found.append(bytes(spoilt))
    return found


def put(path: Path, data: bytes) -> None:
    """Writes it under another time each time, as the store remembers what it read by that."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def fuzz(path: Path, read: Callable[[], Any]) -> list[Any]:
    """Returns what is read of spoilt versions of a file."""
    data = path.read_bytes()
    answers = []
    for spoilt in flipped(data, 3):
        put(path, spoilt)
        answers.append(read())
    put(path, data)
    return answers


def test_no_flipped_bit_in_an_entry_breaks_a_page(store, trained):
    """What lists the nets, as three pages do, and what loads one: its very weights, or the sentence."""
    path = store.save(trained)

    def read():
        listed = [entry.net for entry in store.nets()]
        assert listed in ([], [NET])
        try:
            loaded = store.load(NET)
        except DamagedEntry:
            loaded = None
        if loaded:
            for name, array in trained.weights.items():
                np.testing.assert_array_equal(loaded.weights[name], array)
            return True
        assert not store.has(NET)
        assert store.nets() == ()
        return False

    assert fuzz(path, read).count(False) > TIMES / 2
    assert store.nets()[0].net == NET


def test_what_is_found_damaged_in_the_list_is_set_aside_and_said(store, trained, caplog):
    path = store.save(trained)
    path.write_bytes(path.read_bytes()[:-30])
    assert store.nets() == ()
    assert path.with_suffix(".damaged").is_file()
    assert not path.exists()
    assert f"{path} is damaged" in caplog.text
    assert store.load(NET) is None, "so it is trained again"


def test_a_net_of_another_version_of_the_code_is_left_out_and_stays(store, trained):
    path = store.save(trained)
    other = path.rename(path.with_name("two_block-default-0123456789abcdef.npz"))
    assert store.nets() == ()
    assert other.is_file()


def test_a_sound_copy_serves_where_the_first_is_damaged(folder, trained):
    store = Store(folder)
    path = store.save(trained)
    path.write_bytes(b"not a net")
    assert store.load(NET).report == Store(SHIPPED).load(NET).report
    assert path.with_suffix(".damaged").is_file()


@needs_mounts
def test_what_is_damaged_on_a_read_only_disk_is_left_out_and_said_once(store, trained, folder, caplog):
    path = store.save(trained)
    path.write_bytes(path.read_bytes()[:-30])
    with read_only(folder):
        assert store.has(NET)
        assert store.nets() == ()
        assert not store.has(NET), "so it is trained again, and kept in the spare folder"
        assert store.nets() == ()
        assert caplog.text.count("cannot be moved") == 1
    store.save(trained)
    assert store.has(NET)


def test_no_flipped_bit_in_a_moment_breaks_a_page(folder):
    moments = Moments(folder)
    moment = Moment(step=9, epoch=0.5, loss=2.25, accuracy=0.5, validation_loss=2.0, validation_accuracy=0.25)
    moments.save(NET, moment, WEIGHTS)
    whole = moments.load(NET, 9)["logits/kernel"]

    def read():
        for listed in moments.list(NET):
            assert listed.step == 9
            assert np.isfinite([listed.epoch, listed.loss, listed.accuracy]).all()
        try:
            np.testing.assert_array_equal(moments.load(NET, 9)["logits/kernel"], whole)
        except StoreError:
            return False
        return True

    assert fuzz(moments._path(NET, 9), read).count(False) > TIMES / 2


def test_no_flipped_bit_in_a_checkpoint_breaks_a_page(folder):
    checkpoints = Checkpoints(folder)
    record = {"curve": [[1, 2.5, 0.1, None, None]]}
    checkpoints.save(NET, Checkpoint(step=9, variables=WEIGHTS, record=record))

    def read():
        assert checkpoints.nets() in ((), (NET,))
        loaded = checkpoints.load(NET)
        if loaded:
            assert (loaded.step, loaded.record) == (9, record)
            np.testing.assert_array_equal(loaded.variables["logits/kernel"], WEIGHTS["logits/kernel"])
        return loaded is not None

    assert fuzz(checkpoints._path(NET), read).count(False) > TIMES / 2


def test_no_flipped_bit_in_what_changes_hands_breaks_a_page(folder):
    folder.mkdir()
    handover = Handover(folder)
    handover.put(NET, 9, WEIGHTS)
    path = handover._path(NET)
    assert path
    answers = fuzz(path, lambda: handover.take(NET))
    assert None in answers
    assert handover.take(NET)[0] == 9


def test_no_flipped_bit_in_what_was_found_of_a_layer_breaks_a_page(folder):
    chance = np.random.default_rng(1)
    arrays: dict[str, Any] = {field.name: chance.normal(size=(3, 4)) for field in fields(LayerProfile)}
    profile = LayerProfile(**arrays)
    path = folder / "found.npz"
    channels._write(path, profile)

    def read():
        found = channels._read(path)
        if found:
            np.testing.assert_array_equal(found.counts, profile.counts)
        return found is not None

    assert fuzz(path, read).count(False) > TIMES / 4
    assert path.with_suffix(damage.SUFFIX).is_file()
