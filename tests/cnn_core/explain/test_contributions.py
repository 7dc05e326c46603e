import numpy as np
import pytest

from cnn_core.explain import Scaling, contributions, saliency
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import default_store
from tests.helpers.nets import MIXED, PLAIN, digit, exact_logits, noisy_digit, store_changed, stored_net

ALL = [PLAIN, MIXED, "two_block"]


def net_of(text):
    return text if text == "two_block" else stored_net(text)


@pytest.mark.parametrize("text", ALL)
@pytest.mark.parametrize("target", [0, 8])
def test_what_leaves_a_channel_is_what_it_contributes_in_any_net(text, target):
    found = contributions(digit(5), net_of(text), target=target)
    assert found.edges
    for edges in found.edges.values():
        source = found.channels[edges.source]
        np.testing.assert_allclose(
            edges.values.sum(axis=1), source, rtol=1e-3, atol=1e-4 * max(1, np.abs(source).max())
        )


@pytest.mark.parametrize("text", [PLAIN, "two_block"])
def test_without_biases_each_layer_contributes_the_same_and_what_enters_is_what_is_contributed(text):
    found = contributions(digit(5), net_of(text), target=2)
    maps = [name for name in found.channels if name.startswith(("pixels", "conv", "pool"))]
    sums = [found.channels[name].sum() for name in maps]
    np.testing.assert_allclose(sums, sums[0], rtol=1e-3, atol=1e-4)
    for name in ("conv1", "conv2"):
        entering = found.edges[name].values.sum(axis=0)
        np.testing.assert_allclose(entering, found.channels[name], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("text", ALL)
def test_above_the_last_hidden_layer_the_classs_own_bias_is_left(text):
    found = contributions(digit(1), net_of(text), target=6)
    net = named_net(text) if text == "two_block" else net_of(text)
    bias = default_store().load(net).weights["logits/bias"][6]
    last = list(found.channels)[-1]
    assert found.rest[last] == pytest.approx(bias, rel=1e-2, abs=1e-4)
    only_target = np.delete(found.edges["logits"].values, 6, axis=1)
    assert not only_target.any()


def test_pixels_are_gradient_times_input():
    found = contributions(digit(4), stored_net(MIXED), target=1)
    wanted = saliency(digit(4), stored_net(MIXED), target=1, mode="gradient_x_input")
    np.testing.assert_allclose(found.pixels, wanted.values, rtol=1e-3, atol=1e-5)
    assert found.score == pytest.approx(wanted.score, rel=1e-4)
    assert found.channels["pixels"][0] == pytest.approx(found.pixels.sum(), rel=1e-3, abs=1e-4)


def test_an_edge_is_what_its_weights_do():
    """An edge's weights made a little larger lift the logit by that share of what the edge contributes."""
    net, image, step = stored_net(MIXED), noisy_digit(5), 1e-3
    found = contributions(image, net, target=3)
    for source, channel in ((0, 1), (3, 4)):

        def grow(weights, by, source=source, channel=channel):
            weights["conv2/kernel"][:, :, source, channel] *= 1 + by

        up, down = (
            exact_logits(store_changed(net, seed, lambda weights, by=by: grow(weights, by)), image)[0, 3]
            for seed, by in ((300 + channel, step), (310 + channel, -step))
        )
        assert found.edges["conv2"].values[source, channel] == pytest.approx(
            (up - down) / (2 * step), rel=1e-2, abs=1e-4
        )


def test_layers_and_their_sources():
    found = contributions(load_digits().held_out_images[0], stored_net(MIXED))
    hidden = [
        name
        for name in inspect(digit(0), stored_net(MIXED)).activations
        if "drop" not in name and name != "flatten"
    ]
    assert list(found.channels) == ["pixels", *hidden]
    sources = {name: edges.source for name, edges in found.edges.items()}
    assert sources == {
        "conv1": "pixels",
        "conv2": "pool1",
        "conv3": "pool2",
        "dense1": "activation3",
        "dense2": "dense1",
        "logits": "dense2",
    }
    assert found.edges["dense1"].values.shape == (5, 9)


def test_of_an_ablated_net_what_the_rebuilt_one_would_say_is_said():
    net = stored_net(PLAIN)
    rebuilt = store_changed(net, 320, lambda weights: weights["conv1/kernel"][..., 2].fill(0))
    off = [Scaling(layer="conv1", channel=2), Scaling(layer="conv2", channel=1, factor=1.0)]
    ablated, wanted = (
        contributions(digit(5), net, target=2, scalings=off),
        contributions(digit(5), rebuilt, target=2),
    )
    assert np.abs(ablated.pixels - contributions(digit(5), net, target=2).pixels).max() > 1e-3
    np.testing.assert_allclose(ablated.pixels, wanted.pixels, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(ablated.inspection.logits, inspect(digit(5), rebuilt).logits, rtol=1e-4, atol=1e-5)
    for name, values in wanted.channels.items():
        np.testing.assert_allclose(ablated.channels[name], values, rtol=1e-3, atol=1e-5)
    # Into the channel itself something goes that nothing comes of.
    others = np.delete(ablated.edges["conv1"].values, 2, axis=1), np.delete(wanted.edges["conv1"].values, 2, axis=1)
    np.testing.assert_allclose(*others, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(ablated.edges["conv2"].values, wanted.edges["conv2"].values, rtol=1e-3, atol=1e-5)
