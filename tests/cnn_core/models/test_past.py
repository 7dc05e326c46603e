"""A net at the moments of its training, alone, live, and as one digit's history."""

import numpy as np
import pytest

from cnn_core.errors import SpecError, StoreError
from cnn_core.live.lab import LabRequest, lab_frame, unpack_frame
from cnn_core.live.shares import SIGNED_ZERO
from cnn_core.models.build import build_model, set_weights, weights_of
from cnn_core.models.history import history
from cnn_core.models.inspection import inspect, inspect_opened
from cnn_core.models.past import net_at
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.pictures.digits import load_digits
from cnn_core.store import handover as handovers
from cnn_core.store.handover import Handover, new_handover
from cnn_core.store.moments import NEWEST, default_moments
from cnn_core.training.train import train_and_save

NET = find_net("c3-max4/e2-b50-n400@6")


@pytest.fixture(scope="module")
def moments():
    train_and_save(NET)
    return default_moments()


@pytest.fixture
def handed(tmp_path, monkeypatch):
    monkeypatch.setenv(handovers.VARIABLE, str(tmp_path))
    return Handover(tmp_path)


@pytest.fixture(scope="module")
def digit():
    return load_digits().held_out_images[3]


def asked(weights, digit):
    model = build_model(NET.model)
    set_weights(model, weights)
    return model(digit.reshape(1, -1).astype(np.float32) / 255, training=False)[-1].numpy()


def test_a_net_is_as_it_was_at_each_moment(moments, digit):
    steps = [moment.step for moment in moments.list(NET)]
    assert (steps[:4], steps[-2:]) == ([0, 1, 2, 3], [8, 16])
    for step in (16, 0, 3, 3, 16):
        with net_at(NET, step) as (net, shown):
            assert shown == step
            logits = inspect_opened(digit, net).logits
        # The net as it was drawn is made again from its seed, and exact.
        weights = moments.load(NET, step) if step else weights_of(build_model(NET.model, seed=NET.seed))
        np.testing.assert_allclose(logits, asked(weights, digit), rtol=1e-5, atol=1e-6)
    with net_at(NET, None) as (net, shown):
        assert shown is None
        np.testing.assert_array_equal(inspect_opened(digit, net).logits, inspect(digit, NET).logits)


def test_the_history_of_a_digit_has_its_logits_at_every_moment_and_none_at_a_damaged_one(moments, digit):
    found = history(NET, digit)
    assert found.steps.tolist() == [moment.step for moment in moments.list(NET)]
    np.testing.assert_allclose(found.logits[-1], inspect(digit, NET).logits[0], rtol=0.01, atol=0.01)
    path = moments._path(NET, 2)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"\x7f")
    assert history(NET, digit).steps.tolist() == [step for step in found.steps.tolist() if step != 2]
    with pytest.raises(StoreError, match="No moment of c3-max4/e2-b50-n400@6 is kept at step 2"), net_at(NET, 2):
        pass
    path.write_bytes(data)
    with pytest.raises(SpecError, match="gives feature maps but no answer"):
        history(find_net("random_filters"), digit)


def test_the_newest_weights_are_those_handed_over_then_the_finished_ones(moments, handed, digit):
    drawn = weights_of(build_model(NET.model, seed=NET.seed))

    def newest():
        with net_at(NET, NEWEST) as (net, step):
            return step, inspect_opened(digit, net).logits

    assert newest()[0] is None
    for step, factor in ((5, 2.0), (6, 3.0)):
        weights = {name: array * factor for name, array in drawn.items()}
        handed.put(NET, step, weights)
        shown, logits = newest()
        assert shown == step
        np.testing.assert_allclose(logits, asked(weights, digit), rtol=0.01, atol=0.01)
    handed.end(NET)
    step, logits = newest()
    assert step is None
    np.testing.assert_array_equal(logits, inspect(digit, NET).logits)


def test_a_training_that_has_nothing_to_show_yet_is_seen_as_it_was_drawn(handed, digit):
    net = find_net("c3-max4/e2-b50-n400@7")
    with pytest.raises(StoreError, match="not trained yet"), net_at(net, NEWEST):
        pass
    handed.begin(net)
    with net_at(net, NEWEST) as (drawn, step):
        kernel = drawn.first_kernel
    assert step == 0
    np.testing.assert_array_equal(kernel, build_model(net.model, seed=7).weights[0].numpy())


def test_a_live_frame_says_which_step_it_shows_and_has_its_filters(moments, digit):
    text = training_text(NET)
    request = LabRequest(bitmap="digit", nets=(text, text), moments=(3,), layers=("conv1",), filters=True)
    header, arrays = unpack_frame(lab_frame(request, digit))
    assert header["moments"] == [3, None]
    kernel = moments.load(NET, 3)["conv1/kernel"]
    (most,) = {entry["most"][0] for entry in header["arrays"] if entry["name"] == "0/filters"}
    assert arrays["0/filters"].shape == (3, 3, 3)
    shown = (arrays["0/filters"].astype(float) - SIGNED_ZERO) / 127 * most
    np.testing.assert_allclose(shown, kernel[:, :, 0].transpose(2, 0, 1), atol=most / 250)
    assert (arrays["0/logits"] != arrays["1/logits"]).any()
    assert arrays["1/conv1"].shape == (3, 28, 28)


def test_what_a_killed_server_left_in_memory_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(handovers, "_MEMORY", tmp_path)
    left = tmp_path / "convscope-handover-x"
    left.mkdir()
    (left / "owner.lock").touch()  # which nobody holds
    first, second = new_handover(), new_handover()
    assert not left.exists()
    assert first.folder.exists()
    second.close()
    assert not second.folder.exists()


def test_a_net_that_diverged_is_shown_without_numbers_that_no_page_can_read(handed, digit):
    net = find_net("c3-max4/e2-b50-n400@8")
    drawn = weights_of(build_model(net.model, seed=net.seed))
    handed.put(net, 5, {name: np.full_like(array, np.nan) for name, array in drawn.items()})
    request = LabRequest(
        bitmap="digit", nets=(training_text(net),), moments=(NEWEST,), layers=("conv1",), filters=True
    )
    frame = lab_frame(request, digit)
    header, arrays = unpack_frame(frame)
    assert header["moments"] == [5]
    assert b"NaN" not in frame[: int.from_bytes(frame[:4], "little")]
    assert (arrays["0/conv1"] == SIGNED_ZERO).all() or (arrays["0/conv1"] == 0).all()
