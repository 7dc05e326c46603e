"""What is asked of a trained net in a worker: all held-out digits, dead channels, its file."""

from pathlib import Path

import numpy as np
import pytest

from cnn_core.backend import load_keras
from cnn_core.errors import StoreError
from cnn_core.models.build import build_model, weights_of
from cnn_core.models.dead_channels import channel_peaks, zero_channels
from cnn_core.models.held_out import pass_held_out
from cnn_core.models.inspection import inspect
from cnn_core.models.keras_file import keras_file, keras_file_name, keras_file_use
from cnn_core.models.pieces import MOST_IN_A_PIECE
from cnn_core.nets.course import NETS, Recipe, TrainingSpec, named_net
from cnn_core.nets.text import read_model
from cnn_core.nets.training_text import find_net
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import Report, TrainedModel, default_store

NET = TrainingSpec(
    model=read_model("c6-max2_c5-bn-leakyrelu-drop0.25_d8-drop0.5"), recipe=Recipe(name="forged"), seed=11
)
SOME = slice(0, MOST_IN_A_PIECE + 20)


@pytest.fixture(scope="module")
def stored():
    """Stores weights of which some can never wake a channel."""
    model = build_model(NET.model, seed=NET.seed)
    model(np.random.default_rng(0).random((50, 784)).astype(np.float32), training=True)  # moves the statistics
    weights = {name: array.copy() for name, array in weights_of(model).items()}
    weights["conv1/kernel"][..., 2] = -np.abs(weights["conv1/kernel"][..., 2])  # ink is never negative
    weights["conv1/kernel"][..., 4] = 0
    weights["dense1/kernel"][:, 3], weights["dense1/bias"][3] = 0, -1
    trained = TrainedModel(net=NET, weights=weights, held_out_answers=np.zeros(0, np.uint8), report=Report())
    default_store().save(trained)
    return trained


def test_all_digits_pass_in_batches_as_they_would_in_one(stored):
    images = load_digits().held_out_images[SOME]
    passed, whole = pass_held_out(NET, images=images), inspect(images, NET)
    np.testing.assert_allclose(passed.logits, whole.logits, rtol=1e-4, atol=1e-5)
    assert list(passed.peaks) == ["conv1", "pool1", "conv2", "norm2", "activation2", "dense1"]
    for name, peaks in passed.peaks.items():
        for channel, peak in enumerate(peaks):
            assert peak == pytest.approx(np.abs(whole.activations[name][..., channel]).max(), rel=1e-4)


def test_dead_channels_are_found(stored):
    dead = zero_channels(pass_held_out(NET, images=load_digits().held_out_images[SOME]).peaks)
    assert dead["conv1"] == dead["pool1"] == (2, 4)
    assert 3 in dead["dense1"]
    assert dead["norm2"] == dead["activation2"] == ()


def test_a_channel_may_be_zero_for_one_digit_alone():
    maps = np.zeros((2, 3, 3, 2), np.float32)
    maps[1, 0, 0, 0] = -2
    assert zero_channels(channel_peaks({"conv1": maps[:1], "flatten": maps[:1]})) == {"conv1": (0, 1)}
    assert zero_channels(channel_peaks({"conv1": maps})) == {"conv1": (1,)}


def test_all_held_out_digits_by_default():
    digits, net = load_digits(), named_net("two_block")
    passed = pass_held_out(net)
    assert passed.logits.shape == (1000, 10)
    assert np.mean(passed.logits.argmax(axis=1) == digits.held_out_labels) > 0.965


def test_a_net_without_an_answer_has_channels_alone():
    passed = pass_held_out(NETS["random_filters/untrained"], images=load_digits().held_out_images[:3])
    assert passed.logits is None
    assert list(passed.peaks) == ["conv1"]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, as it saves
def test_keras_opens_the_file_and_answers_alike(stored, tmp_path):
    path = tmp_path / keras_file_name(NET)
    path.write_bytes(keras_file(NET, store=default_store()))
    opened = load_keras().models.load_model(path)
    images = load_digits().held_out_images[:5]
    logits = opened(images.reshape(-1, 784) / np.float32(255), training=False)
    np.testing.assert_allclose(logits, inspect(images, NET).logits, rtol=1e-4, atol=1e-5)
    assert opened.name == path.stem
    assert opened.get_layer("norm2").moving_mean.numpy() == pytest.approx(stored.weights["norm2/moving_mean"])


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_lines_that_use_the_file_give_the_logits(stored, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(keras_file_name(NET)).write_bytes(keras_file(NET, store=default_store()))
    image = load_digits().held_out_images[0]
    names = {"digit": image / 255}
    lines = keras_file_use(NET)
    assert len(lines.splitlines()) == 3
    exec(lines, names)
    np.testing.assert_allclose(names["logits"], inspect(image[None], NET).logits, rtol=1e-4, atol=1e-5)


def test_a_file_has_the_name_of_its_net_alone():
    texts = [
        "two_block/default",
        "two_block/notebook@3",
        "c8-max2_d32/e3-b64",
        "c8-max2_d32/e3-b64@1",
        "c8-max2/e3",
    ]
    names = [keras_file_name(find_net(text)) for text in texts]
    assert names[0] == "two_block-default.keras"
    assert names[3] == "c8-max2_d32-e3-b64-seed1.keras"
    assert len(set(names)) == len(names)
    long = "c4-k3x5-bn-leakyrelu-drop0.25_" * 5
    lengthy = [keras_file_name(find_net(f"{long}d10/e{epochs}")) for epochs in (2, 3)]
    assert len(set(lengthy)) == 2
    assert max(map(len, lengthy)) < 140


def test_a_net_that_is_not_trained_has_no_file():
    with pytest.raises(StoreError, match="is not trained yet"):
        keras_file(TrainingSpec(model=NET.model, recipe=NET.recipe, seed=12))
