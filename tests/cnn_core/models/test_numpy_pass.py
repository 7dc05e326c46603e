import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.models.build import build_trained, weights_of
from cnn_core.models.inspection import inspect
from cnn_core.models.numpy_pass import glimpse_of
from cnn_core.nets.course import Recipe, TrainingSpec, named_net
from cnn_core.nets.text import read_model
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import default_store

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("index", [0, 3, 17])
def test_the_pass_in_numpy_gives_what_keras_gives(index):
    net, pixels = named_net("two_block"), load_digits().held_out_images[index]
    kept = default_store().load(net)
    assert kept is not None
    seen, truth = glimpse_of(pixels, net.model, kept.weights), inspect(pixels, net)
    assert set(seen.maps) < set(truth.activations)
    for name, maps in seen.maps.items():
        np.testing.assert_allclose(maps, truth.activations[name][0], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(seen.probabilities, truth.probabilities[0], atol=1e-5)


@pytest.mark.parametrize("text", ["c3-k5-valid-linear-avg3_c4-s2-max2", "c2-s2", "c2-k3x4-max2x3_c2-valid"])
def test_it_gives_what_keras_gives_for_other_nets_too(text):
    net = TrainingSpec(model=read_model(text), recipe=Recipe(name="own", epochs=0), seed=3)
    pixels = load_digits().held_out_images[5]
    seen, truth = glimpse_of(pixels, net.model, weights_of(build_trained(net))), inspect(pixels, net)
    assert [name for name in truth.activations if name != "flatten"] == list(seen.maps)
    for name, maps in seen.maps.items():
        np.testing.assert_allclose(maps, truth.activations[name][0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(seen.probabilities, truth.probabilities[0], atol=1e-5)


def test_an_activation_that_it_does_not_know_is_refused():
    net = TrainingSpec(model=read_model("c2-tanh-max7"), recipe=Recipe(name="own", epochs=0))
    with pytest.raises(SpecError, match="tanh"):
        glimpse_of(load_digits().held_out_images[0], net.model, weights_of(build_trained(net)))


def test_it_needs_no_tensorflow():
    code = "import cnn_core.models.numpy_pass, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert loaded & {"tensorflow", "keras", "scipy", "pandas"} == set()
