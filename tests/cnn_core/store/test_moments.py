import os
import time
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.errors import DamagedEntry, StoreError
from cnn_core.nets.course import named_net
from cnn_core.store.moments import MOST_EPOCHS_KEPT, Moment, Moments, moment_steps
from tests.helpers.disks import needs_mounts, small_disk

NET = named_net("two_block/notebook")


@pytest.fixture
def moments(tmp_path):
    return Moments(tmp_path / "models")


@pytest.fixture
def weights():
    chance = np.random.default_rng(0)
    return {
        "conv1/kernel": chance.normal(0, 0.01, (3, 3, 1, 32)).astype(np.float32),
        "logits/bias": np.array([1e9, -1e9, 0.1], np.float32),
    }


def kept(moments, weights, steps, net=NET):
    for step in steps:
        moments.save(net, Moment(step=step, epoch=step / 71, accuracy=0.5 if step else None), weights)


def test_what_is_kept_is_listed_in_order_and_loaded_to_half_precision(moments, weights):
    kept(moments, weights, (71, 0, 9, 100))
    listed = moments.list(NET)
    assert [moment.step for moment in listed] == [0, 9, 71, 100]
    assert listed[1] == Moment(step=9, epoch=9 / 71, accuracy=0.5)
    loaded = moments.load(NET, 9)
    assert loaded["conv1/kernel"].dtype == np.float32
    np.testing.assert_allclose(loaded["conv1/kernel"], weights["conv1/kernel"], rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(loaded["logits/bias"], [65504, -65504, 0.1], rtol=1e-3)


def test_a_moment_is_half_as_large_as_its_weights(moments):
    kept(moments, {"logits/kernel": np.zeros((1000, 100), np.float32)}, [0])
    assert 200_000 < moments.bytes_of(NET) < 201_000


def test_where_nothing_is_kept_nothing_is_listed(moments):
    assert moments.list(NET) == ()
    with pytest.raises(StoreError, match=r"No moment of two_block/notebook is kept at step 3\."):
        moments.load(NET, 3)


def test_shipped_moments_serve_until_the_folder_has_some_of_the_training(tmp_path, weights):
    shipped, other = tmp_path / "shipped", {"conv1/kernel": np.ones((3, 3, 1, 32), np.float32)}
    kept(Moments(shipped), weights, (0, 9))
    moments = Moments(tmp_path / "models", shipped=shipped)
    assert [moment.step for moment in moments.list(NET)] == [0, 9]
    np.testing.assert_allclose(moments.load(NET, 9)["conv1/kernel"], weights["conv1/kernel"], rtol=1e-3, atol=1e-7)
    moments.delete(NET)
    assert [moment.step for moment in moments.list(NET)] == [0, 9]
    kept(moments, other, (9,))
    assert [moment.step for moment in moments.list(NET)] == [9]
    np.testing.assert_array_equal(moments.load(NET, 9)["conv1/kernel"], other["conv1/kernel"])
    with pytest.raises(StoreError, match="No moment"):
        moments.load(NET, 0)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
def test_a_truncated_moment_is_set_aside_and_left_out(moments, weights, share, caplog):
    kept(moments, weights, (0, 9))
    path = moments._path(NET, 9)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert [moment.step for moment in moments.list(NET)] == [0]
    assert path.with_suffix(".damaged").exists()
    assert "left out, and set aside" in caplog.text


def test_a_flipped_bit_never_gives_other_weights(moments, weights):
    kept(moments, weights, [9])
    path = moments._path(NET, 9)
    data, whole = path.read_bytes(), moments.load(NET, 9)
    for place in np.random.default_rng(1).integers(0, len(data), 100):
        flipped = bytearray(data)
        flipped[place] ^= 1 << int(place) % 8
        path.write_bytes(flipped)
        try:
            loaded = moments.load(NET, 9)
        except DamagedEntry:
            assert moments.list(NET) == ()
            continue
        for name, array in whole.items():
            np.testing.assert_array_equal(loaded[name], array)


def test_the_moments_of_the_oldest_training_go_first_and_all_at_once(tmp_path, weights):
    nets = [replace(NET, seed=seed) for seed in range(3)]
    size = 2 * 1200
    moments = Moments(tmp_path, most_bytes=2 * size)
    for age, net in enumerate(nets):
        kept(moments, weights, (0, 1), net)
        place = moments._place(net)
        os.utime(place, (time.time() - 100 + age,) * 2)
    assert [len(moments.list(net)) for net in nets] == [0, 2, 2]


def test_a_training_whose_moments_alone_are_too_much_keeps_the_first(tmp_path, weights):
    moments = Moments(tmp_path, most_bytes=2500)
    kept(moments, weights, (0, 1))
    with pytest.raises(StoreError, match="take all of the 2,500 bytes"):
        kept(moments, weights, [2])
    assert [moment.step for moment in moments.list(NET)] == [0, 1]


def test_moments_are_deleted_all_or_those_after_a_step(moments, weights):
    kept(moments, weights, (0, 5, 9))
    (moments._place(NET) / "00000003.moment.0.part").write_bytes(b"half a moment")
    moments.delete(NET, after=5)
    assert [path.name for path in sorted(moments._place(NET).iterdir())] == ["00000000.moment", "00000005.moment"]
    moments.delete(NET)
    assert moments.list(NET) == ()
    assert not moments._place(NET).exists()


@needs_mounts
def test_a_full_disk_keeps_no_part_of_a_moment(tmp_path):
    with small_disk(tmp_path / "small", "64k") as folder:
        moments = Moments(folder)
        with pytest.raises(StoreError, match="No space left"):
            kept(moments, {"logits/kernel": np.zeros((500, 100), np.float32)}, [0])
        assert moments.list(NET) == ()
        assert not list(moments._place(NET).iterdir())


@pytest.mark.parametrize(("epochs", "steps_per_epoch"), [(1, 71), (8, 141), (100, 71), (3, 1), (2, 9000), (1, 2)])
def test_moments_are_dense_at_first_and_then_at_epochs(epochs, steps_per_epoch):
    net = replace(NET, recipe=replace(NET.recipe, epochs=epochs))
    steps = moment_steps(net, steps_per_epoch)
    first = [step for step in steps if step < steps_per_epoch]
    assert steps == tuple(sorted(set(steps)))
    assert (steps[0], steps[-1]) == (0, epochs * steps_per_epoch)
    assert steps_per_epoch in steps
    assert all(step % steps_per_epoch == 0 for step in steps[len(first) :])
    assert steps_per_epoch < 4 or first[:4] == [0, 1, 2, 3]
    assert len(steps) - len(first) <= MOST_EPOCHS_KEPT
    assert epochs > MOST_EPOCHS_KEPT or len(steps) - len(first) == epochs
    gaps = np.diff(steps[: len(first) + 1])
    assert (np.diff(gaps[: len(gaps) - 1]) >= 0).all()
