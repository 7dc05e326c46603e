"""Frames of the page "Why this answer", against the net and against contributions asked for by themselves."""

import re

import numpy as np
import pytest

from cnn_core.errors import SpecError
from cnn_core.explain import Scaling, contributions, inspect_scaled
from cnn_core.live.lab import pack_lab, unpack_frame
from cnn_core.live.why import WhyRequest, is_why, pack_why, parse_why, why_frame
from cnn_core.live.why_net import NetView, add_net_view, columns
from cnn_core.models.inspection import inspect
from cnn_core.nets.course import named_net
from cnn_core.packed_arrays import ArrayPack
from cnn_core.pictures.digits import load_digits
from cnn_core.pictures.mnist_form.form import to_mnist_form
from tests.helpers.nets import MIXED, stored_net

DIGIT = load_digits().held_out_images[0]
NET = named_net("two_block")


def frame_of(**wanted):
    return unpack_frame(why_frame(WhyRequest(bitmap="digit", side=28, **wanted), DIGIT))


def entry(header, name):
    return next(each for each in header["arrays"] if each["name"] == name)


def test_an_exact_frame_holds_the_maps_of_the_strongest_channels_and_all_that_they_contribute():
    header, arrays = frame_of(is_exact=True, target=3)
    seen, found = inspect(DIGIT), contributions(DIGIT, target=3)
    assert header["target"] == 3
    np.testing.assert_allclose(arrays["probabilities"], seen.probabilities[0], atol=1e-6)
    np.testing.assert_allclose(arrays["part/pixels"], found.pixels, rtol=1e-4, atol=1e-6)
    below = [0]
    for layer in columns(NET):
        channels = entry(header, f"map/{layer.name}")["channels"]
        maps = seen.activations[layer.name][0][:, :, channels].transpose(2, 0, 1)
        np.testing.assert_allclose(arrays[f"map/{layer.name}"], maps, rtol=1e-5, atol=1e-6)
        parts = np.abs(found.channels[layer.name])
        np.testing.assert_allclose(arrays[f"part/{layer.name}"], found.channels[layer.name], rtol=1e-3, atol=1e-5)
        assert parts[channels].min() >= np.sort(parts)[-8] - 1e-4
        if layer.kind == "conv":
            edges = found.edges[layer.name].values[np.ix_(below, channels)]
            np.testing.assert_allclose(arrays[f"edge/{layer.name}"], edges, rtol=1e-3, atol=1e-5)
        else:
            assert channels == below
        below = channels
    assert arrays["edge/logits"].shape == (8, 1)


def test_a_moving_frame_holds_shares_of_each_layers_scale():
    header, arrays = frame_of()
    exact = frame_of(is_exact=True)[1]
    assert header["target"] == inspect(DIGIT).answers[0]
    for layer in columns(NET):
        most = entry(header, f"map/{layer.name}")["most"]
        shares = arrays[f"map/{layer.name}"]
        assert shares.dtype == np.uint8
        np.testing.assert_allclose(shares / 255 * most, exact[f"map/{layer.name}"], atol=most / 250)


def test_what_is_switched_off_is_off_in_all_that_lies_above_and_stays_in_view():
    off = (Scaling(layer="conv2", channel=10), Scaling(layer="conv1", channel=3, factor=1.5))
    kept = (("conv2", (10,)),)
    header, arrays = frame_of(is_exact=True, scalings=off, net_view=NetView(kept=kept))
    ablated = inspect_scaled(DIGIT, NET, off)
    np.testing.assert_allclose(arrays["probabilities"], ablated.probabilities[0], atol=1e-6)
    np.testing.assert_allclose(arrays["base_probabilities"], inspect(DIGIT).probabilities[0], atol=1e-6)
    channels = entry(header, "map/pool2")["channels"]
    assert (len(channels), channels[-1]) == (8, 10)  # the weakest of all, since it gives nothing
    assert not arrays["map/pool2"][-1].any()
    assert arrays["part/pool2"][10] == 0


def test_the_answer_without_switches_is_explained_though_the_ablated_net_gives_another():
    everything = (Scaling(layer="pool2"),)
    header, arrays = frame_of(scalings=everything)
    assert header["target"] == arrays["base_probabilities"].argmax()
    assert header["target"] != arrays["probabilities"].argmax()


def test_channels_that_are_settled_stay_in_their_order_and_all_come_on_request():
    shown = (("pool1", (5, 2, 9)), ("pool2", (1, 64)))  # there is no channel 64
    header, arrays = frame_of(net_view=NetView(shown=shown))
    assert entry(header, "map/conv1")["channels"] == [5, 2, 9]
    assert entry(header, "map/conv2")["channels"] == [1]
    assert arrays["edge/conv2"].shape == (3, 1)
    assert frame_of(net_view=NetView(channels=None))[1]["map/conv2"].shape == (64, 7, 7)


def test_a_drawing_is_brought_to_mnists_form():
    bitmap = np.zeros((140, 140), np.uint8)
    bitmap[30:110, 64:76] = 255
    header, arrays = unpack_frame(why_frame(WhyRequest(view="strokes"), bitmap))
    np.testing.assert_array_equal(arrays["seen"], to_mnist_form(bitmap).pixels)
    assert not any(name.startswith("map/") for name in arrays)
    assert header["is_blank"] is False
    assert unpack_frame(why_frame(WhyRequest(), np.zeros((140, 140), np.uint8)))[0]["is_blank"] is True


def test_a_message_comes_back_as_it_was_sent():
    message = pack_why(
        7,
        DIGIT,
        bitmap="digit",
        target=2,
        scalings=[["conv1", None, 0], ["conv2", 4, 1.5]],
        net_view={"channels": None, "shown": {"conv1": [3]}, "kept": {}},
    )
    assert is_why(message)
    number, request, bitmap = parse_why(message)
    assert number == 7
    assert request.scalings == (Scaling(layer="conv1"), Scaling(layer="conv2", channel=4, factor=1.5))
    assert (request.target, request.net_view) == (2, NetView(channels=None, shown=(("conv1", (3,)),)))
    np.testing.assert_array_equal(bitmap, DIGIT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": 10},
        {"target": True},
        {"net": "nobody"},
        {"net": 3},
        {"scalings": [["conv1", 0]]},
        {"scalings": [["conv1", 0, float("nan")]]},
        {"scalings": [["conv1", 0, 2.5]]},
        {"scalings": [[1, 0, 1]]},
        {"view": "nothing"},
        {"net_view": {"channels": 0, "shown": {}, "kept": {}}},
        {"net_view": {"channels": 8, "shown": {"conv1": [-1]}, "kept": {}}},
        {"net_view": None},
        {"side": 30},
        {"id": -1},
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(SpecError):
        parse_why(pack_why(1, DIGIT, **({"bitmap": "drawing"} | wrong)))


@pytest.mark.parametrize("message", [b"", b"\0\0\0\0", b"\2\0\0\0[]", b"\xff\xff\xff\xff{"])
def test_what_is_no_message_is_not_of_this_page(message):
    assert not is_why(message)
    assert not is_why(pack_lab(1, DIGIT))


def test_a_layer_that_the_net_lacks_is_told_in_a_sentence():
    with pytest.raises(SpecError, match=re.escape("conv9")):
        frame_of(scalings=(Scaling(layer="conv9"),))


def test_a_net_without_an_answer_is_told_in_a_sentence():
    with pytest.raises(SpecError, match="gives no answer"):
        frame_of(net="random_filters")


def test_a_net_of_ones_own_keeps_a_channel_in_one_row_through_all_that_keeps_channels_apart():
    net, frame = stored_net(MIXED), ArrayPack()
    found = contributions(DIGIT, net, target=1)
    add_net_view(frame, net, found, NetView(channels=3), is_exact=True)
    header, arrays = unpack_frame(frame.packed())
    shown = {layer.name: entry(header, f"map/{layer.name}")["channels"] for layer in columns(net)}
    assert list(shown) == [layer.name for layer in columns(net)]
    for layer, below in zip(columns(net)[1:], columns(net), strict=False):
        if layer.kind in ("norm", "activation", "pool"):
            assert shown[layer.name] == shown[below.name]
            parts = found.channels[layer.name][shown[layer.name]]
            np.testing.assert_allclose(arrays[f"edge/{layer.name}"][0], parts, rtol=1e-5, atol=1e-7)
        else:
            assert arrays[f"edge/{layer.name}"].shape == (3, 3)
    assert arrays["map/dense1"].shape == (3, 1, 1)
