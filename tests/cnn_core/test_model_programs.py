"""A net's program, run on a few digits: what it builds is what the spec says."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.digits import EMBEDDED
from cnn_core.model_programs import DIGITS_FILE, model_program
from cnn_core.model_spec import layer_shapes
from cnn_core.model_text import read_model
from cnn_core.nets import NETS, Recipe, TrainingSpec
from tests.cnn_core.programs import run

PLAIN = Recipe(name="plain", batch_size=32, validation_split=0.25)
FULL = Recipe(name="full", epochs=2, batch_size=32, schedule="cosine", augmentation="affine")
NORMED = "c4-bn-leakyrelu-avg2-drop0.25_c6-k3x5-s2-valid-linear_d12-tanh-drop0.5_d9-linear"
CASES = {
    "own": TrainingSpec(model=read_model(NORMED), recipe=FULL, seed=3),
    "two_block": TrainingSpec(model=NETS["two_block/default"].model, recipe=PLAIN),
    "untrained": NETS["random_filters/untrained"],
}


@pytest.fixture
def digits_beside(tmp_path, monkeypatch):
    assert EMBEDDED.name == DIGITS_FILE
    with np.load(EMBEDDED) as file:
        np.savez(tmp_path / DIGITS_FILE, images=file["images"][:200], labels=file["labels"][:200])
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", CASES)
def test_the_program_builds_the_net_and_fits_it(case, digits_beside):
    net = CASES[case]
    printed, variables = run(model_program(net))
    model, layers = variables["model"], layer_shapes(net.model)
    assert [layer.name for layer in model.layers] == [layer.name for layer in layers]
    for built, layer in zip(model.layers, layers, strict=True):
        assert tuple(built.output.shape[1:]) == layer.shape
        assert built.count_params() == layer.parameters + layer.statistics
    if case == "untrained":
        assert "held_out" not in variables
        return
    assert 0 <= variables["accuracy"] <= 1
    assert f"held out: {variables['accuracy']:.1%} right" in printed
    optimizer = variables.get("learner", model).optimizer
    kept = 180 if net.recipe.augmentation == "affine" else 135
    assert optimizer.iterations.numpy() == net.recipe.epochs * -(-kept // 32)
    if net.recipe.schedule == "cosine":
        assert float(optimizer.learning_rate) == pytest.approx(0, abs=1e-6)  # down at the last step


def test_the_programs_stand_as_ruff_leaves_them(tmp_path):
    split = replace(FULL, validation_split=0.1)
    for name, net in {**CASES, "split": replace(CASES["own"], recipe=split)}.items():
        (tmp_path / f"{name}.py").write_text(model_program(net), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format", "--check"], ["check", "--select", "E,F,W,I,B,UP", "--ignore", "E501"]):
        done = subprocess.run([*ruff, *command, "--isolated", "--quiet", tmp_path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
