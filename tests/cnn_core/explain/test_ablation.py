"""Ablation, against nets that were rebuilt with zeroed weights, and a ranking against single ablations."""

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import Scaling, ablate_held_out, inspect_scaled, rank_channels
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import NETS
from cnn_core.pictures.digits import load_digits
from tests.helpers.nets import MIXED, PLAIN, digit, store_changed, stored_net

IMAGES = load_digits().held_out_images[:5]


def alike(one, other):
    np.testing.assert_allclose(one.logits, other.logits, rtol=1e-4, atol=1e-5)


def test_channels_and_units_that_are_off_are_those_of_a_net_with_zeroed_weights():
    net = stored_net(PLAIN)

    def zero(weights):
        weights["conv1/kernel"][..., 2] = 0
        weights["conv2/kernel"][..., [0, 4]] = 0
        weights["dense1/kernel"][:, 7], weights["dense1/bias"][7] = 0, 0

    rebuilt = store_changed(net, 101, zero)
    off = [("conv1", 2), ("conv2", 0), ("conv2", 4), ("dense1", 7)]
    scalings = [Scaling(layer=layer, channel=channel) for layer, channel in off]
    ablated = inspect_scaled(IMAGES, net, scalings)
    assert np.abs(ablated.logits - inspect(IMAGES, net).logits).max() > 0.01
    alike(ablated, inspect(IMAGES, rebuilt))
    assert not ablated.activations["conv2"][..., 4].any()


def test_what_lies_above_a_normalisation_loses_the_weights_that_read_it():
    """A normalisation shifts zeros, so that a channel behind it is off where nothing reads it any more."""
    net = stored_net(MIXED)
    rebuilt = store_changed(net, 102, lambda weights: weights["conv2/kernel"][:, :, 1].fill(0))
    for layer in ("activation1", "pool1"):
        alike(inspect_scaled(IMAGES, net, [Scaling(layer=layer, channel=1)]), inspect(IMAGES, rebuilt))

    def flatten_out(weights):
        weights["norm3/gamma"][2] = weights["norm3/beta"][2] = 0

    alike(
        inspect_scaled(IMAGES, net, [Scaling(layer="norm3", channel=2)]),
        inspect(IMAGES, store_changed(net, 103, flatten_out)),
    )


def test_a_layer_turned_up_is_a_net_with_larger_weights():
    net = stored_net(PLAIN)

    def grow(weights):
        weights["conv1/kernel"] *= 1.5  # ReLU and max pooling hand a factor on

    alike(
        inspect_scaled(IMAGES, net, [Scaling(layer="conv1", factor=1.5)]),
        inspect(IMAGES, store_changed(net, 104, grow)),
    )


def test_factors_multiply_and_none_changes_nothing():
    net = stored_net(MIXED)
    twice = [Scaling(layer="pool2", channel=3, factor=0.5), Scaling(layer="pool2", factor=2.0)]
    others = [Scaling(layer="pool2", channel=other, factor=2.0) for other in (0, 1, 2, 4, 5)]
    alike(inspect_scaled(IMAGES, net, twice), inspect_scaled(IMAGES, net, others))
    same, plain = inspect_scaled(IMAGES, net), inspect(IMAGES, net)
    alike(same, plain)
    assert list(same.activations) == list(plain.activations)
    for name, values in plain.activations.items():
        np.testing.assert_allclose(same.activations[name], values, rtol=1e-4, atol=1e-5)


def test_a_net_without_an_answer_has_maps_to_switch_off():
    net = NETS["random_filters/untrained"]
    maps = inspect_scaled(IMAGES, net, [Scaling(layer="conv1", channel=1)]).activations["conv1"]
    assert not maps[..., 1].any()
    assert maps.any()


@pytest.mark.parametrize(
    ("text", "layer"), [(PLAIN, "conv1"), (PLAIN, "dense1"), (MIXED, "norm1"), (MIXED, "pool2"), (MIXED, "dense2")]
)
def test_a_ranking_is_made_of_single_ablations(text, layer):
    net, image = stored_net(text), digit(8)
    meanwhile = [Scaling(layer="conv2", channel=1), Scaling(layer=layer, channel=0, factor=1.7)]
    ranking = rank_channels(image, net, layer=layer, target=3, scalings=meanwhile)
    base = inspect_scaled(image, net, meanwhile).logits[0]
    np.testing.assert_allclose(ranking.base, base, rtol=1e-4, atol=1e-5)
    for channel, logits in enumerate(ranking.logits):
        single = inspect_scaled(image, net, [*meanwhile, Scaling(layer=layer, channel=channel)]).logits[0]
        np.testing.assert_allclose(logits, single, rtol=1e-4, atol=1e-5)
        assert ranking.support[channel] == pytest.approx(base[3] - single[3], abs=1e-4)
    assert np.all(np.diff(ranking.support[ranking.order]) <= 0)
    np.testing.assert_allclose(ranking.probability_changes.sum(axis=1), 0, atol=1e-5)
    np.testing.assert_array_equal(ranking.answers, ranking.logits.argmax(axis=1))


def test_the_ablated_net_on_all_held_out_digits():
    digits = load_digits()
    scalings = [Scaling(layer="pool2", channel=channel) for channel in range(30)]
    found = ablate_held_out("two_block", scalings)
    before = inspect(digits.held_out_images, "two_block")
    after = inspect_scaled(digits.held_out_images, "two_block", scalings)
    right = after.answers == digits.held_out_labels
    assert found.base_accuracy == pytest.approx(np.mean(before.answers == digits.held_out_labels), abs=2e-3)
    assert found.accuracy == pytest.approx(right.mean(), abs=2e-3)
    assert found.accuracy < found.base_accuracy - 0.01
    changes = after.logits - before.logits
    np.testing.assert_allclose(found.mean_changes, changes.mean(axis=0), atol=1e-3)
    of_threes = digits.held_out_labels == 3
    np.testing.assert_allclose(found.changes_by_label[3], changes[of_threes].mean(axis=0), atol=1e-3)
    assert found.accuracy_by_label[3] == pytest.approx(right[of_threes].mean(), abs=0.02)


@pytest.mark.parametrize(
    ("scaling", "said"),
    [
        (Scaling(layer="logits"), "layer 'logits' is not one of those"),
        (Scaling(layer="flatten"), "can be asked for here: conv1, pool1, conv2, pool2, dense1"),
        (Scaling(layer="conv1", channel=6), "whole number from 0 to 5"),
        (Scaling(layer="conv1", channel=-1), "whole number from 0 to 5"),
        (Scaling(layer="conv1", factor=2.5), "a number from 0 to 2 is needed"),
        (Scaling(layer="conv1", factor=float("nan")), "a number from 0 to 2 is needed"),
    ],
    ids=str,
)
def test_what_cannot_be_scaled_gets_a_sentence(scaling, said):
    with pytest.raises(SpecError, match=said):
        inspect_scaled(digit(0), stored_net(PLAIN), [scaling])
