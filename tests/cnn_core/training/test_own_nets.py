"""A net that was built by hand goes the way of the others: trained, stored, inspected, seen live."""

import numpy as np
import pytest

from cnn_core.live.lab import LabRequest, lab_frame, unpack_frame
from cnn_core.live.shares import SIGNED_ZERO
from cnn_core.models.inspection import inspect
from cnn_core.nets.spec import layer_shapes
from cnn_core.nets.training_text import find_net, training_text
from cnn_core.pictures.digits import Digits, load_digits
from cnn_core.store.store import default_store
from cnn_core.training.train import train

NET = find_net("c4-bn-leakyrelu-avg2-drop0.25_c6-s2-tanh_d12-drop0.5/e1-b32")


@pytest.fixture(scope="module")
def few():
    digits = load_digits()
    return Digits(
        digits.train_images[:400],
        digits.train_labels[:400],
        digits.held_out_images[:50],
        digits.held_out_labels[:50],
    )


@pytest.fixture(scope="module")
def trained(few):
    trained = train(NET, digits=few)
    default_store().save(trained)
    return trained


def test_the_same_seed_gives_the_same_weights_with_dropout_and_normalisation(trained, few):
    again = train(NET, digits=few)
    assert "norm1/moving_variance" in trained.weights
    assert trained.weights.keys() == again.weights.keys()
    for name, array in trained.weights.items():
        np.testing.assert_array_equal(array, again.weights[name])
    assert np.any(trained.weights["norm1/moving_mean"] != 0)


def test_it_is_asked_as_it_was_measured(trained, few):
    """The stored answers came from the net that was trained; these come from one that was loaded."""
    inspection = inspect(few.held_out_images, NET)
    np.testing.assert_array_equal(inspection.answers, trained.held_out_answers)
    shapes = {layer.name: layer.shape for layer in layer_shapes(NET.model) if layer.name != "logits"}
    assert {name: maps.shape[1:] for name, maps in inspection.activations.items()} == shapes


@pytest.mark.parametrize("per_channel", [False, True])
def test_maps_below_zero_are_seen_live(trained, few, per_channel):
    names = tuple(layer.name for layer in layer_shapes(NET.model) if layer.is_map)
    assert names == ("conv1", "norm1", "activation1", "pool1", "conv2")
    digit = few.held_out_images[0]
    request = {"bitmap": "digit", "nets": (training_text(NET),), "layers": names, "per_channel": per_channel}
    header, moving = unpack_frame(lab_frame(LabRequest(**request), digit))
    _, exact = unpack_frame(lab_frame(LabRequest(**request, is_exact=True), digit))
    most = {entry["name"]: entry.get("most") for entry in header["arrays"]}
    for name in names:
        values, shares = exact[f"0/{name}"], moving[f"0/{name}"].astype(float)
        top = np.array(most[f"0/{name}"])[:, None, None]
        assert values.min() < 0
        assert np.abs(values).max() == pytest.approx(top.max())
        np.testing.assert_allclose((shares - SIGNED_ZERO) / 127 * top, values, atol=float(top.max()) / 250)
