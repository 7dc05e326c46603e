"""A net's program, run on a few digits: what it builds is what the spec says."""

import subprocess
import sys
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from cnn_core.exports.net_programs import DIGITS_FILE, model_program
from cnn_core.nets.course import NETS, Recipe, TrainingSpec
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.text import read_model
from cnn_core.pictures.digits import EMBEDDED
from cnn_core.training.augmentation import random_affine
from tests.helpers.programs import run

PLAIN = Recipe(name="plain", batch_size=32, validation_split=0.25)
FULL = Recipe(name="full", epochs=2, batch_size=32, schedule="cosine", augmentation="affine")
FEW = Recipe(name="few", batch_size=32, learning_rate=0.01, optimizer="sgd", digits=100)
NORMED = "c4-bn-leakyrelu-avg2-drop0.25_c6-k3x5-s2-valid-linear_d12-tanh-drop0.5_d9-linear"
CASES = {
    "own": TrainingSpec(model=read_model(NORMED), recipe=FULL, seed=3),
    "two_block": TrainingSpec(model=NETS["two_block/default"].model, recipe=PLAIN),
    "few": TrainingSpec(model=read_model("c3-s2"), recipe=FEW),
    "untrained": NETS["random_filters/untrained"],
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Runs the program of a case beside a few digits, once, and returns what it printed and its variables."""
    assert EMBEDDED.name == DIGITS_FILE
    folder = tmp_path_factory.mktemp("programs")
    with np.load(EMBEDDED) as file:
        np.savez(folder / DIGITS_FILE, images=file["images"][:200], labels=file["labels"][:200])
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield lru_cache(lambda case: run(model_program(CASES[case])))


@pytest.mark.parametrize("case", CASES)
def test_the_program_builds_the_net_and_fits_it(case, ran):
    net = CASES[case]
    printed, variables = ran(case)
    model, layers = variables["model"], layer_shapes(net.model)
    assert [layer.name for layer in model.layers] == [layer.name for layer in layers]
    for built, layer in zip(model.layers, layers, strict=True):
        assert tuple(built.output.shape[1:]) == layer.shape
        assert built.count_params() == layer.parameters + layer.statistics
    if case == "untrained":
        assert "held_out" not in variables
        return
    assert 0 <= variables["accuracy"] <= 1
    assert f"held out: {100 * variables['accuracy']:.1f} % right" in printed
    optimizer = variables.get("learner", model).optimizer
    kept = {"own": 180, "two_block": 135, "few": 100}[case]
    assert type(optimizer).__name__.lower() == net.recipe.optimizer
    assert optimizer.iterations.numpy() == net.recipe.epochs * -(-kept // 32)
    if net.recipe.schedule == "cosine":
        assert float(optimizer.learning_rate) == pytest.approx(0, abs=1e-6)  # down at the last step


def test_a_digit_is_changed_as_the_app_changes_it(ran, monkeypatch):
    import keras
    import tensorflow as tf

    changed = ran("own")[1]["learner"].layers[0]
    images = np.random.default_rng(0).random((6, 28, 28, 1), np.float32)
    chance = np.random.default_rng(1).uniform(-1, 1, (6, 5)).astype(np.float32)
    monkeypatch.setattr(tf.random, "stateless_uniform", lambda *_args: tf.constant(chance))
    monkeypatch.setattr(keras.random, "uniform", lambda *_args, **_kwargs: tf.constant(chance))
    ours = random_affine(tf.constant(images), 0).numpy()
    np.testing.assert_allclose(changed(images, training=True), ours, atol=1e-5)
    assert np.abs(ours - images).max() > 0.5
    np.testing.assert_array_equal(changed(images), images)


def test_the_programs_stand_as_ruff_leaves_them(tmp_path):
    split = replace(FULL, validation_split=0.1)
    for name, net in {**CASES, "split": replace(CASES["own"], recipe=split)}.items():
        (tmp_path / f"{name}.py").write_text(model_program(net), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format", "--check"], ["check", "--select", "E,F,W,I,B,UP", "--ignore", "E501"]):
        done = subprocess.run([*ruff, *command, "--isolated", "--quiet", tmp_path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
