from typing import Any

import numpy as np
import pytest

from cnn_core.explain import Cell, Scaling, contributions, inspect_scaled, saliency, trace_net_cell
from cnn_core.models import opened as opened_net
from cnn_core.models.build import build_model, set_weights
from cnn_core.models.inspection import PIXELS, as_pixels, inspect
from cnn_core.models.opened import OpenedNet, open_net
from cnn_core.nets.course import named_net
from cnn_core.pictures.digits import load_digits
from cnn_core.store.store import SHIPPED, Store

NET = named_net("two_block")


def test_everybody_shares_a_net_and_what_is_compiled_of_it():
    opened = open_net(NET)
    assert open_net(named_net("two_block")) is opened
    double = opened.compiled("double", lambda pixels: 2 * pixels, PIXELS)
    assert opened.compiled("double", lambda pixels: 3 * pixels, PIXELS) is double  # it is asked for by its name
    np.testing.assert_array_equal(double(np.ones((1, 784)))[0], np.full((1, 784), 2))


def test_layer_by_layer_is_what_keras_gives_as_a_whole():
    opened, digits = open_net(NET), load_digits().held_out_images[:3]
    whole = inspect(digits, NET).outputs
    parts = opened.compiled("parts", lambda pixels: list(opened.outputs(pixels).values()), PIXELS)(
        as_pixels(digits)
    )
    for name, values in zip(whole, parts, strict=True):
        np.testing.assert_allclose(values, whole[name], rtol=1e-4, atol=1e-4)
    shape = opened.layers[1].shape
    rest = opened.compiled("rest", lambda maps: opened.outputs(maps, above="pool1")["logits"], (None, *shape))
    np.testing.assert_allclose(rest(whole["pool1"])[0], whole["logits"], rtol=1e-4, atol=1e-4)
    until = opened.compiled("until", lambda pixels: opened.outputs(pixels, until="conv2")["conv2"], PIXELS)
    np.testing.assert_allclose(until(as_pixels(digits))[0], whole["conv2"], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("most", "parts"), [(10**9, 1), (10**5, 4), (1, 7)])
def test_batches_are_as_few_as_fit(monkeypatch, most, parts):
    monkeypatch.setattr(opened_net, "MOST_AT_ONCE", most)
    slices = list(open_net(NET).batches(7))
    assert len(slices) == parts
    assert [index for part in slices for index in range(7)[part]] == list(range(7))


def test_other_weights_are_explained_without_compiling_anew():
    """A net in the middle of its training, say: each function reads the weights as they are."""
    untrained = build_model(NET.model, seed=3)
    opened, digit = OpenedNet(NET, untrained), load_digits().held_out_images[0]
    before: list[Any] = [contributions(digit, opened, target=1), saliency(digit, opened, target=1)]
    set_weights(untrained, Store(SHIPPED).load(NET).weights)
    methods: tuple[Any, ...] = (contributions, saliency)
    for ask, was in zip(methods, before, strict=True):
        now = ask(digit, opened, target=1)
        assert now.score != pytest.approx(was.score, rel=0.01)
        assert now.score == pytest.approx(ask(digit, NET, target=1).score, rel=1e-4)
    found, wanted = (contributions(digit, net, target=1).edges["conv2"].values for net in (opened, NET))
    np.testing.assert_allclose(found, wanted, rtol=1e-2, atol=1e-4)
    off = (Scaling(layer="conv2", channel=3),)
    one, other = (inspect_scaled(digit, net, off).logits for net in (opened, NET))
    np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)

    cell = Cell(layer="conv2", row=3, column=4, channel=5)
    traced, expected = (trace_net_cell(digit, net, cell) for net in (opened, NET))
    assert traced.value == pytest.approx(expected.value, rel=1e-3, abs=1e-3)
    assert traced.computed == pytest.approx(traced.value, rel=1e-3, abs=1e-3)


def test_weights_by_name():
    wanted = Store(SHIPPED).load(NET).weights
    found = open_net(NET).weights_of("logits")
    assert sorted(found) == ["bias", "kernel"]
    np.testing.assert_array_equal(found["kernel"], wanted["logits/kernel"])
