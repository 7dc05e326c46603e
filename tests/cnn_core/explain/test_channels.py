import weakref

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import channels, digit_of, filter_of, layer_profile
from cnn_core.models.dead_channels import channel_peaks, zero_channels
from cnn_core.models.inspection import inspect
from cnn_core.pictures.digits import Digits, load_digits
from cnn_core.settings import settings
from cnn_core.store.damage import SUFFIX
from cnn_core.store.store import default_store
from tests.helpers.nets import MIXED, store_changed, stored_net

TRAIN, HELD_OUT = 300, 120


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Of the digits so many are searched: what is found is compared with an inspection of them all."""
    all_ = load_digits()
    digits = Digits(
        all_.train_images[:TRAIN],
        all_.train_labels[:TRAIN],
        all_.held_out_images[:HELD_OUT],
        all_.held_out_labels[:HELD_OUT],
    )
    monkeypatch.setattr(channels, "load_digits", lambda: digits)
    monkeypatch.setattr(channels, "TRAIN_COUNT", TRAIN)
    channels._all_digits.cache_clear()
    yield np.concatenate([digits.train_images, digits.held_out_images]), digits.held_out_labels
    channels._all_digits.cache_clear()


@pytest.fixture
def net():
    def kill(weights):
        weights["conv2/kernel"][..., 4] = 0

    return store_changed(stored_net(MIXED), 201, kill)


@pytest.mark.parametrize("layer", ["conv1", "conv2", "dense1"])
def test_what_is_found_is_what_an_inspection_of_all_digits_has(few, net, layer):
    images, labels = few
    found = layer_profile(net, layer)
    maps = inspect(images, net).activations[layer]
    cells = maps.reshape(len(maps), -1, maps.shape[-1])  # (N, cells, C)
    held_out = cells[TRAIN:]
    for channel in range(maps.shape[-1]):
        if found.is_dead[channel]:
            continue
        peaks = cells[..., channel].max(axis=1)
        np.testing.assert_allclose(
            found.top_values[channel], np.sort(peaks)[::-1][: channels.TOP], rtol=1e-4, atol=1e-5
        )
        for index, value, row, column in zip(
            found.top_digits[channel],
            found.top_values[channel],
            found.top_rows[channel],
            found.top_columns[channel],
            strict=True,
        ):
            there = maps[index, row, column, channel] if maps.ndim == 4 else maps[index, channel]
            assert there == pytest.approx(value, rel=1e-4, abs=1e-5)
            np.testing.assert_array_equal(digit_of(index)[0], images[index])
        values = held_out[..., channel]
        counts, _ = np.histogram(values, bins=found.edges(channel))
        assert found.counts[channel].sum() == values.size
        # Where a number lies on an edge up to rounding, it may fall to either side.
        assert np.abs(np.cumsum(found.counts[channel] - counts)).max() <= max(3, values.size // 1000)
        assert found.means[channel] == pytest.approx(values.mean(), rel=1e-3, abs=1e-5)
        assert found.deviations[channel] == pytest.approx(values.std(), rel=1e-2, abs=1e-4)
        assert found.active_shares[channel] == pytest.approx((values > 0).mean(), abs=1e-3)
        assert found.means_by_label[channel, 3] == pytest.approx(values[labels == 3].mean(), rel=1e-3, abs=1e-5)
    dead = zero_channels(channel_peaks({layer: maps[TRAIN:]}))[layer]
    assert tuple(np.flatnonzero(found.is_dead)) == dead
    assert dead == ((4,) if layer == "conv2" else ())


def test_a_search_keeps_no_more_than_one_piece_of_what_was_found_on_the_training_digits(net, monkeypatch):
    """Searches that are under way at once would take 30 MB each."""
    monkeypatch.setattr(channels, "pieces", lambda count, _model: pieces_of(count, 30))
    whole = layer_profile(net, "conv2")
    channels._path(net, "conv2").unlink()
    given: list[weakref.ref[np.ndarray]] = []
    alive = []

    def ask(function, *args):
        done = channels._here(function, *args)
        alive.append(sum(each() is not None for each in given))
        if function is channels._peaks:
            given.extend(weakref.ref(each) for each in done.result())
        return done

    cut = layer_profile(net, "conv2", ask=ask)
    assert len(given) == 6 * (TRAIN + HELD_OUT) // 30
    assert max(alive) == 0
    np.testing.assert_array_equal(cut.top_digits, whole.top_digits)


def pieces_of(count, size):
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def test_a_second_time_nobody_is_asked_and_what_is_damaged_is_found_anew(net):
    asked = []

    def ask(*call):
        asked.append(call)
        return channels._here(*call)

    shares: list[float] = []
    first = layer_profile(net, "pool1", ask=ask, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] >= 1 > shares[0] > 0
    assert len(asked) == len(shares) == 3
    again = layer_profile(net, "pool1", ask=ask)
    assert len(asked) == 3
    for name, values in vars(first).items():
        np.testing.assert_array_equal(getattr(again, name), values)
    (path,) = (settings().cache / "channels").glob("*pool1*")
    path.write_bytes(path.read_bytes()[:-200])
    layer_profile(net, "pool1", ask=ask)
    assert len(asked) == 6


def test_the_oldest_go(net, monkeypatch):
    monkeypatch.setattr(channels, "MOST_KEPT", 1)
    for layer in ("conv3", "norm3"):
        layer_profile(net, layer)
    kept = [path for path in (settings().cache / "channels").iterdir() if path.suffix != SUFFIX]
    assert [path.name.split("-")[1] for path in kept] == ["norm3"]


def test_a_filter_is_the_nets_own(net):
    weights = default_store().load(net).weights
    np.testing.assert_array_equal(filter_of(net, "conv2", 3), weights["conv2/kernel"][..., 3])
    np.testing.assert_array_equal(filter_of(net, "dense1", 2), weights["dense1/kernel"][:, 2])
    with pytest.raises(SpecError, match="layer 'pool1' is not one of those"):
        filter_of(net, "pool1", 0)
    with pytest.raises(SpecError, match="channel 6 of conv2 came"):
        filter_of(net, "conv2", 6)
