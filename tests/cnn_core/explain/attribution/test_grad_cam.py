"""Grad-CAM against its formula by hand: plain loops, and gradients by finite differences."""

from typing import Any

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import grad_cam
from cnn_core.models.inspection import inspect
from cnn_core.nets.spec import layer_shapes
from cnn_core.store.store import default_store
from tests.helpers.nets import MIXED, PLAIN, digit, exact_model, noisy_digit, stored_net

BY_HAND = "c3-max2_c4-s2"
"""Behind its last convolution lies the dense layer alone, which NumPy does in one line."""


@pytest.mark.parametrize("target", [0, 6, 9])
def test_at_the_last_convolution_by_hand(target):
    net, image = stored_net(BY_HAND), digit(3)
    weights = default_store().load(net).weights["logits/kernel"]
    maps = inspect(image, net).activations["conv2"][0]
    wanted = np.zeros(maps.shape[:2])
    for channel in range(4):
        slopes = weights.reshape(*maps.shape, 10)[:, :, channel, target]  # of a linear layer they are its weights
        weight = sum(slopes.ravel()) / slopes.size
        for row, column in np.ndindex(wanted.shape):
            wanted[row, column] += weight * maps[row, column, channel]
    signed = grad_cam(image, net, target=target, is_rectified=False)
    assert signed.layer == "conv2"
    assert np.abs(wanted).max() > 1e-2
    np.testing.assert_allclose(signed.map, wanted, rtol=1e-3, atol=1e-5)
    assert signed.is_signed
    rectified = grad_cam(image, net, target=target)
    np.testing.assert_allclose(rectified.map, np.maximum(wanted, 0), rtol=1e-3, atol=1e-5)
    assert not rectified.is_signed


@pytest.mark.parametrize(
    ("text", "layer"), [(MIXED, "conv1"), (MIXED, "norm1"), (MIXED, "conv2"), (PLAIN, "pool1")]
)
def test_at_any_layer_the_weights_are_mean_finite_differences(text, layer):
    """A map all of whose cells rise by a little lifts the logit by the sum of their gradients."""
    net, image = stored_net(text), noisy_digit(2)
    found = grad_cam(image, net, target=4, layer=layer)
    maps = inspect(image, net).activations[layer]
    model = exact_model(net)
    step, channels = 1e-6, maps.shape[-1]
    nudges = step * np.eye(channels)[:, None, None, :]
    names = [each.name for each in layer_shapes(net.model)]
    up: Any = maps.astype(np.float64) + nudges
    down: Any = maps.astype(np.float64) - nudges
    for name in names[names.index(layer) + 1 :]:
        above = model.get_layer(name)
        up, down = (above(x, training=False) if "norm" in name or "drop" in name else above(x) for x in (up, down))
    wanted = (up.numpy() - down.numpy())[:, 4] / (2 * step) / np.prod(maps.shape[1:3])
    np.testing.assert_allclose(found.weights, wanted, rtol=2e-3, atol=1e-4 * np.abs(wanted).max())
    np.testing.assert_allclose(found.map, np.maximum(maps[0] @ found.weights, 0), rtol=1e-3, atol=1e-6)


def test_over_the_digit_each_cell_stands_at_the_centre_of_its_field():
    net = stored_net(BY_HAND)
    found = grad_cam(digit(3), net, target=6, is_rectified=False)
    # Of conv2 the fields begin at −1 − 0·2 = −1 (SAME at stride 2 pads nothing before), are 8 long and 4 apart:
    # pool1 sees 4 pixels from −1 on in steps of 2, conv2 three of these in steps of 4.
    centres = -1 + 3.5 + 4 * np.arange(7)
    rows = [np.interp(np.arange(28), centres, found.map[:, column]) for column in range(7)]  # (7, 28)
    wanted = [np.interp(np.arange(28), centres, np.array(rows)[:, row]) for row in range(28)]
    np.testing.assert_allclose(found.values, wanted, rtol=1e-4, atol=1e-6)


def test_a_layer_without_maps_gets_a_sentence():
    with pytest.raises(
        SpecError, match="layer 'dense1' is not one of those that can be asked for here: conv1, pool1"
    ):
        grad_cam(digit(0), stored_net(PLAIN), layer="dense1")
