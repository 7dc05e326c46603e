import os
import stat
import time
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.errors import DamagedEntry, StoreError
from cnn_core.nets.course import named_net
from cnn_core.store.store import SECONDS_TO_WRITE, SHIPPED, Report, Store, TrainedModel, entry_name, fingerprint
from tests.helpers.disks import needs_mounts, read_only, small_disk

NET = named_net("two_block/notebook")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models", shipped=tmp_path / "shipped")


@pytest.fixture
def trained():
    chance = np.random.default_rng(0)
    return TrainedModel(
        net=NET,
        weights={"conv1/kernel": chance.normal(size=(3, 3, 1, 32)).astype(np.float32)},
        held_out_answers=chance.integers(0, 10, 1000).astype(np.uint8),
        report=Report(history={"loss": [2.0, 1.0]}, held_out_accuracy=0.5, seconds=1.5),
    )


def test_what_is_saved_is_loaded(store, trained):
    store.save(trained)
    loaded = store.load(NET)
    assert loaded.net == NET
    np.testing.assert_array_equal(loaded.weights["conv1/kernel"], trained.weights["conv1/kernel"])
    np.testing.assert_array_equal(loaded.held_out_answers, trained.held_out_answers)
    assert loaded.report == trained.report
    assert [file.suffix for file in store.folder.iterdir()] == [".npz"]


def test_what_was_never_saved_is_missing(store):
    assert not store.has(NET)
    assert store.load(NET) is None


def test_the_shipped_entry_serves_where_the_folder_has_none(store, trained, tmp_path):
    Store(tmp_path / "shipped").save(trained)
    assert store.has(NET)
    assert store.load(NET).report == trained.report


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"model": replace(NET.model, kernel_stddev=0.02)},
        {"recipe": replace(NET.recipe, learning_rate=2e-3)},
    ],
)
def test_whatever_makes_the_weights_changes_the_fingerprint(change):
    assert fingerprint(replace(NET, **change)) != fingerprint(NET)


def test_an_entry_that_another_tensorflow_made_is_not_used_and_is_known(store, trained, monkeypatch):
    others = (replace(NET, seed=1), replace(NET, recipe=replace(NET.recipe, learning_rate=2e-3)))
    assert not store.has_outdated(NET)
    with monkeypatch.context() as then:
        then.setattr("cnn_core.store.store.tensorflow_version", lambda: "2.20.0")
        entry_name.cache_clear()
        path = store.save(trained)
        assert store.has(NET)
        assert not store.has_outdated(NET), "it is today's"
    entry_name.cache_clear()
    assert not store.has(NET)
    assert store.has_outdated(NET)
    assert not any(map(store.has_outdated, others)), "another net of the same name"
    path.write_bytes(path.read_bytes()[:100])
    assert not store.has_outdated(NET), "nobody knows whose a damaged file was"


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_truncated_entry_is_set_aside_and_can_be_saved_again(store, trained, share):
    path = store.save(trained)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(DamagedEntry, match=r"two_block/notebook is damaged .* set aside as .*\.damaged"):
        store.load(NET)
    assert path.with_suffix(".damaged").is_file()
    assert store.load(NET) is None
    store.save(trained)
    assert store.load(NET) is not None


def test_a_flipped_bit_anywhere_never_gives_other_weights(store, trained):
    path = store.save(trained)
    data = path.read_bytes()
    for place in np.random.default_rng(1).integers(0, len(data), 200):
        flipped = bytearray(data)
        flipped[place] ^= 1 << int(place) % 8
        path.write_bytes(flipped)
        try:
            loaded = store.load(NET)
        except DamagedEntry:
            continue
        np.testing.assert_array_equal(loaded.weights["conv1/kernel"], trained.weights["conv1/kernel"])
        np.testing.assert_array_equal(loaded.held_out_answers, trained.held_out_answers)
        assert loaded.report == trained.report


def test_a_folder_that_cannot_be_written_gets_a_sentence(store, trained):
    store.folder.parent.mkdir(exist_ok=True)
    store.folder.write_text("a file in the way")
    with pytest.raises(StoreError, match=r"cannot be written: .* CONVSCOPE_CACHE"):
        store.save(trained)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_leaves_no_part_of_an_entry(store, trained, monkeypatch):
    def full(*_, **__):
        with open("/dev/full", "wb") as disk:
            disk.write(b"x" * 100_000)

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(StoreError, match="No space left"):
        store.save(trained)
    assert list(store.folder.iterdir()) == []


def test_an_entry_is_readable_by_others(store, trained):
    mode = store.save(trained).stat().st_mode
    assert mode & stat.S_IRGRP


def test_the_shipped_two_block_net_is_the_default_recipes():
    shipped = Store(SHIPPED).load(named_net("two_block"))
    assert shipped is not None, "the recipe changed: run `make weights`"
    assert shipped.report.held_out_accuracy > 0.965
    assert len(list(SHIPPED.glob("*.npz"))) == 1


def test_what_the_folder_cannot_take_lies_in_the_spare_one(store, trained, tmp_path, caplog):
    store.folder.parent.mkdir(exist_ok=True)
    store.folder.write_text("a file in the way")
    spared = Store(store.folder, shipped=tmp_path / "shipped", spare=tmp_path / "spare")
    assert not spared.has(NET)
    assert spared.save(trained).parent == tmp_path / "spare"
    assert spared.has(NET)
    assert spared.is_spared
    assert spared.load(NET).report == trained.report
    assert "cannot be written: " in caplog.text


def test_where_the_spare_folder_fails_too_the_sentence_names_the_first(store, trained, tmp_path):
    for name in ("models", "spare"):
        (tmp_path / name).write_text("a file in the way")
    with pytest.raises(StoreError, match=r"models cannot be written"):
        Store(tmp_path / "models", spare=tmp_path / "spare").save(trained)


def aged(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def test_the_oldest_go_first_and_the_shipped_never(trained, tmp_path):
    shipped = Store(tmp_path / "shipped")
    shipped_path = shipped.save(replace(trained, net=replace(NET, seed=99)))
    aged(shipped_path, 10_000)
    size = shipped_path.stat().st_size
    store = Store(tmp_path / "models", shipped=tmp_path / "shipped", most_bytes=int(2.5 * size))
    paths = []
    for seed in range(4):
        paths.append(store.save(replace(trained, net=replace(NET, seed=seed))))
        aged(paths[-1], 1000 - seed)
    assert [path.exists() for path in paths] == [False, False, True, True]
    assert shipped_path.exists()


def test_the_entry_just_written_stays_however_large(trained, tmp_path):
    store = Store(tmp_path / "models", most_bytes=1)
    assert store.save(trained).exists()
    assert store.load(NET) is not None


def test_parts_of_an_interrupted_save_are_removed_once_nobody_can_be_writing_them(store, trained):
    path = store.save(trained)
    old, new = (path.with_name(f"{path.name}.{name}.part") for name in ("old", "new"))
    for part in (old, new):
        part.write_bytes(b"half an entry")
    aged(old, 2 * SECONDS_TO_WRITE)
    store.tidy()
    assert (old.exists(), new.exists(), path.exists()) == (False, True, True)
    assert store.load(NET) is not None


def test_a_store_that_is_not_there_is_tidy(store):
    store.tidy()


@needs_mounts
def test_a_disk_that_is_really_full(trained, tmp_path):
    with small_disk(tmp_path / "small", "64k") as folder:
        large = replace(trained, weights={"conv1/kernel": np.zeros((300, 300), np.float32)})
        with pytest.raises(StoreError, match="No space left"):
            Store(folder).save(large)
        assert list(folder.iterdir()) == []
        spared = Store(folder, spare=tmp_path / "spare")
        assert spared.save(large).parent == tmp_path / "spare"


@needs_mounts
def test_a_read_only_store_still_reads(store, trained):
    store.save(trained)
    with read_only(store.folder):
        assert store.load(NET).report == trained.report
        with pytest.raises(StoreError, match="Read-only file system"):
            store.save(trained)
        with store.training(NET):
            pass
        store.tidy()


def test_entries_are_listed_without_their_weights_the_newest_first_and_shipped_ones_last(store, trained, tmp_path):
    Store(tmp_path / "shipped").save(trained)
    other = replace(trained, net=replace(NET, seed=3))
    os.utime(store.save(other), (1_000, 1_000))
    newest = replace(trained, net=replace(NET, seed=4))
    path = store.save(newest)
    (store.folder / "two_block-notebook-0123456789abcdef.npz").write_bytes(path.read_bytes())  # of other code
    (store.folder / "cut.npz").write_bytes(path.read_bytes()[:99])
    entries = store.nets()
    assert [entry.net.seed for entry in entries] == [4, 3, 0]
    assert [entry.is_shipped for entry in entries] == [False, False, True]
    assert entries[0].report == trained.report
    np.testing.assert_array_equal(entries[0].held_out_answers, trained.held_out_answers)
    assert (entries[1].saved, entries[1].size) == (1_000, path.stat().st_size)
    os.utime(path, (500, 500))  # written anew
    assert [entry.net.seed for entry in store.nets()] == [3, 4, 0]


def test_an_entry_is_deleted_and_a_shipped_one_never(store, trained, tmp_path):
    Store(tmp_path / "shipped").save(trained)
    store.save(trained)  # of one's own, in front of what was shipped
    store.delete(NET)
    assert [entry.is_shipped for entry in store.nets()] == [True]
    with pytest.raises(StoreError, match="came with the app"):
        store.delete(NET)
    assert store.has(NET)
    store.delete(replace(NET, seed=9))  # never there
